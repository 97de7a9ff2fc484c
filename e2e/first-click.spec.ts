import { expect, test } from '@playwright/test';
import {
  dropFile,
  expectRunning,
  inspector,
  openLab,
  podNames,
  podsInPicture,
  runFast,
  selectPod,
  startWeb,
  webManifest,
} from './lab';

test.describe('the first click', () => {
  test('a dropped manifest becomes running pods', async ({ page }) => {
    await openLab(page);
    await runFast(page);
    await dropFile(page, 'web.yaml', webManifest);
    await expect(page.getByText('deployment.apps/web created')).toBeVisible();
    await expectRunning(page, 'web', 3);
    await expect(page.getByRole('list', { name: 'Pods by status' })).toContainText('3 running');
  });

  test('a deleted pod is replaced by another one', async ({ page }) => {
    await openLab(page);
    const before = await startWeb(page);
    const [victim = ''] = before;
    await selectPod(page, victim);
    await expect(inspector(page).getByText(`kubectl delete pod ${victim}`).first()).toBeVisible();
    await inspector(page).getByRole('button', { name: 'Delete the pod' }).click();
    await expect(podsInPicture(page, victim)).toHaveCount(0);
    await expect(page.getByRole('button', { name: new RegExp(`^Pod ${victim},`) })).toHaveCount(0, {
      timeout: 30_000,
    });
    await expectRunning(page, 'web', 3);
    const after = await podNames(page, 'web');
    expect(after).not.toContain(victim);
    expect(after.filter((name) => before.includes(name))).toHaveLength(2);
    await expect(page.getByRole('region', { name: 'What just happened' })).not.toContainText('calm');
  });

  test('a crashed container restarts in the same pod', async ({ page }) => {
    await openLab(page);
    const before = await startWeb(page);
    const [victim = ''] = before;
    await selectPod(page, victim);
    await inspector(page).getByRole('button', { name: 'Crash the container' }).click();
    await expect(
      page.getByRole('button', { name: new RegExp(`^Pod ${victim}, Running.*, 1 restart$`) }),
    ).toBeVisible({
      timeout: 30_000,
    });
    expect(await podNames(page, 'web')).toEqual(before);
    await expect(inspector(page).getByText('1 restart')).toBeVisible();
  });

  test('the inspector says why, lists events and shows the YAML', async ({ page }) => {
    await openLab(page);
    const [name = ''] = await startWeb(page);
    await selectPod(page, name);
    await expect(inspector(page).getByRole('tabpanel').getByRole('listitem').first()).toBeVisible();
    await inspector(page).getByRole('tab', { name: 'Events' }).click();
    await expect(inspector(page).getByText('Scheduled')).toBeVisible();
    await inspector(page).getByRole('tab', { name: 'YAML' }).click();
    await expect(inspector(page).getByText(`name: ${name}`)).toBeVisible();
    await inspector(page).getByRole('button', { name: 'Deployment web' }).click();
    await expect(inspector(page).getByRole('heading', { name: 'web' })).toBeVisible();
    await inspector(page).getByRole('button', { name: 'One replica more' }).click();
    await expectRunning(page, 'web', 4);
  });

  test('undo takes back the last input, and reset everything', async ({ page }) => {
    await openLab(page);
    const before = await startWeb(page);
    const [victim = ''] = before;
    await selectPod(page, victim);
    await page.keyboard.press('Delete');
    await expect(page.getByRole('button', { name: `Undo: kubectl delete pod ${victim}` })).toBeEnabled();
    await page.getByRole('button', { name: /^Undo: kubectl delete/ }).click();
    await expect(page.getByText(`Undone: kubectl delete pod ${victim}`)).toBeVisible();
    await expectRunning(page, 'web', 3);
    expect(await podNames(page, 'web')).toEqual(before);

    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    await expect(podsInPicture(page, 'web')).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo: Reset' }).click();
    await expect(podsInPicture(page, 'web')).toHaveCount(3);
    expect(await podNames(page, 'web')).toEqual(before);
  });
});
