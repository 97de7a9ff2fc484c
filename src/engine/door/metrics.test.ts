import { describe, expect, test } from 'vitest';
import { worldConfig } from '../testing/lab';
import { podManifest } from '../testing/manifests';
import { openHeadless, type Headless } from './headless';

interface Usage {
  readonly cpu: string;
  readonly memory: string;
}

/** What the tests look at of objects, lists and Tables. */
interface Answer {
  readonly kind: string;
  readonly message: string;
  readonly spec: { readonly nodeName: string };
  readonly usage: Usage;
  readonly containers: readonly [{ readonly usage: Usage }];
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
  readonly columnDefinitions: readonly { readonly name: string }[];
  readonly rows: readonly { readonly cells: readonly string[] }[];
}

const METRICS = '/apis/metrics.k8s.io/v1beta1';

function ask(
  host: Headless,
  target: string,
  accept = 'application/json',
  method = 'GET',
  body = '',
): { readonly code: number; readonly body: Answer } {
  let code = 0;
  let text = '';
  let isOver = false;
  const headers = { accept, 'content-type': 'application/json' };
  host.door.open(
    { method, target, headers, body },
    {
      head: (status) => {
        code = status;
      },
      data: (chunk) => {
        text += String(chunk);
      },
      end: () => {
        isOver = true;
      },
    },
  );
  host.advanceUntil(() => isOver, 5000);
  return { code, body: JSON.parse(text) as Answer };
}

function world(): Headless {
  const host = openHeadless({ config: worldConfig({}) });
  host.advance(45_000);
  return host;
}

function create(host: Headless, manifest: unknown): void {
  const { code } = ask(
    host,
    '/api/v1/namespaces/default/pods',
    'application/json',
    'POST',
    JSON.stringify(manifest),
  );
  expect(code).toBe(201);
}

describe('metrics.k8s.io', () => {
  test('tells of a pod 15 to 30 seconds after it began', () => {
    const host = world();
    create(host, podManifest('web', {}));
    const one = `${METRICS}/namespaces/default/pods/web`;
    host.advance(10_000);
    expect(ask(host, one).body.message).toBe('podmetrics.metrics.k8s.io "default/web" not found');
    host.advance(30_000);
    const { body } = ask(host, one);
    expect(body).toMatchObject({ kind: 'PodMetrics', metadata: { name: 'web', namespace: 'default' } });
    expect(body.containers[0].usage.cpu).toMatch(/^\d+n$/);
    expect(body.containers[0].usage.memory).toBe('8192Ki');
    expect(ask(host, `${METRICS}/namespaces/default/pods?labelSelector=app%3Dno`).body.items).toEqual([]);
    expect(ask(host, `${METRICS}/pods`).body.items.map(({ metadata }) => metadata.name)).toContain('web');
  });

  test('a loop that never waits takes a core, or as much as its limit allows', () => {
    const host = world();
    const command = ['sh', '-c', 'while true; do :; done'];
    create(host, podManifest('busy', { image: 'busybox', command }));
    const limits = { cpu: '200m' };
    create(host, podManifest('held', { image: 'busybox', command, container: { resources: { limits } } }));
    host.advance(60_000);
    const cpu = (name: string): number => {
      const { body } = ask(host, `${METRICS}/namespaces/default/pods/${name}`);
      return Math.round(parseInt(body.containers[0].usage.cpu, 10) / 1e6);
    };
    expect(cpu('busy')).toBeGreaterThan(990);
    expect(cpu('held')).toBe(200);
    const node = ask(host, `/api/v1/namespaces/default/pods/busy`).body.spec.nodeName;
    const used = ask(host, `${METRICS}/nodes/${node}`).body.usage;
    expect(parseInt(used.cpu, 10) / 1e6).toBeGreaterThan(1000);
  });

  test('nodes are a Table, and one whose kubelet is gone is left out', () => {
    const host = world();
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const { body } = ask(host, `${METRICS}/nodes`, accept);
    expect(body.columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'cpu', 'memory', 'Window']);
    expect(body.rows).toHaveLength(3);
    expect(body.rows[0]?.cells[0]).toBe('worker-1');
  });
});
