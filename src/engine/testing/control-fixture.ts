/** A world with its control endpoints, for their tests. */
import { KUBEADM_CLUSTER } from '../cluster';
import { control } from '../door/control/control';
import type { ControlHost, Pace, WorldRecord } from '../door/control/host';
import { openHeadless, type Headless } from '../door/headless';
import { DEFAULT_WORLD } from '../world';

export interface ControlFixture {
  readonly headless: Headless;
  readonly host: ControlHost;
  readonly loaded: WorldRecord[];
}

const CREATED = 201;

/** A fresh cluster that stands. */
export function openControlled(workers = 3): ControlFixture {
  const config = { ...DEFAULT_WORLD, seed: 7, clusters: [{ ...KUBEADM_CLUSTER, workers }] };
  const headless = openHeadless({ config });
  headless.advance(40_000);
  let pace: Pace = { paused: false, speed: 1 };
  const loaded: WorldRecord[] = [];
  const host: ControlHost = {
    simulation: headless.simulation,
    config,
    pace: () => pace,
    setPace: (change) => (pace = { ...pace, ...change }),
    advance(ms, done) {
      headless.advance(ms);
      done();
    },
    give: (input) => headless.simulation.input(input),
    load(record, done) {
      loaded.push(record);
      done(null);
    },
  };
  return { headless, host, loaded };
}

/** Asks an endpoint. */
export function call({ host }: ControlFixture, method: string, target: string, body: unknown = '') {
  let [status, text] = [0, ''];
  const request = {
    method,
    target,
    headers: {},
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
  control(host, request, {
    head: (code) => (status = code),
    data: (chunk) => (text += String(chunk)),
    end: () => undefined,
  });
  return { status, body: JSON.parse(text) as Record<string, unknown> };
}

/** Creates an object, and lets ten seconds pass. */
export function create({ headless }: ControlFixture, resource: string, body: ReturnType<typeof pod>): void {
  let code = 0;
  const { name } = body.metadata;
  const call = { verb: 'create', resource, namespace: 'default', name, body } as const;
  headless.ask(call, { label: 'test', batch: '' }, (answer) => (code = answer.code));
  headless.advance(10_000);
  if (code !== CREATED) throw new Error(`${resource} ${name}: ${code}`);
}

export function pod(name: string, spec: Readonly<Record<string, unknown>> = {}) {
  const containers = [{ name: 'c', image: 'nginx:1.27' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } };
}
