/** A real kubectl against a served cluster, where there is one on this machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realKubectl, runReal } from './testing/real-kubectl';
import { serveCluster, type ServedCluster } from './testing/served-cluster';

const kubectl = realKubectl();
if (kubectl === null)
  console.warn(
    'SKIPPED: no kubectl of 1.32 or later (ORRERY_KUBECTL, PATH): nothing real has asked the served cluster.',
  );

const MANIFEST = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports: [{containerPort: 80}]
`;

const LONG_MS = 60_000;

describe.skipIf(kubectl === null)('a real kubectl', { timeout: LONG_MS }, () => {
  let cluster: ServedCluster;
  let env: Record<string, string>;
  let pod = '';

  const run = (args: string, stdin = '') =>
    runReal(kubectl as string, args.split(' '), {
      cwd: cluster.folder,
      stdin,
      env,
      signal: AbortSignal.timeout(LONG_MS),
    });
  /** A command that goes on; `out` is what it has printed so far. */
  function start(args: string) {
    const child = spawn(kubectl as string, args.split(' '), { cwd: cluster.folder, env, argv0: 'kubectl' });
    const state = { out: '', child };
    child.stdout.on('data', (part) => (state.out += String(part)));
    child.stderr.on('data', (part) => (state.out += String(part)));
    return state;
  }

  beforeAll(async () => {
    // Fast, so that images are pulled while one waits; slow enough for clients' own clocks.
    cluster = await serveCluster(10);
    const { PATH = '' } = process.env;
    const { folder, kubeconfig } = cluster;
    env = { PATH, HOME: folder, KUBECONFIG: kubeconfig, KUBECACHEDIR: path.join(folder, 'cache') };
    writeFileSync(path.join(folder, 'web.yaml'), MANIFEST);
  }, LONG_MS);
  afterAll(() => cluster.stop());

  test('finds the server and its version through the kubeconfig', async () => {
    const { out, err } = await run('version');
    expect(out + err).toMatch(/Server Version: v1.33/);
    expect((await run('get nodes -o name')).out.split('\n').sort()).toEqual([
      '',
      'node/control-plane',
      'node/worker-1',
      'node/worker-2',
    ]);
  });

  test('is refused without the token', async () => {
    const { err, code } = await run('--token wrong get nodes');
    expect([code, err]).toEqual([1, 'error: You must be logged in to the server (Unauthorized)\n']);
  });

  test('applies a file, and waits for what comes of it', async () => {
    expect(await run('apply -f web.yaml')).toEqual({
      code: 0,
      out: 'deployment.apps/web created\n',
      err: '',
    });
    expect(await run('apply -f web.yaml')).toMatchObject({ code: 0, out: 'deployment.apps/web unchanged\n' });
    const { out } = await run('rollout status deployment/web --timeout=50s');
    expect(out).toContain('deployment "web" successfully rolled out\n');
    pod = (await run('get pods -l app=web -o name')).out.split('\n')[0] ?? '';
    expect(pod).toMatch(/^pod\/web-/);
  });

  test('watches: changes come while it runs', async () => {
    const watch = start('get deployment web -w --no-headers');
    await expect.poll(() => watch.out, { timeout: 10_000 }).toMatch(/2\/2/);
    expect(await run('scale deployment web --replicas=3')).toMatchObject({
      out: 'deployment.apps/web scaled\n',
    });
    await expect.poll(() => watch.out, { timeout: 20_000 }).toMatch(/3\/3/);
    watch.child.kill();
    await once(watch.child, 'close');
  });

  test('runs a command in a container: output, input and exit code', async () => {
    expect(await run(`exec ${pod} -- echo hello`)).toEqual({ code: 0, out: 'hello\n', err: '' });
    expect(await run(`exec -i ${pod} -- cat`, 'typed')).toMatchObject({ code: 0, out: 'typed' });
    const failed = await run(`exec ${pod} -- cat /no/such/file`);
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(/No such file or directory\ncommand terminated with exit code 1\n$/);
  });

  test('follows a log', async () => {
    const follow = start(`logs -f ${pod}`);
    await expect.poll(() => follow.out, { timeout: 10_000 }).toMatch(/start up/);
    expect(follow.child.exitCode).toBeNull();
    follow.child.kill();
    await once(follow.child, 'close');
  });

  test('forwards a port', async () => {
    const forward = start(`port-forward ${pod} :80`);
    await expect.poll(() => forward.out, { timeout: 10_000 }).toMatch(/127.0.0.1:\d+ -> 80/);
    const port = /127.0.0.1:(\d+)/.exec(forward.out)?.[1] ?? '';
    const fetched = (target: string) =>
      new Promise<string>((resolve, reject) => {
        get(`http://127.0.0.1:${port}${target}`, { agent: false }, (response) => {
          let text = `${response.statusCode} `;
          response.on('data', (part) => (text += String(part)));
          response.on('end', () => resolve(text));
        }).on('error', reject);
      });
    const answers = await Promise.all([fetched('/'), fetched('/nothing'), fetched('/')]);
    expect(answers.map((text) => text.slice(0, 3))).toEqual(['200', '404', '200']);
    expect(answers[0]).toContain('Welcome to nginx!');
    forward.child.kill();
    await once(forward.child, 'close');
  });

  test('deletes, and waits until it is gone', async () => {
    const { out, code } = await run('delete deployment web');
    expect(code).toBe(0);
    expect(out).toMatch(/^deployment.apps "web" deleted/);
    expect((await run('get deployment web')).err).toMatch(/^Error from server \(NotFound\)/);
  });
});
