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
