import { describe, expect, it } from 'vitest';
import { Screen } from '../testing/screen';

function facts(screen: Screen, id: string): string[] {
  screen.session.inspect(`kubeadm-lab/${id}`);
  screen.look();
  return (screen.inspection?.facts ?? []).map(({ head, text }) => `${head} ${text}`.trim());
}

describe('the inspected Service', () => {
  it('tells whom it leads to, and why a pod is not among them', () => {
    const screen = new Screen();
    const [victim] = screen.running();
    expect(facts(screen, 'services/default/web')).toHaveLength(3);
    screen.deletePod(victim?.name ?? '');
    screen.until(() => screen.service('web').notReady.length > 0);
    const told = facts(screen, 'services/default/web');
    expect(told).toContain(`${victim?.name} gets no new connections: it is being deleted`);
    expect(told.filter((text) => text.includes('gets connections at 10.244.'))).toHaveLength(2);
  });

  it('says when no pod has its labels', () => {
    const screen = new Screen();
    const spec = { selector: { app: 'nobody' }, ports: [{ port: 80 }] };
    const body = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'lost', namespace: 'default' },
      spec,
    };
    screen.ask({ verb: 'create', resource: 'services', name: 'lost', body }, 'kubectl apply -f lost.yaml');
    screen.until(() => screen.services.has('kubeadm-lab/services/default/lost'));
    expect(facts(screen, 'services/default/lost')).toEqual(['No pod has the labels app=nobody']);
  });
});

describe('the inspected ConfigMap', () => {
  it('tells who reads it, and how', () => {
    const screen = new Screen({ scene: 'two-tier' });
    const told = facts(screen, 'configmaps/default/settings');
    expect(told).toHaveLength(5);
    for (const text of told) expect(text).toMatch(/has it in its environment: changes need a new container$/);
  });
});

describe('the inspected pod', () => {
  it('tells which Services lead to it', () => {
    const screen = new Screen();
    const [pod] = screen.running();
    expect(facts(screen, `pods/default/${pod?.name}`)).toEqual([
      `Service web gets connections at ${pod?.ip}`,
    ]);
  });

  it('of a DaemonSet, and the mirror of a static pod, come with their owners', () => {
    const screen = new Screen();
    const proxy = [...screen.pods.values()].find(({ app }) => app === 'kube-proxy');
    facts(screen, `pods/kube-system/${proxy?.name}`);
    expect(screen.inspection?.owners).toEqual([
      { id: 'kubeadm-lab/daemonsets/kube-system/kube-proxy', kind: 'DaemonSet', name: 'kube-proxy' },
    ]);
    facts(screen, 'pods/kube-system/etcd-control-plane');
    expect(screen.inspection?.owners).toEqual([
      { id: 'kubeadm-lab/nodes//control-plane', kind: 'Node', name: 'control-plane' },
    ]);
  });
});

describe('the inspected DaemonSet', () => {
  it('tells which nodes it leaves out, and why', () => {
    const screen = new Screen({ scene: 'busy' });
    expect(facts(screen, 'daemonsets/default/logs')).toEqual([
      "control-plane has the taint node-role.kubernetes.io/control-plane:NoSchedule, which its pods don't tolerate",
    ]);
  });
});

function why(screen: Screen, id: string): string[] {
  screen.session.inspect(`kubeadm-lab/${id}`);
  screen.look();
  return (screen.inspection?.why ?? []).map(({ text, detail }) => `${text} · ${detail}`);
}

describe('why a node is NotReady', () => {
  it.each([
    ['power-off', 'You switched its machine off · pull the plug of worker-2'],
    ['cut', 'You cut its network · unplug the network cable of worker-2'],
  ] as const)('begins with the fault, %s, and the heartbeat that did not come', (type, deed) => {
    const screen = new Screen();
    screen.fault(type, 'worker-2');
    const at = screen.last.now;
    screen.until(() => screen.node('worker-2').taints.some((taint) => taint.endsWith('NoExecute')));
    const told = why(screen, 'nodes//worker-2');
    expect(told).toEqual([
      'Its kubelet renewed its Lease for the last time · PUT leases/worker-2',
      deed,
      'The node controller had heard nothing of its kubelet for 50 s: it gave the node up, NotReady · Ready: Unknown · Kubelet stopped posting node status.',
      'It got a taint that drives its pods away · node.kubernetes.io/unreachable:NoExecute',
    ]);
    const [heartbeat, fault, givenUp] = screen.inspection?.why ?? [];
    expect(fault?.at).toBe(Math.floor(at));
    expect((fault?.at ?? 0) - (heartbeat?.at ?? 0)).toBeLessThanOrEqual(10_000);
    expect((givenUp?.at ?? 0) - (heartbeat?.at ?? 0)).toBeGreaterThanOrEqual(49_000);
    expect(screen.inspection?.why.map(({ now }) => now)).toEqual([false, false, false, true]);
  });

  it('blames nobody for a silence that has ended', () => {
    const screen = new Screen();
    screen.fault('cut', 'worker-2');
    screen.until(() => !screen.node('worker-2').ready);
    screen.fault('mend', 'worker-2');
    screen.until(() => screen.node('worker-2').ready);
    expect(why(screen, 'nodes//worker-2').join('\n')).not.toMatch(/You cut|gave the node up/);
  });
});

