import { expect, type Locator, type Page } from '@playwright/test';

/** Three replicas of nginx. */
export const webManifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
`;

interface OpenOptions {
  /** Leaves the first-visit guide open. */
  readonly guide?: boolean;
  /** What the cluster holds at first; by default nothing. */
  readonly scene?: 'empty' | 'web' | 'two-tier';
}

/** Opens the page and waits for a living cluster with its three workers. */
export async function openLab(
  page: Page,
  { guide = false, scene = 'empty' }: OpenOptions = {},
): Promise<void> {
  if (!guide) await page.addInitScript(() => localStorage.setItem('kube-orrery.first-visit', 'seen'));
  await page.goto(`./?scene=${scene}`);
  for (const name of ['worker-1', 'worker-2', 'worker-3']) {
    await expect(page.getByRole('button', { name: new RegExp(`^${name}, Ready`) })).toBeVisible();
  }
}

/** Lets virtual time run fast, so that image pulls and grace periods take no time of ours. */
export async function runFast(page: Page): Promise<void> {
  await page.getByRole('slider', { name: 'Speed' }).fill('10');
}

/** A hundredfold: five minutes of eviction in a few seconds of ours. */
export async function runVeryFast(page: Page): Promise<void> {
  await page.getByRole('slider', { name: 'Speed' }).fill('20');
}

/** The picture, without the lists beside it. */
export function picture(page: Page): Locator {
  return page.getByRole('region', { name: 'Cluster', exact: true });
}

/** A component, a node, a pod or a card in the picture, by the beginning of what it says; not the focus upon it. */
export function thing(page: Page, name: string): Locator {
  return picture(page)
    .getByRole('button', { name: new RegExp(`^${name}(,|$)`), disabled: false })
    .and(page.locator('button:not(.ko-ghost)'));
}

/** Presses the head of a thing in the picture: the middle of a worker is where its pods are. */
export async function press(page: Page, name: string): Promise<void> {
  await thing(page, name).click({ position: { x: 16, y: 11 } });
}

/** Presses a thing in the picture and then a verb on its card. */
export async function doTo(page: Page, name: string, verb: string): Promise<void> {
  await press(page, name);
  await picture(page)
    .getByRole('button', { name: new RegExp(`^${verb} `) })
    .click();
}

/** Drops a file on the page, as a hand would. */
export async function dropFile(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], fileName, { type: 'application/yaml' }));
      return data;
    },
    [name, text] as const,
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** The pods of an app in the picture, by what they say; `what` is part of their name, for example their status. */
export function podsInPicture(page: Page, app: string, what = ''): Locator {
  return page.getByRole('button', { name: new RegExp(`^Pod ${app}-[^,]*,.*${what}`), disabled: false });
}

/** Waits until the picture shows exactly `count` pods of an app, all Running. */
export async function expectRunning(page: Page, app: string, count: number): Promise<void> {
  await expect(podsInPicture(page, app, 'Running')).toHaveCount(count, { timeout: 30_000 });
  await expect(podsInPicture(page, app)).toHaveCount(count, { timeout: 30_000 });
}

/** The names of the pods of an app, sorted. */
export async function podNames(page: Page, app: string): Promise<string[]> {
  const labels = await podsInPicture(page, app).evaluateAll((buttons) =>
    buttons.map((button) => button.getAttribute('aria-label') ?? ''),
  );
  return labels.map((label) => label.replace(/^Pod ([^,]+),.*$/, '$1')).sort();
}

/** Applies the web Deployment by dropping it, and waits for its pods. */
export async function startWeb(page: Page): Promise<string[]> {
  await runFast(page);
  await dropFile(page, 'web.yaml', webManifest);
  await expectRunning(page, 'web', 3);
  return podNames(page, 'web');
}

/** Selects a pod by a click in the picture; the inspector shows it. */
export async function selectPod(page: Page, name: string): Promise<void> {
  await thing(page, `Pod ${name}`).click();
  await expect(inspector(page).getByRole('heading', { name })).toBeVisible();
}

export function inspector(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Inspector' });
}

/** Leaves the manifest editor: the first Esc leads out of the text, the second closes. */
export async function leaveEditor(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
}
