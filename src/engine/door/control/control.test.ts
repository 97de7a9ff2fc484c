import { describe, expect, test } from 'vitest';
import { KUBEADM_CLUSTER } from '../../cluster';
import { DEFAULT_WORLD } from '../../world';
import { openHeadless, type Headless } from '../headless';
import { control } from './control';
import type { ControlHost, Pace, WorldRecord } from './host';

interface Fixture {
  readonly headless: Headless;
  readonly host: ControlHost;
  readonly loaded: WorldRecord[];
}

function open(workers = 3): Fixture {
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

function call({ host }: Fixture, method: string, target: string, body: unknown = '') {
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

function create({ headless }: Fixture, resource: string, body: ReturnType<typeof pod>): void {
  let code = 0;
  const { name } = body.metadata;
  const call = { verb: 'create', resource, namespace: 'default', name, body } as const;
  headless.ask(call, { label: 'test', batch: '' }, (answer) => (code = answer.code));
  headless.advance(10_000);
  expect(code).toBe(201);
}

function pod(name: string, spec: Readonly<Record<string, unknown>> = {}) {
  const containers = [{ name: 'c', image: 'nginx:1.27' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } };
}

interface Decision {
  readonly source: string;
  readonly node: string;
  readonly nodeName: string;
  readonly message: string;
  readonly note: string;
  readonly unscheduled: string;
  readonly queue: { readonly place: string; readonly rejectors: readonly string[] };
  readonly nodes: readonly {
    readonly node: string;
    readonly passed: boolean;
    readonly score?: { readonly total: number; readonly plugins: readonly { readonly weighted: number }[] };
    readonly rejection?: { readonly plugin: string; readonly reasons: readonly string[] };
  }[];
}

function decisionOf(fixture: Fixture, name: string): Decision {
  const { status, body } = call(fixture, 'GET', `/orrery/decisions/default/${name}`);
  expect(status).toBe(200);
  return body as unknown as Decision;
}

describe('decisions', () => {
  test('of a pod that runs: the chosen node has the best score, and scores are the sum of their parts', () => {
    const fixture = open();
    create(fixture, 'pods', pod('a'));
    const decision = decisionOf(fixture, 'a');
    expect(decision).toMatchObject({ source: 'recorded', message: '', queue: { place: 'none' } });
    expect(decision.node).toBe(decision.nodeName);
    const passed = decision.nodes.filter((each) => each.passed);
    expect(passed.map(({ node }) => node).sort()).toEqual(['worker-1', 'worker-2', 'worker-3']);
    const totals = passed.map(({ score }) => score?.total ?? 0);
    expect(Math.max(...totals)).toBe(totals[0]);
    for (const { score } of passed)
      expect(score?.plugins.reduce((sum, { weighted }) => sum + weighted, 0)).toBe(score?.total);
    const [rejected] = decision.nodes.filter((each) => !each.passed);
    expect(rejected).toMatchObject({ node: 'control-plane', rejection: { plugin: 'TaintToleration' } });
  });

  test('of a pod that fits nowhere: each node’s reason, and where it waits', () => {
    const fixture = open();
    create(
      fixture,
      'pods',
      pod('big', { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '99' } } }] }),
    );
    const decision = decisionOf(fixture, 'big');
    expect(decision).toMatchObject({ source: 'recorded', node: '', nodeName: '' });
    expect(decision.nodes).toHaveLength(4);
    expect(
      decision.nodes.filter(({ rejection }) => rejection?.reasons.includes('Insufficient cpu')),
    ).toHaveLength(3);
    expect(decision.queue).toMatchObject({
      place: 'unschedulable',
      rejectors: ['TaintToleration', 'NodeResourcesFit'],
    });
    expect(decision.message).toMatch(/^0\/4 nodes are available/);
    expect(decision.unscheduled).toBe(decision.message);
  });

  test('that the scheduler has forgotten are worked out anew, and nothing changes by that', () => {
    const fixture = open();
    create(fixture, 'pods', pod('a'));
    const { node } = decisionOf(fixture, 'a');
    for (const type of ['stop', 'start']) {
      call(fixture, 'POST', '/orrery/faults', { type, target: 'kube-scheduler' });
      fixture.headless.advance(60_000);
    }
    const before = call(fixture, 'GET', '/orrery/hash').body;
    const again = decisionOf(fixture, 'a');
    expect(again.source).toBe('recomputed');
    expect(again.nodeName).toBe(node);
    const passed = again.nodes.map((each): readonly [string, boolean] => [each.node, each.passed]);
    expect(passed.sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ['control-plane', false],
      ['worker-1', true],
      ['worker-2', true],
      ['worker-3', true],
    ]);
    expect(call(fixture, 'GET', '/orrery/hash').body).toEqual(before);
    // The next event writes where the copy has been: the world must go on as if nobody had looked.
    fixture.headless.advance(60_000);
    const unseen = open();
    create(unseen, 'pods', pod('a'));
    for (const type of ['stop', 'start']) {
      call(unseen, 'POST', '/orrery/faults', { type, target: 'kube-scheduler' });
      unseen.headless.advance(60_000);
    }
    unseen.headless.advance(60_000);
    expect(call(fixture, 'GET', '/orrery/hash').body).toEqual(call(unseen, 'GET', '/orrery/hash').body);
  });

  test('are not there for static pods, gated pods, and pods of other schedulers', () => {
    const fixture = open();
    create(fixture, 'pods', pod('gated', { schedulingGates: [{ name: 'wait' }] }));
    create(fixture, 'pods', pod('foreign', { schedulerName: 'mine' }));
    expect(decisionOf(fixture, 'gated')).toMatchObject({ source: 'none', queue: { place: 'gated' } });
    expect(decisionOf(fixture, 'foreign')).toMatchObject({ source: 'none' });
    const mirror = call(fixture, 'GET', '/orrery/decisions/kube-system/etcd-control-plane').body;
    expect(mirror).toMatchObject({ source: 'none', note: expect.stringContaining('static') as string });
    expect(call(fixture, 'GET', '/orrery/decisions/default/none').status).toBe(404);
  });
});

