import { describe, expect, it } from 'vitest';
import { Screen } from './testing/screen';

function firstPod(screen: Screen): string {
  return screen.names()[0] ?? '';
}

describe('a session of the scene "web"', () => {
  it('opens with three workers and three running pods', () => {
    const screen = new Screen();
    const workers = screen.last.nodes.filter(({ controlPlane }) => !controlPlane);
    expect(workers.map(({ name, ready }) => [name, ready])).toEqual([
      ['worker-1', true],
      ['worker-2', true],
      ['worker-3', true],
    ]);
    expect(screen.node('control-plane')).toMatchObject({
      controlPlane: true,
      taints: ['node-role.kubernetes.io/control-plane:NoSchedule'],
    });
    expect(screen.running()).toHaveLength(3);
    expect(new Set(screen.running().map(({ ip }) => ip)).size).toBe(3);
  });

  it('opens with cards that tell of the recent past', () => {
    const cards = new Map(new Screen().last.components.map((card) => [card.id, card]));
    for (const name of [
      'kube-apiserver',
      'etcd',
      'kube-scheduler',
      'worker-1/kubelet',
      'worker-1/containerd',
    ]) {
      expect(cards.get(`kubeadm-lab/${name}`)?.lines.length, name).toBeGreaterThan(0);
    }
    const manager = cards.get('kubeadm-lab/kube-controller-manager');
    expect(manager?.controllers.find(({ name }) => name === 'replicaset')?.note).not.toBe('');
  });

  it('replaces a deleted pod by a new one with a new name and a new address', () => {
    const screen = new Screen();
    const victim = screen.running()[0];
    const before = screen.names();
    screen.deletePod(victim?.name ?? '');
    const seconds = screen.until(
      () => screen.running().length === 3 && !screen.names().includes(victim?.name ?? ''),
    );
    const [fresh] = screen.running().filter(({ name }) => !before.includes(name));
    expect(fresh?.ip).not.toBe(victim?.ip);
    expect(seconds).toBeLessThan(25);
    expect(screen.sentences.join('\n')).toMatch(
      /wants three pods and saw two, so it asked for one more: web-/,
    );
  });

  it('restarts a crashed container: same pod, one restart, the first at once and the second after 10 s', () => {
    const screen = new Screen();
    const name = firstPod(screen);
    const pod = (): { readonly restarts: number; readonly statusText: string } | undefined =>
      [...screen.pods.values()].find((one) => one.name === name);
    screen.crash(name);
    screen.until(() => pod()?.restarts === 1 && pod()?.statusText === 'Running');
    screen.crash(name);
    screen.until(() => pod()?.statusText === 'CrashLoopBackOff');
    const began = screen.last.now;
    screen.until(() => pod()?.restarts === 2 && pod()?.statusText === 'Running');
    expect(screen.last.now - began).toBeGreaterThanOrEqual(9000);
    expect(screen.last.now - began).toBeLessThan(12_000);
    expect(screen.sentences.join('\n')).toMatch(/waits 10s before it starts it once more/);
  });

  it('refuses in the words of the server, and says so', () => {
    const screen = new Screen();
    const answer = screen.deletePod('nobody');
    screen.until(() => answer() !== null);
    expect(answer()?.code).toBe(404);
    screen.look();
    expect(screen.sentences.at(-1)).toBe('kube-apiserver refused: pods "nobody" not found');
  });
});

describe('requests', () => {
  it('reach the door with their selectors, patches and policies', () => {
    const screen = new Screen();
    const json = [{ op: 'replace', path: '/spec/replicas', value: 5 }];
    const patched = screen.ask(
      { verb: 'patch', resource: 'deployments', name: 'web', patchType: 'json', body: json },
      'kubectl patch deployment web --type=json',
    );
    screen.until(() => patched() !== null && screen.running().length === 5);
    const { length } = screen.own();
    const deleted = screen.ask(
      { verb: 'deletecollection', resource: 'pods', labelSelector: 'run=client' },
      'kubectl delete pods -l run=client',
    );
    screen.until(() => deleted() !== null && screen.own().length === length - 1);
    expect(screen.own().some(({ name }) => name === 'client')).toBe(false);
    const orphaned = screen.ask(
      { verb: 'delete', resource: 'deployments', name: 'web', propagationPolicy: 'Orphan' },
      'kubectl delete deployment web --cascade=orphan',
    );
    screen.until(() => orphaned() !== null && !screen.workloads.has('kubeadm-lab/deployments/default/web'));
    screen.watch(5);
    expect(screen.running()).toHaveLength(5);
  });
});

