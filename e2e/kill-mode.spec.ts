import { expect, type Page, test } from '@playwright/test';
import { expectRunning, openLab, picture, podNames, podsInPicture, runFast, thing } from './lab';

const toggle = (page: Page) => page.getByRole('button', { name: 'Kill mode', exact: true });
const bar = (page: Page) => page.getByRole('region', { name: 'Kill mode' });

/** The one pod of an app that is there and was not before. */
async function newcomer(page: Page, before: readonly string[]): Promise<string[]> {
  return (await podNames(page, 'web')).filter((name) => !before.includes(name));
}

test('one click kills a pod, until Escape', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  await runFast(page);
  const before = await podNames(page, 'web');
  const [victim = '', next = ''] = before;
  await toggle(page).click();
  await expect(toggle(page)).toHaveAttribute('aria-pressed', 'true');
  await expect(bar(page)).toContainText('A click deletes the pod');

  await thing(page, `Pod ${victim}`).click();
  await expect(thing(page, `Pod ${victim}`)).toHaveCount(0, { timeout: 30_000 });
  await expectRunning(page, 'web', 3);
  expect(await newcomer(page, before)).toHaveLength(1);

  await page.keyboard.press('Escape');
  await expect(bar(page)).toBeHidden();
  await expect(toggle(page)).toHaveAttribute('aria-pressed', 'false');
  await thing(page, `Pod ${next}`).click();
  await expect(picture(page).getByRole('button', { name: /^Delete the pod/ })).toBeVisible();
  await expect(thing(page, `Pod ${next}, Running`)).toBeVisible();
});

test('with Shift, or by the switch, a click crashes the container', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  await runFast(page);
  const before = await podNames(page, 'web');
  const [first = '', second = ''] = before;
  await page.keyboard.press('k');
  await thing(page, `Pod ${first}`).click({ modifiers: ['Shift'] });
  await expect(
    thing(page, `Pod ${first}, Running, on worker-., 1 restart`.replace(/, 1.*/, '')),
  ).toBeVisible();
  await bar(page).getByRole('button', { name: 'Crash' }).click();
  await thing(page, `Pod ${second}`).click();
  for (const name of [first, second]) {
    await expect(
      picture(page).getByRole('button', { name: new RegExp(`^Pod ${name}, Running.*, 1 restart$`) }),
    ).toBeVisible({ timeout: 30_000 });
  }
  expect(await podNames(page, 'web')).toEqual(before);
});

test('kill mode works by keyboard alone', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  await runFast(page);
  const before = await podNames(page, 'web');
  const ghost = page.locator('.ko-ghost');
  await ghost.focus();
  for (let step = 0; step < 12; step += 1) {
    if ((await ghost.getAttribute('aria-label'))?.startsWith('Pod web-')) break;
    await page.keyboard.press(step % 2 === 0 ? 'ArrowDown' : 'ArrowRight');
  }
  await expect(ghost).toHaveAccessibleName(/^Pod web-/);
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Undo: kubectl delete pod web-/ })).toBeEnabled();
  await expect.poll(() => newcomer(page, before), { timeout: 30_000 }).toHaveLength(1);
  await page.keyboard.press('Escape');
  await expect(bar(page)).toBeHidden();
  // Escape has left kill mode and nothing else: the focus is where it was.
  await expect(ghost).toBeFocused();
});

test.describe('by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a tap kills a pod', async ({ page }) => {
    await openLab(page, { scene: 'web' });
    await runFast(page);
    const before = await podNames(page, 'web');
    await toggle(page).tap();
    await expect(bar(page)).toBeVisible();
    await podsInPicture(page, 'web').first().tap();
    await expect.poll(() => newcomer(page, before), { timeout: 30_000 }).toHaveLength(1);
    await expectRunning(page, 'web', 3);
  });
});
