import { expect, test } from '@playwright/test';
import { expectRunning, openLab, podNames, startWeb } from './lab';

test('a dead worker is told of, and its cluster is built again from the journal', async ({ page }) => {
  await openLab(page);
  const before = await startWeb(page);
  const [worker] = page.workers();
  await worker?.evaluate(() => {
    setTimeout(() => {
      throw new Error('planted');
    }, 0);
  });
  const panel = page.getByRole('alert').filter({ hasText: 'The clockwork has stopped' });
  await expect(panel).toContainText('planted');
  await panel.getByRole('button', { name: 'Restart from the journal' }).click();
  await expect(panel).toBeHidden();
  await expectRunning(page, 'web', 3);
  expect(await podNames(page, 'web')).toEqual(before);
});

test('a worker that cannot be loaded is told of', async ({ page }) => {
  await page.route(/worker[^/]*\.js$/, (route) => route.abort());
  await page.goto('./');
  const panel = page.getByRole('alert').filter({ hasText: 'The clockwork has stopped' });
  await expect(panel).toBeVisible();
  await page.unroute(/worker[^/]*\.js$/);
  await panel.getByRole('button', { name: 'Start afresh' }).click();
  await expect(panel).toBeHidden();
  await expect(page.getByRole('button', { name: /^worker-1, Ready/ })).toBeVisible();
});
