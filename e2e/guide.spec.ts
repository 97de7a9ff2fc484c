import { expect, test } from '@playwright/test';
import { expectRunning, inspector, openLab, podsInPicture, runFast } from './lab';

test('the first visit leads in three steps to a healed cluster', async ({ page }) => {
  await openLab(page, { guide: true, scene: 'web' });
  await runFast(page);
  const guide = page.getByRole('region', { name: 'First visit' });
  await expect(guide).toContainText('This is your cluster');
  await expectRunning(page, 'web', 3);
  await guide.getByRole('button', { name: 'Next' }).click();
  await expect(guide).toContainText('Click a pod and kill it');
  await podsInPicture(page, 'web').first().click();
  await inspector(page).getByRole('button', { name: 'Delete the pod' }).click();
  await expect(guide).toContainText('This is why it healed');
  // The replacement is there once its image is pulled and its container runs.
  await expect(guide).toContainText('took its place', { timeout: 30_000 });
  await guide.getByRole('button', { name: 'Done' }).click();
  await expect(guide).toBeHidden();

  await page.reload();
  await expect(page.getByRole('button', { name: /^worker-1, Ready/ })).toBeVisible();
  await expect(guide).toBeHidden();
  await page.getByRole('button', { name: 'Help and keys' }).click();
  await page.getByRole('button', { name: 'Show the first steps again' }).click();
  await expect(guide).toBeVisible();
});

test('the guide offers pods where there are none', async ({ page }) => {
  await openLab(page, { guide: true });
  await runFast(page);
  await page.getByRole('button', { name: 'Start three pods' }).click();
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expectRunning(page, 'hello', 3);
  await expect(page.getByRole('button', { name: 'Start three pods' })).toBeHidden();
});
