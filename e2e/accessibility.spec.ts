import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import {
  doTo,
  expectRunning,
  inspector,
  openLab,
  podNames,
  press,
  runFast,
  runVeryFast,
  selectPod,
  startWeb,
  thing,
  webManifest,
} from './lab';

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

/** A picture that stands still: drawing one that moves would take most of the time of whoever looks at it. */
async function pause(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${colorScheme}`, async ({ page }) => {
    // Without motion: a card that is just fading in has the contrast of a ghost.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openLab(page, { guide: true });
    await pause(page);
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const [name = ''] = await startWeb(page);
    await pause(page);
    await expectNoViolations(page);
    await selectPod(page, name);
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Help and keys' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNoViolations(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Apply a manifest' }).click();
    await page.getByRole('textbox').fill('a: [');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
    await expectNoViolations(page);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing at the door for a real kubectl, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openLab(page);
    await pause(page);
    await page.getByRole('button', { name: 'Use a real kubectl' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNoViolations(page);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing with faults on the screen, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openLab(page, { scene: 'web' });
    await doTo(page, 'worker-2', 'Power off');
    await doTo(page, 'worker-3', 'Cut the network');
    await doTo(page, 'kube-scheduler', 'Stop');
    await expect(thing(page, 'kube-scheduler, chooses a node, stopped')).toBeVisible({ timeout: 20_000 });
    await press(page, 'worker-3');
    await pause(page);
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await runVeryFast(page);
    await expect(thing(page, 'worker-2, NotReady, powered off')).toBeVisible({ timeout: 20_000 });
    await pause(page);
    await page.keyboard.press('k');
    await inspector(page).getByRole('tab', { name: 'All objects' }).click();
    await page.getByRole('button', { name: 'Scenes' }).click();
    await expectNoViolations(page);
  });
}

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const stopsMax = 80;
  for (let stop = 0; stop < stopsMax; stop += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
    if (name.test(focused)) return;
  }
  throw new Error(`no tab stop called ${name}`);
}

test('everything of the first click can be done by keyboard', async ({ page }) => {
  await openLab(page);
  await runFast(page);
  await tabTo(page, /^Apply/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox')).toBeFocused();
  await page.keyboard.insertText(webManifest);
  await page.keyboard.press('Control+Enter');
  await expectRunning(page, 'web', 3);
  const before = await podNames(page, 'web');

  await tabTo(page, /^web-/);
  await page.keyboard.press('Enter');
  const heading = inspector(page).getByRole('heading', { name: /^web-/ });
  await expect(heading).toBeVisible();
  const victim = (await heading.textContent()) ?? '';
  expect(before).toContain(victim);
  await page.keyboard.press('c');
  await expect(
    page.getByRole('button', { name: new RegExp(`^Pod ${victim}, Running.*, 1 restart$`) }),
  ).toBeVisible({
    timeout: 30_000,
  });
  await page.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: new RegExp(`^Pod ${victim},`) })).toHaveCount(0, {
    timeout: 30_000,
  });
  await expectRunning(page, 'web', 3);
  expect(await podNames(page, 'web')).not.toContain(victim);

  await page.keyboard.press('Escape');
  await expect(inspector(page).getByRole('table', { name: 'Pods' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: new RegExp(`^Pod ${victim}, Running`) })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Help and keys' })).toBeVisible();
});

test('Space pauses and plays, Shift and the arrow step', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  const [victim = ''] = await podNames(page, 'web');
  await selectPod(page, victim);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  const stopped = (await page.getByRole('timer').textContent()) ?? '';
  await expect(async () => {
    await page.keyboard.press('Shift+ArrowRight');
    expect(await page.getByRole('timer').textContent()).not.toBe(stopped);
  }).toPass();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
});
