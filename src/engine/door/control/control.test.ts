import { describe, expect, test } from 'vitest';
import {
  call,
  create,
  openControlled as open,
  pod,
  type ControlFixture as Fixture,
} from '../../testing/control-fixture';

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
