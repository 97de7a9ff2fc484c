import { describe, expect, it } from 'vitest';
import type { OutsideResponse } from './protocol';
import { Screen } from './testing/screen';

function scale(screen: Screen, replicas: number): () => OutsideResponse | null {
  const scaling = { verb: 'patch', resource: 'deployments', name: 'web', subresource: 'scale' } as const;
  const label = `kubectl scale deployment/web --replicas=${replicas}`;
  return screen.ask({ ...scaling, patchType: 'merge', body: { spec: { replicas } } }, label);
}

/** A worker with a web pod and without the client, which has a pod of CoreDNS beside it or not. */
function victimOf(screen: Screen): string {
  const client = screen.own().find(({ name }) => name === 'client');
  return screen.web().find(({ node }) => node !== client?.node)?.node ?? '';
}

function verbs(offers: readonly { readonly verb: string }[]): string[] {
  return offers.map(({ verb }) => verb);
}

describe('a worker that loses its power', () => {
  it('is off at once, and can only be switched on', () => {
    const screen = new Screen();
    expect(verbs(screen.node('worker-2').offers)).toEqual(['Power off', 'Cut the network']);
    screen.fault('power-off', 'worker-2');
    expect(screen.node('worker-2')).toMatchObject({ on: false, statusText: 'Ready' });
    expect(verbs(screen.node('worker-2').offers)).toEqual(['Power on']);
    for (const kind of ['kubelet', 'containerd', 'cni', 'kube-proxy'])
      expect(screen.component(`worker-2/${kind}`)).toMatchObject({ running: false, offers: [] });
    expect(screen.marks.at(-1)).toMatchObject({ kind: 'fault', label: 'pull the plug of worker-2' });
    expect(screen.told()).toContain(
      'You pulled the plug of worker-2. Its kubelet no longer renews its Lease.',
    );
  });

  it('is given up 50 s after its last heartbeat, which is counted down once it is late', () => {
    const screen = new Screen();
    expect(screen.node('worker-2').timer).toBeNull();
    screen.fault('power-off', 'worker-2');
    const began = screen.last.now;
    screen.until(() => screen.node('worker-2').timer !== null);
    const { timer } = screen.node('worker-2');
    expect(timer).toMatchObject({ kind: 'lease', end: (timer?.start ?? 0) + 50_000 });
    expect(timer?.start).toBeGreaterThan(began - 10_500);
    expect(timer?.start).toBeLessThanOrEqual(began);
    expect(screen.last.now - (timer?.start ?? 0)).toBeGreaterThanOrEqual(15_000);
    screen.until(() => !screen.node('worker-2').ready);
    expect(screen.node('worker-2').timer).toBeNull();
    expect(screen.last.now).toBeGreaterThan(timer?.end ?? 0);
    expect(screen.node('worker-1').timer).toBeNull();
  });

  it('loses its pods after their toleration of 300 s, and they are replaced elsewhere', () => {
    const screen = new Screen();
    const node = victimOf(screen);
    const lost = screen.web().find((pod) => pod.node === node);
    const id = lost?.id ?? '';
    screen.fault('power-off', node);
    screen.until(() => screen.pods.get(id)?.timer?.kind === 'toleration');
    expect(screen.pods.get(id)).toMatchObject({ shape: 'unknown', statusText: 'Running' });
    expect(screen.service('web').ready).not.toContain(id);
    expect(screen.service('web').notReady).toContain(id);
    const { timer } = screen.pods.get(id) ?? {};
    expect((timer?.end ?? 0) - (timer?.start ?? 0)).toBe(300_000);
    // DaemonSets tolerate it for ever.
    const proxy = [...screen.pods.values()].find((pod) => pod.node === node && pod.app === 'kube-proxy');
    expect(proxy?.timer).toBeNull();
    screen.until(() => screen.running().length === 3);
    expect(Math.abs(screen.last.now - (timer?.end ?? 0))).toBeLessThan(20_000);
    expect(screen.pods.get(id)).toMatchObject({ shape: 'terminating' });
    expect(screen.running().some((pod) => pod.node === node)).toBe(false);
    expect(screen.told()).toMatch(/is NotReady: nothing was heard of its kubelet for 50 s/);
    expect(screen.told()).toMatch(new RegExp(`${lost?.name} has to leave ${node}`));
    expect(screen.told()).toMatch(/can't be told: it stays Terminating until that is back/);
    // Six minutes of the world take a class less than one.
    expect(screen.clock / 1000).toBeLessThan(45);
  });

  it('is taken back by Undo as if it had never happened', () => {
    const screen = new Screen();
    screen.watch(2);
    const before = [...screen.pods.values()];
    screen.fault('power-off', 'worker-2');
    screen.until(() => !screen.node('worker-2').ready);
    expect(screen.undo()).toBe('pull the plug of worker-2');
    screen.look();
    expect(screen.node('worker-2')).toMatchObject({ on: true, ready: true });
    expect([...screen.pods.values()]).toEqual(before);
    expect(screen.last.undo).toBeNull();
  });

  it('comes back with the journal in another session', () => {
    const screen = new Screen();
    screen.fault('power-off', 'worker-2');
    screen.watch(5);
    const again = new Screen({ journal: screen.journal, at: Math.floor(screen.last.now) });
    expect(again.node('worker-2')).toEqual(screen.node('worker-2'));
    expect(again.marks).toEqual(screen.marks);
  });
});

describe('a worker whose network is cut', () => {
  it('can be mended, and is back without having lost a container', () => {
    const screen = new Screen();
    const node = victimOf(screen);
    const pod = screen.web().find((one) => one.node === node);
    screen.fault('cut', node);
    expect(screen.node(node)).toMatchObject({ on: true, cut: true });
    expect(verbs(screen.node(node).offers)).toEqual(['Power off', 'Mend the network']);
    screen.until(() => !screen.node(node).ready);
    screen.fault('mend', node);
    screen.until(() => screen.node(node).ready);
    screen.until(() => screen.pods.get(pod?.id ?? '')?.shape === 'running');
    expect(screen.pods.get(pod?.id ?? '')).toMatchObject({ uid: pod?.uid, restarts: 0 });
    expect(screen.told()).toContain(`${node} is back: its kubelet reports again, and it is Ready.`);
  });
});

describe('a scheduler that is stopped', () => {
  it('leaves new pods Pending until it runs again', () => {
    const screen = new Screen();
    expect(screen.component('kube-scheduler')).toMatchObject({ running: true });
    screen.fault('stop', 'kube-scheduler');
    // Its kubelet has yet to notice; but the file is gone, and can be put back.
    expect(verbs(screen.component('kube-scheduler').offers)).toEqual(['Start']);
    screen.until(() => !screen.component('kube-scheduler').running);
    expect(screen.told()).toContain('kube-scheduler is down: new pods stay Pending.');
    scale(screen, 4);
    screen.until(() => screen.web().length === 4);
    screen.watch(5);
    expect(screen.web().map(({ statusText }) => statusText)).toContain('Pending');
    expect(screen.told()).toContain('The scheduler does not run: it stays Pending.');
    screen.fault('start', 'kube-scheduler');
    screen.until(() => screen.running().length === 4);
    expect(verbs(screen.component('kube-scheduler').offers)).toEqual(['Stop']);
  });
});

describe('a controller manager that is stopped', () => {
  it('replaces nothing until it runs again', () => {
    const screen = new Screen();
    const [name = ''] = screen.names();
    screen.fault('stop', 'kube-controller-manager');
    screen.until(() => !screen.component('kube-controller-manager').running);
    screen.deletePod(name);
    screen.until(() => !screen.names().includes(name));
    screen.watch(10);
    expect(screen.web()).toHaveLength(2);
    expect(screen.told()).toContain('The controller manager does not run: nobody will replace it.');
    screen.fault('start', 'kube-controller-manager');
    screen.until(() => screen.running().length === 3);
  });
});

describe('an API server that is stopped', () => {
  it('answers nobody, while the pods go on, and forgets nothing', () => {
    const screen = new Screen();
    const [name = ''] = screen.names();
    screen.fault('stop', 'kube-apiserver');
    screen.until(() => !screen.component('kube-apiserver').running);
    const refused = {
      code: 0,
      body: {
        message:
          'The connection to the server 172.18.0.2:6443 was refused - did you specify the right host or port?',
      },
    };
    const answer = screen.deletePod(name);
    screen.until(() => answer() !== null);
    expect(answer()).toEqual(refused);
    expect(screen.ask({ verb: 'list', resource: 'pods' })()).toEqual(refused);
    // What reached nobody can't be taken back; the fault can.
    expect(screen.look().undo).toMatch(/kube-apiserver\.yaml/);
    const [before] = screen.traffic.values();
    screen.watch(5);
    const [after] = screen.traffic.values();
    expect(after?.answered).toBeGreaterThan(before?.answered ?? 0);
    expect(after?.failed).toBe(0);
    screen.fault('start', 'kube-apiserver');
    screen.until(() => screen.component('kube-apiserver').running);
    expect(screen.told()).toContain('kube-apiserver is back: its clients list and watch everything anew.');
    screen.deletePod(name);
    screen.until(() => screen.running().length === 3 && !screen.names().includes(name));
  });

  it('leaves nobody waiting who asked before it died', () => {
    const screen = new Screen();
    const [name = ''] = screen.names();
    const label = `kubectl exec ${name} -- sleep 600`;
    const command = ['sleep', '600'];
    const answer = screen.ask(
      { verb: 'create', resource: 'pods', name, subresource: 'exec', command },
      label,
    );
    screen.watch(2);
    expect(answer()).toBeNull();
    screen.fault('stop', 'kube-apiserver');
    screen.until(() => answer() !== null);
    expect(answer()).toEqual({
      code: 0,
      body: { message: 'Unable to connect to the server: unexpected EOF' },
    });
    expect(screen.told()).not.toContain('refused');
  });

  it('refuses at that instant while the clock stands', () => {
    const screen = new Screen();
    screen.fault('stop', 'kube-apiserver');
    screen.until(() => !screen.component('kube-apiserver').running);
    screen.session.setPace({ paused: true });
    expect(screen.deletePod('any')()?.code).toBe(0);
  });
});

describe('a kubelet that is stopped', () => {
  it('looks after nothing, although its containers run; a deleted pod stays', () => {
    const screen = new Screen();
    const node = victimOf(screen);
    const pod = screen.web().find((one) => one.node === node);
    screen.fault('stop', `${node}/kubelet`);
    expect(screen.component(`${node}/kubelet`)).toMatchObject({ running: false });
    expect(screen.component(`${node}/containerd`)).toMatchObject({ running: true });
    screen.deletePod(pod?.name ?? '');
    screen.until(() => screen.pods.get(pod?.id ?? '')?.shape === 'terminating');
    screen.watch(10);
    expect(screen.pods.get(pod?.id ?? '')?.shape).toBe('terminating');
    screen.fault('start', `${node}/kubelet`);
    screen.until(() => !screen.pods.has(pod?.id ?? ''));
    expect(screen.node(node).on).toBe(true);
  });
});

describe('the control plane without power', () => {
  it('takes all its processes with it, and brings them back', () => {
    const screen = new Screen();
    screen.fault('power-off', 'control-plane');
    for (const process of ['kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager'])
      expect(screen.component(process)).toMatchObject({ running: false, offers: [] });
    screen.watch(3);
    const sentences = screen.sentences.length;
    expect(screen.told()).not.toContain('etcd is down');
    screen.fault('power-on', 'control-plane');
    screen.until(() => screen.component('kube-apiserver').running);
    scale(screen, 4);
    screen.until(() => screen.running().length === 4);
    expect(screen.sentences.length).toBeGreaterThan(sentences);
  });
});

describe('a static pod', () => {
  it('shows itself again when its mirror is deleted, and never stops', () => {
    const screen = new Screen();
    const name = 'kube-scheduler-control-plane';
    const id = `kubeadm-lab/pods/kube-system/${name}`;
    const before = screen.pods.get(id);
    expect(before).toMatchObject({ mirror: true, system: true });
    screen.ask(
      { verb: 'delete', resource: 'pods', namespace: 'kube-system', name },
      `kubectl delete pod -n kube-system ${name}`,
    );
    screen.until(() => screen.pods.get(id)?.shape === 'running' && screen.pods.get(id)?.uid !== before?.uid);
    expect(screen.component('kube-scheduler').running).toBe(true);
    expect(screen.told()).toContain(`Only the mirror of ${name} was deleted: the static pod itself runs on`);
    expect(screen.pods.get(id)?.restarts).toBe(0);
  });
});

describe('faults that make no sense now', () => {
  it.each([
    ['power-on', 'worker-1'],
    ['mend', 'worker-1'],
    ['start', 'kube-scheduler'],
    ['stop', 'worker-9/kubelet'],
    ['power-off', 'moon'],
    ['stop', 'user'],
  ] as const)('%s %s is refused', (type, target) => {
    const screen = new Screen();
    expect(() => screen.fault(type, target)).toThrow(/nothing to do/);
    expect(screen.look().undo).toBeNull();
  });
});