describe('auto pace', () => {
  it("gives every hop of the person's chain 250 ms on screen, while the chain is short", () => {
    const screen = new Screen();
    screen.deletePod(firstPod(screen));
    const shown = new Map<number, number>();
    const flying = new Map<number, { readonly start: number; readonly end: number }>();
    screen.watch(6, (frame) => {
      for (const hop of frame.hops) if (hop.user && hop.end > hop.start) flying.set(hop.id, hop);
      for (const [id, hop] of flying) {
        if (hop.start <= frame.now && frame.now < hop.end) shown.set(id, (shown.get(id) ?? 0) + 1000 / 60);
      }
    });
    const done = [...shown].filter(([id]) => (flying.get(id)?.end ?? 0) < screen.last.now);
    expect(done.length).toBeGreaterThan(10);
    // Two frames of tolerance: a hop begins and ends between frames.
    for (const [, ms] of done) expect(ms).toBeGreaterThan(250 - 34);
  });

  it('hurries while everybody waits for a timer, and comes back to real time when nobody does', () => {
    const screen = new Screen();
    const name = firstPod(screen);
    screen.crash(name);
    screen.watch(14);
    expect(screen.last.pace.mode).toBe('live');
    screen.crash(name);
    let fastest = 0;
    screen.watch(20, ({ pace }) => {
      if (pace.mode === 'waiting') fastest = Math.max(fastest, pace.speed);
    });
    expect(fastest).toBeGreaterThan(4);
    expect(screen.last.pace).toMatchObject({ mode: 'live', speed: 1 });
  });

  it('leaves a container that crashes for ever alone after a minute', () => {
    const screen = new Screen();
    const containers = [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'sleep 1; exit 1'] }];
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'looper' }, spec: { containers } };
    screen.ask({ verb: 'create', resource: 'pods', name: 'looper', body }, 'kubectl apply -f looper.yaml');
    screen.watch(75);
    expect([...screen.pods.values()].find(({ name }) => name === 'looper')?.restarts).toBeGreaterThan(2);
    let fastest = 0;
    screen.watch(10, ({ pace }) => {
      fastest = Math.max(fastest, pace.speed);
    });
    expect(fastest).toBe(1);
  });

  it('gives way to a speed that was chosen by hand', () => {
    const screen = new Screen();
    screen.session.setPace({ speed: 100 });
    const before = screen.last.now;
    screen.watch(2);
    expect(screen.last.pace).toMatchObject({ auto: false, mode: 'fixed', speed: 100 });
    expect(screen.last.now - before).toBeGreaterThan(190_000);
    expect(screen.last.now - before).toBeLessThan(201_000);
  });
});

describe('a paused session', () => {
  it('stands still', () => {
    const screen = new Screen();
    screen.session.setPace({ paused: true });
    const before = screen.look().now;
    screen.watch(1);
    expect(screen.last.now).toBe(before);
    expect(screen.session.hasNews()).toBe(false);
  });

  it('answers a request at that instant, and lets the cluster act when time moves', () => {
    const screen = new Screen();
    screen.session.setPace({ paused: true });
    const before = screen.look().now;
    const answer = screen.deletePod(firstPod(screen));
    expect(answer()?.code).toBe(200);
    expect(screen.look().now).toBe(before);
    expect(
      screen
        .web()
        .map(({ shape }) => shape)
        .sort(),
    ).toEqual(['running', 'running', 'terminating']);
    screen.session.setPace({ paused: false });
    screen.until(() => screen.running().length === 3 && screen.web().length === 3);
  });

  it('steps by hop, by event, and to the next thing worth a sentence', () => {
    const screen = new Screen();
    screen.session.setPace({ paused: true });
    screen.deletePod(firstPod(screen));
    screen.look();
    const told = screen.sentences.length;
    screen.step('hop');
    const first = screen.look();
    expect(first.now).toBeGreaterThan(20_000);
    expect(first.pace.paused).toBe(true);
    screen.step('notable');
    screen.look();
    expect(screen.sentences.length).toBeGreaterThan(told);
  });

  it('says so when nothing will happen by itself, and stays where it is', () => {
    const screen = new Screen();
    screen.session.setPace({ paused: true });
    const before = screen.look().now;
    screen.step('notable');
    expect(screen.look().now).toBe(before);
    expect(screen.sentences.at(-1)).toMatch(/Nothing will happen by itself/);
    expect(screen.names()).toHaveLength(3);
  });
});