describe('faults', () => {
  const active = (fixture: Fixture) => call(fixture, 'GET', '/orrery/faults').body['active'];

  test.each([
    ['power-off', 'worker-2'],
    ['cut', 'worker-2'],
    ['stop', 'worker-2/kubelet'],
    ['stop', 'kube-scheduler'],
  ])('%s %s lasts until it is taken back', (type, target) => {
    const fixture = open();
    expect(active(fixture)).toEqual([]);
    expect(call(fixture, 'POST', '/orrery/faults', { type, target }).status).toBe(201);
    fixture.headless.advance(5000);
    expect(active(fixture)).toMatchObject([{ type, target }]);
    expect(call(fixture, 'POST', '/orrery/faults', { type, target }).status).toBe(409);
    expect(call(fixture, 'DELETE', `/orrery/faults?type=${type}&target=${target}`).status).toBe(200);
    fixture.headless.advance(30_000);
    expect(active(fixture)).toEqual([]);
    expect(call(fixture, 'DELETE', `/orrery/faults?type=${type}&target=${target}`).status).toBe(404);
  });

  test('all are taken back at once', () => {
    const fixture = open();
    call(fixture, 'POST', '/orrery/faults', { type: 'cut', target: 'worker-1' });
    call(fixture, 'POST', '/orrery/faults', { type: 'stop', target: 'worker-2/kubelet' });
    fixture.headless.advance(1000);
    expect(call(fixture, 'DELETE', '/orrery/faults').body['mended']).toHaveLength(2);
    fixture.headless.advance(30_000);
    expect(active(fixture)).toEqual([]);
  });

  test.each([
    [{ type: 'explode', target: 'worker-1' }, 400],
    [{ type: 'cut' }, 400],
    [{ type: 'cut', target: 'worker-9' }, 404],
    [{ type: 'stop', target: 'worker-1/containerd' }, 404],
    [{ type: 'stop', target: '../../etc' }, 404],
    [{ type: 'mend', target: 'worker-1' }, 409],
    [{ type: 'cut', target: 'worker-1', force: true }, 400],
    ['not json', 400],
    [[], 400],
  ])('%j is refused with %i', (body, code) => {
    const fixture = open(1);
    const steps = fixture.headless.simulation.journal.length;
    expect(call(fixture, 'POST', '/orrery/faults', body).status).toBe(code);
    expect(fixture.headless.simulation.journal.length).toBe(steps);
  });
});

describe('the trace', () => {
  test('tells why a pod exists: from the input to the newest message about it', () => {
    const fixture = open();
    create(fixture, 'pods', pod('a'));
    const { body } = call(fixture, 'GET', '/orrery/trace?object=pods/default/a');
    const why = body['why'] as { kind: string; cause: number; id: number }[];
    expect(why[0]).toMatchObject({ kind: 'input', verb: 'create', resource: 'pods', key: 'default/a' });
    expect(why.slice(1).map(({ cause }) => cause)).toEqual(why.slice(0, -1).map(({ id }) => id));
    expect((body['hops'] as unknown[]).length).toBeGreaterThan(10);
  });

  test('knows objects without a namespace', () => {
    const fixture = open(1);
    for (const object of ['nodes/worker-1', 'nodes//worker-1'])
      expect(
        (call(fixture, 'GET', `/orrery/trace?object=${object}`).body['hops'] as unknown[]).length,
      ).toBeGreaterThan(0);
    for (const object of ['', 'nodes', 'a/b/c/d', 'pods/default/'])
      expect(call(fixture, 'GET', `/orrery/trace?object=${object}`).status).toBe(400);
  });
});

