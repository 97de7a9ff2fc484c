import { expect, type Page, test } from '@playwright/test';
import {
  doTo,
  expectRunning,
  inspector,
  openLab,
  picture,
  podNames,
  podsInPicture,
  press,
  runFast,
  runVeryFast,
  selectPod,
  thing,
} from './lab';

const refused = 'The connection to the server 172.18.0.2:6443 was refused';

function notices(page: Page) {
  return page.getByRole('region', { name: 'Notices' });
}

async function deletePod(page: Page, name: string): Promise<void> {
  await selectPod(page, name);
  await inspector(page).getByRole('button', { name: 'Delete the pod' }).click();
}

test('a worker without power is given up, its pods are replaced, and power heals it', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  const [before = ''] = await podsInPicture(page, 'web', 'on worker-2').evaluateAll((buttons) =>
    buttons.map((button) => button.getAttribute('aria-label') ?? ''),
  );
  const lost = before.replace(/^Pod ([^,]+),.*$/, '$1');
  expect(lost).toMatch(/^web-/);
  await runVeryFast(page);

  await doTo(page, 'worker-2', 'Power off');
  await expect(thing(page, 'worker-2, (Not)?Ready, powered off')).toBeVisible();
  await expect(inspector(page).getByText('its machine has no power')).toBeVisible();
  await expect(thing(page, 'worker-2, NotReady, powered off')).toBeVisible({ timeout: 20_000 });
  // Nobody is there to say that it is over: the old pod stays, and another one does its work.
  await expect(thing(page, `Pod ${lost}, Terminating, on worker-2`)).toBeVisible({ timeout: 30_000 });
  await expect(podsInPicture(page, 'web', 'Running')).toHaveCount(3, { timeout: 30_000 });

  await doTo(page, 'worker-2', 'Power on');
  await expect(thing(page, 'worker-2, Ready')).toBeVisible({ timeout: 20_000 });
  await expect(thing(page, `Pod ${lost}`)).toHaveCount(0, { timeout: 20_000 });
  await expectRunning(page, 'web', 3);
});

test('a cut network is drawn, and mended', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  await runVeryFast(page);
  await doTo(page, 'worker-3', 'Cut the network');
  await expect(picture(page).getByText('network cut')).toBeVisible();
  await expect(thing(page, 'worker-3, NotReady, network cut')).toBeVisible({ timeout: 20_000 });
  await expect(inspector(page).getByText('its network cable is out')).toBeVisible();
  await inspector(page).getByRole('tab', { name: 'State' }).click();
  await expect(inspector(page).getByText('node.kubernetes.io/unreachable:NoExecute')).toBeVisible();
  await doTo(page, 'worker-3', 'Mend the network');
  await expect(thing(page, 'worker-3, Ready')).toBeVisible({ timeout: 20_000 });
});

test('without a scheduler new pods wait, and say so', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  await runFast(page);
  await doTo(page, 'kube-scheduler', 'Stop');
  await expect(thing(page, 'kube-scheduler, chooses a node, stopped')).toBeVisible({ timeout: 15_000 });
  await picture(page).getByRole('button', { name: 'Scale web to 4' }).click();
  await expect(podsInPicture(page, 'web', 'Pending, waiting for a node')).toHaveCount(1);
  await expect(picture(page).getByText('The kube-scheduler is stopped')).toBeVisible();
  await doTo(page, 'kube-scheduler', 'Start');
  await expectRunning(page, 'web', 4);
  await expect(picture(page).getByText('nobody waits')).toBeVisible();
});

test('the tray says in the words of the scheduler why a pod waits', async ({ page }) => {
  await openLab(page);
  await page.getByRole('button', { name: 'Apply a manifest' }).click();
  await page.getByRole('button', { name: 'Too big' }).click();
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(picture(page).getByText(/nodes are available: .*3 Insufficient cpu/)).toBeVisible({
    timeout: 15_000,
  });
});

test('without a controller manager a lost pod is not replaced', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  await runFast(page);
  const [victim = ''] = await podNames(page, 'web');
  await doTo(page, 'kube-controller-manager', 'Stop');
  await expect(thing(page, 'kube-controller-manager, compares and corrects, stopped')).toBeVisible({
    timeout: 15_000,
  });
  await deletePod(page, victim);
  await expect(podsInPicture(page, 'web')).toHaveCount(2, { timeout: 20_000 });
  await expect(picture(page).getByText('wants 3 · 3 ready')).toBeVisible();
  await page.waitForTimeout(1500);
  await expect(podsInPicture(page, 'web')).toHaveCount(2);
  await doTo(page, 'kube-controller-manager', 'Start');
  await expectRunning(page, 'web', 3);
});

test('without an API server pods go on serving, and kubectl hears nothing', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  await runFast(page);
  const [victim = ''] = await podNames(page, 'web');
  await doTo(page, 'kube-apiserver', 'Stop');
  await expect(thing(page, 'kube-apiserver, the front door, stopped')).toBeVisible({ timeout: 15_000 });
  await deletePod(page, victim);
  await expect(notices(page).getByRole('alert')).toContainText(refused);
  await page.getByRole('button', { name: 'Apply a manifest' }).click();
  await page.getByRole('button', { name: 'A lonely pod' }).click();
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText(refused);
  await page.keyboard.press('Escape');

  await thing(page, 'Service web').click();
  const answered = async () =>
    Number(/(\d+) answered, 0 failed/.exec((await inspector(page).textContent()) ?? '')?.[1] ?? -1);
  const before = await answered();
  expect(before).toBeGreaterThan(0);
  await expect.poll(answered, { timeout: 15_000 }).toBeGreaterThan(before + 2);

  await doTo(page, 'kube-apiserver', 'Start');
  await expect(thing(page, 'kube-apiserver, the front door')).toBeVisible();
  await deletePod(page, victim);
  await expect(thing(page, `Pod ${victim}`)).toHaveCount(0, { timeout: 30_000 });
  await expectRunning(page, 'web', 3);
});

test('a stopped kubelet is seen on its port, and undone like everything else', async ({ page }) => {
  await openLab(page, { scene: 'web' });
  await doTo(page, 'kubelet, agent of its node, on worker-1', 'Stop');
  const stopped = thing(page, 'kubelet, agent of its node, stopped, on worker-1');
  await expect(stopped).toBeVisible();
  await expect(inspector(page).getByText('nobody starts, restarts or reports them now')).toBeVisible();
  await page.getByRole('button', { name: /^Undo: / }).click();
  await expect(stopped).toHaveCount(0);
  await expect(thing(page, 'kubelet, agent of its node, on worker-1')).toBeVisible();
});

test('a static pod cannot be killed by deleting its mirror', async ({ page }) => {
  await openLab(page);
  await runFast(page);
  await press(page, 'kube-scheduler');
  await expect(inspector(page).getByText('the kubelet puts it back')).toBeVisible();
  await inspector(page).getByRole('button', { name: 'Delete the pod' }).click();
  await expect(page.getByRole('button', { name: /^Undo: kubectl delete pod kube-scheduler/ })).toBeEnabled();
  await inspector(page)
    .getByRole('button', { name: 'static pod kube-scheduler-control-plane' })
    .click({ timeout: 20_000 });
  await expect(inspector(page).getByRole('heading', { name: 'kube-scheduler-control-plane' })).toBeVisible();
  await expect(inspector(page).getByText(/Pod · control-plane · .* · Running/)).toBeVisible({
    timeout: 15_000,
  });
  await expect(thing(page, 'kube-scheduler, chooses a node')).toBeVisible();
});
