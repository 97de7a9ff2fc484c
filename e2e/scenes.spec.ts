import { expect, test } from '@playwright/test';
import {
  expectRunning,
  inspector,
  openLab,
  picture,
  podNames,
  podsInPicture,
  runFast,
  selectPod,
  thing,
} from './lab';

test('another scene is opened from the menu, and undone like a Reset', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  await runFast(page);
  const [victim = ''] = await podNames(page, 'web');
  await selectPod(page, victim);
  await page.keyboard.press('Delete');
  await expect(thing(page, `Pod ${victim}`)).toHaveCount(0, { timeout: 30_000 });
  await expectRunning(page, 'web', 3);
  const before = await podNames(page, 'web');

  await page.getByRole('button', { name: 'Scenes' }).click();
  const menu = page.getByRole('list', { name: 'Scenes' });
  await expect(menu.getByRole('button', { name: /^A web application/ })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await menu.getByRole('button', { name: /^Frontend, backend, database/ }).click();
  await expect(podsInPicture(page, 'backend')).toHaveCount(3, { timeout: 20_000 });
  await expect(podsInPicture(page, 'web')).toHaveCount(0);
  await expect(thing(page, 'Service backend')).toBeVisible();

  await page.getByRole('button', { name: /^Undo: / }).click();
  await expect(podsInPicture(page, 'backend')).toHaveCount(0);
  await expect.poll(() => podNames(page, 'web')).toEqual(before);
  await page.getByRole('button', { name: 'Scenes' }).click();
  await expect(menu.getByRole('button', { name: /^A web application/ })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(page.getByRole('button', { name: 'Scenes' })).toBeFocused();
});

test('a Service shows whom it leads to, and how its client fares', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  await expect(thing(page, 'Service web')).toHaveAccessibleName(
    /^Service web, 10\.96\.\d+\.\d+, 3 of 3 ready$/,
  );
  await expect(
    picture(page).getByRole('button', { name: /^Pod client, Running, on worker-\d, asks web/ }),
  ).toBeVisible();
  await thing(page, 'Service web').click();
  await expect(inspector(page).getByText(/gets connections at 10\.244\./)).toHaveCount(3);
  await expect(inspector(page).getByText(/\d+ answered, 0 failed/)).toBeVisible();
  await inspector(page).getByRole('button', { name: 'client', exact: true }).click();
  await expect(inspector(page).getByRole('heading', { name: 'client' })).toBeVisible();
});

test('every object can be found by its kind and name', async ({ page }) => {
  await openLab(page, { scene: 'two-tier' });
  await inspector(page).getByRole('tab', { name: 'All objects' }).click();
  await inspector(page).getByRole('combobox', { name: 'Kind' }).selectOption('ConfigMap');
  await inspector(page).getByRole('searchbox').fill('settings');
  await inspector(page)
    .getByRole('region', { name: 'ConfigMap' })
    .getByRole('button', { name: /^settings/ })
    .click();
  await expect(inspector(page).getByRole('heading', { name: 'settings' })).toBeVisible();
  await expect(inspector(page).getByText('ConfigMap · namespace default')).toBeVisible();
  await inspector(page).getByRole('tab', { name: 'YAML' }).click();
  await expect(inspector(page).getByText('GREETING: hello')).toBeVisible();
});

test('the container to crash is chosen where a pod has several', async ({ page }) => {
  await openLab(page, { scene: 'two-tier' });
  await runFast(page);
  const [name = ''] = await podNames(page, 'frontend');
  await selectPod(page, name);
  await inspector(page).getByRole('combobox', { name: 'Container' }).selectOption('asker');
  await expect(inspector(page).getByText(`kubectl exec ${name} -c asker -- sh -c 'kill 1'`)).toBeVisible();
});
