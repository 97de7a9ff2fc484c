import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { expectRunning, openLab, podNames, startWeb } from './lab';

const stopped = (page: Page) => page.getByRole('alert').filter({ hasText: 'The clockwork has stopped' });

/** An error outside of every handler, as an out-of-memory or a bug of ours would be. */
async function crash(page: Page): Promise<void> {
  const [worker] = page.workers();
  await worker?.evaluate(() => {
    setTimeout(() => {
      throw new Error('planted');
    }, 0);
  });
}

/** A worker that never comes back from what it does; it ends when the page ends it. */
function hang(page: Page): void {
  const [worker] = page.workers();
  worker
    ?.evaluate(() => {
      for (;;);
    })
    .catch(() => undefined);
}

test('a dead worker is replaced by itself, and the class goes on', async ({ page }) => {
  await openLab(page);
  const before = await startWeb(page);
  await crash(page);
  await expect(page.getByText('The cluster was built again from what you did')).toBeVisible();
  await expect(stopped(page)).toBeHidden();
  await expectRunning(page, 'web', 3);
  expect(await podNames(page, 'web')).toEqual(before);
  await expect(page.getByRole('slider', { name: 'Speed' })).toHaveValue('10');
});

test('a stuck worker is noticed within seconds, and replaced by itself', async ({ page }) => {
  await openLab(page);
  const before = await startWeb(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  hang(page);
  await expect(page.getByText('The cluster was built again from what you did')).toBeVisible({
    timeout: 15_000,
  });
  expect(await podNames(page, 'web')).toEqual(before);
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('a second failure leads back to before the last input, and offers what was left behind', async ({
  page,
}) => {
  await openLab(page);
  const before = await startWeb(page);
  await page.getByRole('button', { name: 'Scale web to 4' }).click();
  await expectRunning(page, 'web', 4);
  await crash(page);
  await expect(page.getByText('The cluster was built again from what you did')).toBeVisible();
  await crash(page);
  const notice = page.getByRole('alert', { name: 'What was left behind' });
  await expect(notice).toContainText('just before “kubectl scale deployment/web --replicas=4”');
  await expectRunning(page, 'web', 3);
  expect(await podNames(page, 'web')).toEqual(before);
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();

  const download = page.waitForEvent('download');
  await notice.getByRole('button', { name: 'Download it for a bug report' }).click();
  const report: unknown = JSON.parse(await readFile(await (await download).path(), 'utf8'));
  expect(report).toMatchObject({
    version: 1,
    scene: 'empty',
    detail: expect.stringContaining('planted'),
    lost: ['kubectl scale deployment/web --replicas=4'],
  });
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
});

test('a worker that cannot be loaded is told of', async ({ page }) => {
  await page.route(/worker[^/]*\.js$/, (route) => route.abort());
  await page.goto('./');
  await expect(stopped(page)).toContainText('Building it again did not help');
  await page.unroute(/worker[^/]*\.js$/);
  await stopped(page).getByRole('button', { name: 'Start afresh' }).click();
  await expect(stopped(page)).toBeHidden();
  await expect(page.getByRole('button', { name: /^worker-1, Ready/ })).toBeVisible();
});