describe('undo', () => {
  it('takes back the last input: the pod is there again, under its old name', () => {
    const screen = new Screen();
    const before = screen.names();
    screen.deletePod(before[0] ?? '');
    expect(screen.look().undo).toBe(`kubectl delete pod ${before[0]}`);
    screen.until(
      () =>
        screen.names().length === 3 &&
        screen.running().length === 3 &&
        !screen.names().includes(before[0] ?? ''),
    );
    expect(screen.undo()).toBe(`kubectl delete pod ${before[0]}`);
    expect(screen.look().reset).toBe(true);
    expect(screen.names()).toEqual(before);
    expect(screen.last.undo).toBeNull();
    expect(screen.marks.map(({ kind }) => kind)).toEqual(['boot', 'apply', 'apply', 'apply']);
  });

  it('takes back all documents of one apply at once', () => {
    const screen = new Screen();
    const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    for (const name of ['shop', 'lab']) {
      const body = namespace(name);
      const answer = screen.ask(
        { verb: 'create', resource: 'namespaces', namespace: '', body },
        'kubectl apply',
        'one',
      );
      screen.until(() => answer() !== null);
    }
    const list = (): number => {
      const answer = screen.ask({ verb: 'list', resource: 'namespaces', namespace: '' });
      return (answer()?.body as { items: unknown[] } | undefined)?.items.length ?? 0;
    };
    expect(list()).toBe(6);
    expect(screen.undo()).toBe('kubectl apply');
    expect(list()).toBe(4);
    expect(screen.look().undo).toBeNull();
  });

  it('does not offer to take back what was refused', () => {
    const screen = new Screen();
    const answer = screen.deletePod('nobody');
    screen.until(() => answer() !== null);
    expect(screen.look().undo).toBeNull();
  });

  it('has nothing to take back at first', () => {
    expect(new Screen().undo()).toBe('');
  });
});

describe('a session that is opened with the journal of another', () => {
  it('stands where the other stood', () => {
    const screen = new Screen();
    screen.deletePod(firstPod(screen));
    screen.watch(4);
    screen.crash(screen.running()[0]?.name ?? '');
    screen.watch(14);
    const again = new Screen({ journal: screen.journal, at: Math.floor(screen.last.now) });
    expect([...again.pods.values()]).toEqual(
      [...screen.pods.values()].sort((a, b) => order(again, a.id) - order(again, b.id)),
    );
    expect(again.journal).toEqual(screen.journal);
  });

  it('says which scene it does not know', () => {
    expect(() => new Screen({ scene: 'nowhere' })).toThrow('there is no scene called "nowhere"');
  });
});

function order(screen: Screen, id: string): number {
  return [...screen.pods.keys()].indexOf(id);
}

describe('the inspected object', () => {
  it('comes with its owners, its Events and its causes back to the command', () => {
    const screen = new Screen();
    const name = firstPod(screen);
    screen.session.inspect(`kubeadm-lab/pods/default/${name}`);
    screen.look();
    expect(screen.inspection?.owners.map(({ kind }) => kind)).toEqual(['ReplicaSet', 'Deployment']);
    expect(screen.inspection?.events.map(({ reason }) => reason)).toEqual([
      'Scheduled',
      'Pulling',
      'Pulled',
      'Created',
      'Started',
    ]);
    expect(screen.inspection?.why[0]?.detail).toMatch(/^kubectl create deployment web/);
  });

  it('comes with what the rest of the cluster does because of the same command', () => {
    const screen = new Screen();
    const name = firstPod(screen);
    screen.session.inspect(`kubeadm-lab/pods/default/${name}`);
    screen.deletePod(name);
    screen.until(() => screen.running().length === 3 && !screen.names().includes(name));
    screen.watch(1);
    const told = screen.inspection?.effects.map(({ text }) => text) ?? [];
    expect(told[0]).toBe('The replicaset controller asked for a pod');
    expect(told[1]).toMatch(/^The kube-scheduler gave web-\S+ a node$/);
    expect(told[2]).toMatch(/^The kubelet on worker-\d reported on web-/);
    expect(screen.inspection?.why[0]).toMatchObject({
      text: 'You deleted it',
      detail: `kubectl delete pod ${name}`,
    });
  });

  it('stays, marked as gone, when it is deleted', () => {
    const screen = new Screen();
    const name = firstPod(screen);
    screen.session.inspect(`kubeadm-lab/pods/default/${name}`);
    screen.look();
    screen.deletePod(name);
    screen.until(() => screen.inspection?.gone === true);
    expect(screen.inspection?.object).not.toBeNull();
  });
});

describe('what the page was told of the pods', () => {
  it('is the same piece by piece as in one look afterwards', () => {
    const screen = new Screen();
    const scale = { verb: 'patch', resource: 'deployments', name: 'web', subresource: 'scale' } as const;
    screen.ask(
      { ...scale, patchType: 'merge', body: { spec: { replicas: 12 } } },
      'kubectl scale deployment/web --replicas=12',
    );
    screen.watch(3);
    screen.crash(screen.running()[0]?.name ?? '');
    screen.watch(5);
    screen.deletePod(screen.running()[1]?.name ?? '');
    screen.until(() => screen.running().length === 12 && screen.last.pace.mode === 'live');
    const told = new Map([...screen.pods].sort(([a], [b]) => (a < b ? -1 : 1)));
    const again = new Screen({ journal: screen.journal, at: Math.floor(screen.last.now) });
    expect(new Map([...again.pods].sort(([a], [b]) => (a < b ? -1 : 1)))).toEqual(told);
    expect(screen.last.defects).toEqual([]);
  });
});
