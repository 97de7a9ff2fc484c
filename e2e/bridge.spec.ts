import { readFileSync } from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { parse } from 'yaml';
import { realKubectl, runReal } from '../src/bridge/server/testing/real-kubectl';
import { expectRunning, openLab, podsInPicture, thing } from './lab';

/** One bridge, one tab: these journeys take turns. */
test.describe.configure({ mode: 'serial' });

interface KubeConfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string };
  }[];
  readonly users: readonly { readonly user: { readonly token: string } }[];
}

function kubeconfigFile(): string {
  return process.env['ORRERY_KUBECONFIG'] ?? '';
}

/** Asks the API with the kubeconfig's certificate and token, as any client does. */
function ask(
  method: string,
  target: string,
  body = '',
  token?: string,
): Promise<{ code: number; text: string }> {
  const config = parse(readFileSync(kubeconfigFile(), 'utf8')) as KubeConfig;
  const [{ cluster }] = config.clusters as [KubeConfig['clusters'][0]];
  const [{ user }] = config.users as [KubeConfig['users'][0]];
  const headers = { authorization: `Bearer ${token ?? user.token}`, 'content-type': 'application/json' };
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64');
  return new Promise((resolve, reject) => {
    const request = https.request(
      new URL(target, cluster.server),
      { method, headers, ca, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ code: response.statusCode ?? 0, text }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Use a real kubectl' });

async function letIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Use a real kubectl' }).click();
  await dialog(page)
    .getByRole('button', { name: /Let a real kubectl in|Take it over/ })
    .click();
  await expect(dialog(page).getByText(/acts on this very cluster/)).toBeVisible();
}

const POD = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'guest' },
  spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] },
});

test('a program outside creates a pod in the open tab, and the picture follows', async ({ page }) => {
  await openLab(page);
  await letIn(page);
  await expect(dialog(page)).toContainText('export KUBECONFIG=');
  const created = await ask('POST', '/api/v1/namespaces/default/pods', POD);
  expect(created.code).toBe(201);
  await expect(dialog(page).getByRole('region', { name: 'What they ask' })).toContainText(
    '/api/v1/namespaces/default/pods',
  );
  await page.keyboard.press('Escape');
  await expect(thing(page, 'Pod guest')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Undo: POST/ })).toBeVisible();
});

test('without the token nobody gets in, and without a tab there is an answer within a second', async ({
  page,
}) => {
  await openLab(page);
  await letIn(page);
  expect((await ask('GET', '/api/v1/pods', '', 'wrong')).code).toBe(401);
  expect((await ask('GET', '/api/v1/pods')).code).toBe(200);
  await dialog(page).getByRole('button', { name: 'Close the door' }).click();
  await expect(dialog(page).getByText('Nobody outside this page can reach the cluster.')).toBeVisible();
  const begun = Date.now();
  const { code, text } = await ask('GET', '/api/v1/pods');
  expect(code).toBe(503);
  expect(JSON.parse(text)).toMatchObject({ kind: 'Status', code: 503 });
  expect(Date.now() - begun).toBeLessThan(5000);
});

test('one tab holds the bridge; another may take it over', async ({ page, context }) => {
  await openLab(page);
  await letIn(page);
  const other = await context.newPage();
  await openLab(other);
  await other.getByRole('button', { name: 'Use a real kubectl' }).click();
  await dialog(other).getByRole('button', { name: 'Let a real kubectl in' }).click();
  await expect(dialog(other)).toContainText('Another tab holds the cluster');
  await dialog(other).getByRole('button', { name: 'Take it over' }).click();
  await expect(dialog(other).getByText(/acts on this very cluster/)).toBeVisible();
  await expect(dialog(page)).toContainText('Another tab has taken over the cluster');
});

test('a real kubectl acts on the cluster in the open tab', async ({ page }) => {
  const kubectl = realKubectl();
  test.skip(kubectl === null, 'there is no kubectl of 1.32 or later on this machine');
  await openLab(page);
  await letIn(page);
  await page.keyboard.press('Escape');
  const cwd = path.dirname(kubeconfigFile());
  const env = { KUBECONFIG: kubeconfigFile(), HOME: cwd, PATH: process.env['PATH'] ?? os.devNull };
  // Nobody presses Ctrl-C here.
  const { signal } = new AbortController();
  const run = (...args: readonly string[]) => runReal(kubectl ?? '', args, { cwd, stdin: '', env, signal });
  expect(await run('create', 'deployment', 'web', '--image=nginx:1.27', '--replicas=3')).toMatchObject({
    code: 0,
    out: 'deployment.apps/web created\n',
  });
  const status = await run('rollout', 'status', 'deployment/web', '--timeout=60s');
  expect(status.out).toContain('deployment "web" successfully rolled out');
  await expectRunning(page, 'web', 3);
  const pods = await run('get', 'pods', '-l', 'app=web', '-o', 'name');
  const [first = ''] = pods.out.split('\n');
  expect((await run('exec', first, '--', 'hostname')).out).toBe(`${first.replace('pod/', '')}\n`);
  expect((await run('delete', 'deployment', 'web', '--wait=false')).out).toBe(
    'deployment.apps "web" deleted\n',
  );
  await expect(podsInPicture(page, 'web')).toHaveCount(0, { timeout: 60_000 });
});
