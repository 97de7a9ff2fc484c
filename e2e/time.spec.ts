import { expect, type Page, test } from '@playwright/test';
import { openLab, podNames, runFast, selectPod, startWeb } from './lab';

const clock = (page: Page) => page.getByRole('timer');

/** Waits for two more animation frames of the page. */
async function frames(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

test('time can be stopped, stepped and played', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  const [victim = ''] = await podNames(page, 'web');
  await selectPod(page, victim);
  await page.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: new RegExp(`^Pod ${victim}, Terminating`) })).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await frames(page);
  const stopped = await clock(page).textContent();
  await frames(page);
  expect(await clock(page).textContent()).toBe(stopped);

  let shown = stopped ?? '';
  for (const name of ['next event', 'next hop', 'next change you care about']) {
    const step = page.getByRole('button', { name: `Step to the ${name}` });
    // Several hops and events may share one millisecond; a few steps never do.
    await expect(async () => {
      await step.click();
      expect(await clock(page).textContent()).not.toBe(shown);
    }).toPass();
    shown = (await clock(page).textContent()) ?? '';
  }
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();

  const stepped = await clock(page).textContent();
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(clock(page)).not.toHaveText(stepped ?? '');
});

test('a step in a cluster where nothing happens says so', async ({ page }) => {
  await openLab(page);
  await page.getByRole('button', { name: 'Step to the next change you care about' }).click();
  await expect(page.getByRole('region', { name: 'What just happened' })).toContainText(
    'Nothing will happen by itself',
  );
});

test('speed is chosen by hand or by auto pace', async ({ page }) => {
  await openLab(page);
  const pace = page.getByRole('button', { name: /^Auto pace/ });
  await expect(pace).toHaveAttribute('aria-pressed', 'true');
  await runFast(page);
  await expect(pace).toHaveAttribute('aria-pressed', 'false');
  await expect(pace).toHaveText('fixed · 10×');
  await pace.click();
  await expect(pace).toHaveAttribute('aria-pressed', 'true');
});

test('the time bar keeps a mark of each input, and the button goes back before the last', async ({
  page,
}) => {
  await openLab(page);
  await startWeb(page);
  const line = page.getByRole('region', { name: 'Time bar' });
  await expect(line.getByRole('listitem').filter({ hasText: 'web' })).not.toHaveCount(0);
  const marks = await line.getByRole('listitem').count();
  await page.getByRole('button', { name: 'Back to before the last input' }).click();
  await expect(line.getByRole('listitem')).toHaveCount(marks - 1);
});