describe('what is asked amiss', () => {
  test.each([
    ['GET', '/orrery/nothing', 404],
    ['GET', '/orrery/clock/more', 404],
    ['GET', '/orrery/decisions/default', 404],
    ['GET', '/orrery/__proto__', 404],
    ['GET', '/orrery/constructor', 404],
    ['DELETE', '/orrery/clock', 405],
    ['constructor', '/orrery/clock', 405],
    ['GET', '/orrery/clock?cluster=other', 404],
    ['GET', '/orrery/clock?cluster=kubeadm-lab', 200],
    ['GET', '/orrery/%zz', 400],
  ])('%s %s: %i', (method, target, code) => {
    expect(call(open(1), method, target).status).toBe(code);
  });

  test.each([{ ms: -1 }, { ms: 1.5 }, { ms: 1e12 }, { ms: '5' }, {}])('advance by %j is refused', (body) => {
    const fixture = open(1);
    const { now } = fixture.headless;
    expect(call(fixture, 'POST', '/orrery/advance', body).status).toBe(400);
    expect(fixture.headless.now).toBe(now);
  });
});

describe('a session from a stranger', () => {
  const fixture = open(1);
  create(fixture, 'pods', pod('a'));
  call(fixture, 'POST', '/orrery/faults', { type: 'stop', target: 'kube-scheduler' });
  const { body: good } = call(fixture, 'GET', '/orrery/session');
  const [entry] = good['journal'] as Record<string, unknown>[];
  const [cluster] = (good['config'] as { clusters: Record<string, unknown>[] }).clusters;
  const withEntry = (change: object) => ({ ...good, journal: [{ ...entry, ...change }] });
  const withCluster = (change: object) => ({
    ...good,
    config: { ...(good['config'] as object), clusters: [{ ...cluster, ...change }] },
  });
  const deep = { body: Array.from({ length: 150 }).reduce((inner) => ({ inner }), {}) };

  test('is taken when it is what we wrote', () => {
    expect(call(fixture, 'PUT', '/orrery/session', good).status).toBe(200);
    expect(fixture.loaded.at(-1)).toEqual({
      config: { ...fixture.host.config },
      journal: fixture.headless.simulation.journal,
      at: fixture.headless.now,
      step: fixture.headless.simulation.steps,
    });
  });

  test.each([
    ['no session', { kind: 'List' }, /"kind" is not OrrerySession/],
    ['a later version', { ...good, version: 2 }, /version 2/],
    ['no clusters', { ...good, config: { seed: 1, epochMs: 0, clusters: [] } }, /config.clusters/],
    ['too many machines', withCluster({ workers: 1e9 }), /config.clusters\[0\].workers/],
    ['a name with a path', withCluster({ name: '../x' }), /config.clusters\[0\].name/],
    ['no rate', withCluster({ limits: { controllers: { qps: 0, burst: 1 } } }), /limits.controllers.qps/],
    ['an input to a kubelet', withEntry({ to: 'kubeadm-lab/worker-1/kubelet' }), /journal\[0\] is no input/],
    ['an input from inside', withEntry({ from: 'kubeadm-lab/etcd' }), /journal\[0\].from/],
    ['a message of the machines’ own', withEntry({ to: 'kernel', type: 'booted', data: {} }), /is no input/],
    [
      'a fault on another cluster',
      withEntry({ to: 'kernel', type: 'control', data: { type: 'cut', machine: 'x/y' } }),
      /machine is not in/,
    ],
    [
      'a disk with anything on it',
      withEntry({
        to: 'kernel',
        type: 'control',
        data: { type: 'disk', address: 'kubeadm-lab/x', change: { type: 'start' } },
      }),
      /change.type/,
    ],
    ['a verb of one’s own', withEntry({ data: { id: 1, verb: 'eval' } }), /data.verb/],
    ['a time before all time', withEntry({ at: -1 }), /journal\[0\].at/],
    ['an end before its entries', { ...good, at: 0 }, /at comes before the last entry/],
    ['a tower of brackets', withEntry({ data: deep }), /nested too deeply/],
    ['no journal', { ...good, journal: {} }, /journal is not a list/],
  ])('%s is refused with its place', (_name, body, words) => {
    const before = fixture.loaded.length;
    const answer = call(fixture, 'PUT', '/orrery/session', body);
    expect(answer.status).toBe(400);
    expect(answer.body['message']).toMatch(words);
    expect(fixture.loaded.length).toBe(before);
  });

  test('cannot reach into JavaScript', () => {
    const text = JSON.stringify(withEntry({ data: 0 })).replace('"data":0', '"data":{"__proto__":{"id":1}}');
    expect(call(fixture, 'PUT', '/orrery/session', text).body['message']).toMatch(/__proto__/);
  });
});