describe('why a pod was evicted', () => {
  it('goes on from its node, and says why it stays Terminating', () => {
    const screen = new Screen();
    const [victim] = screen.running();
    const node = victim?.node ?? '';
    screen.fault('power-off', node);
    screen.until(() => screen.pods.get(victim?.id ?? '')?.shape === 'terminating');
    const told = why(screen, `pods/default/${victim?.name}`);
    expect(told.slice(1, 3)).toEqual([
      `You switched the machine of ${node} off · pull the plug of ${node}`,
      expect.stringMatching(new RegExp(`heard nothing of the kubelet of ${node} for 50 s`)),
    ]);
    expect(told.slice(3)).toEqual([
      `${node} got a taint that drives its pods away · node.kubernetes.io/unreachable:NoExecute`,
      'The pod tolerates that for 300 s · toleration of node.kubernetes.io/unreachable:NoExecute',
      `That time was over: the taint-eviction controller deleted the pod · DELETE pods/${victim?.name}`,
      `Nobody on ${node} can be told: its machine has no power. Until that is back the pod stays Terminating · `,
    ]);
    const at = (screen.inspection?.why ?? []).map((cause) => cause.at);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect((at[5] ?? 0) - (at[4] ?? 0)).toBeGreaterThanOrEqual(299_000);
  });

  it('is not told of one that a person deleted', () => {
    const screen = new Screen();
    const [victim] = screen.running();
    screen.fault('cut', victim?.node ?? '');
    screen.until(() => !screen.node(victim?.node ?? '').ready);
    screen.deletePod(victim?.name ?? '');
    screen.until(() => screen.pods.get(victim?.id ?? '')?.shape === 'terminating');
    const told = why(screen, `pods/default/${victim?.name}`);
    expect(told[0]).toBe(`You deleted it · kubectl delete pod ${victim?.name}`);
    expect(told.at(-1)).toMatch(/its network is cut\. Until that is back the pod stays Terminating/);
    expect(told.join('\n')).not.toContain('taint-eviction');
  });
});

describe('why a pod waits for a node', () => {
  const giant = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'giant', namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '100' } } }] },
  };

  it('is said in the words of the scheduler, on its page and on the pod itself', () => {
    const screen = new Screen();
    screen.ask({ verb: 'create', resource: 'pods', body: giant }, 'kubectl apply -f giant.yaml');
    const id = 'kubeadm-lab/pods/default/giant';
    screen.until(() => (screen.pods.get(id)?.reason ?? '') !== '');
    const { reason = '' } = screen.pods.get(id) ?? {};
    expect(reason).toMatch(/^0\/4 nodes are available: .*3 Insufficient cpu/);
    const told = why(screen, 'pods/default/giant');
    expect(told[0]).toBe('You asked for a pod · kubectl apply -f giant.yaml');
    expect(told.at(-1)).toBe(`The kube-scheduler found no node for it · ${reason}`);
    for (const pod of screen.running()) expect(pod.reason).toBe('');
  });

  it('says that the scheduler is stopped', () => {
    const screen = new Screen();
    screen.fault('stop', 'kube-scheduler');
    screen.until(() => !screen.component('kube-scheduler').running);
    screen.ask({ verb: 'create', resource: 'pods', body: giant }, 'kubectl apply -f giant.yaml');
    screen.until(() => screen.pods.has('kubeadm-lab/pods/default/giant'));
    expect(why(screen, 'pods/default/giant').at(-1)).toMatch(
      /^It waits: the kube-scheduler is stopped, so nobody looks for a node · ssh control-plane sudo mv/,
    );
  });
});

describe('the Service of the API server', () => {
  it('leads to the API server, which is no pod', () => {
    const screen = new Screen();
    expect(screen.service('kubernetes')).toMatchObject({ ready: [], notReady: [], others: ['172.18.0.2'] });
    expect(screen.service('web').others).toEqual([]);
    expect(facts(screen, 'services/default/kubernetes')).toEqual([
      'kube-apiserver gets connections at 172.18.0.2:6443',
      'It has no selector: the API server keeps its endpoints itself',
    ]);
  });
});
