import { describe, expect, it } from 'vitest';
import type { HopView } from './protocol';
import { Screen } from './testing/screen';

describe('a Service on the screen', () => {
  it('shows its address, its ports, and whom it leads to', () => {
    const screen = new Screen();
    expect(screen.service('web')).toMatchObject({ type: 'ClusterIP', ports: '80/TCP', system: false });
    expect(screen.service('web').clusterIp).toMatch(/^10\.96\./);
    expect([...screen.service('web').ready].sort()).toEqual(
      screen
        .web()
        .map(({ id }) => id)
        .sort(),
    );
    expect(screen.service('kubernetes').system).toBe(true);
  });

  it('leads to a pod no more that is being deleted, and to the new one once that is ready', () => {
    const screen = new Screen();
    const [victim] = screen.running();
    const id = victim?.id ?? '';
    screen.deletePod(victim?.name ?? '');
    screen.until(() => !screen.service('web').ready.includes(id));
    expect(screen.told()).toContain(
      `${victim?.name} is out of the Service web: no new connections go to it.`,
    );
    screen.until(() => screen.service('web').ready.length === 3);
    expect(screen.told()).toMatch(/The Service web leads to web-\S+ too\./);
  });

  it('is gone from the screen when it is deleted', () => {
    const screen = new Screen();
    screen.ask({ verb: 'delete', resource: 'services', name: 'web' }, 'kubectl delete service web');
    screen.until(() => !screen.services.has('kubeadm-lab/services/default/web'));
    expect(screen.told()).toContain('The Service web is gone: its address leads nowhere.');
  });

  it('is shown headless, and with its node port, as it is', () => {
    const screen = new Screen();
    const create = (name: string, spec: object): void => {
      const body = { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec };
      screen.ask({ verb: 'create', resource: 'services', name, body }, `kubectl apply -f ${name}.yaml`);
    };
    create('names', { clusterIP: 'None', selector: { app: 'web' }, ports: [{ port: 80 }] });
    create('outside', { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30080 }] });
    const shown = (name: string): boolean => screen.services.has(`kubeadm-lab/services/default/${name}`);
    screen.until(() => shown('names') && shown('outside') && screen.service('names').ready.length === 3);
    expect(screen.service('names')).toMatchObject({ type: 'Headless', clusterIp: 'None' });
    expect(screen.service('outside')).toMatchObject({ type: 'NodePort', ports: '80:30080/TCP' });
  });
});

describe('a client on the screen', () => {
  const ID = 'kubeadm-lab/traffic/default/client/web';

  it('shows what became of its requests, and who answered', () => {
    const screen = new Screen();
    screen.watch(5);
    const traffic = screen.traffic.get(ID);
    expect(traffic).toMatchObject({
      client: 'kubeadm-lab/pods/default/client',
      service: 'kubeadm-lab/services/default/web',
      failed: 0,
      error: '',
    });
    expect(traffic?.results).toMatch(/^\+{5,}$/);
    expect(screen.web().map(({ id }) => id)).toContain(traffic?.pod);
    expect(traffic?.latencyMs).toBeGreaterThan(0);
  });

  it('tells of the first request that fails, and of the first that succeeds again, once each', () => {
    const screen = new Screen();
    const scale = (replicas: number): void => {
      const request = { verb: 'patch', resource: 'deployments', name: 'web', subresource: 'scale' } as const;
      screen.ask(
        { ...request, patchType: 'merge', body: { spec: { replicas } } },
        `kubectl scale ${replicas}`,
      );
    };
    scale(0);
    screen.until(() => (screen.traffic.get(ID)?.failed ?? 0) > 4);
    expect(screen.traffic.get(ID)).toMatchObject({ error: 'connection refused' });
    expect(screen.told()).toContain(
      'The Service web has no ready pod any more: whoever connects to it is refused.',
    );
    scale(2);
    screen.until(() => screen.traffic.get(ID)?.results.endsWith('++') === true);
    const told = screen.sentences.filter((text) => text.startsWith('client '));
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/^client asked web and got no answer: (connection refused|timed out)\.$/);
    expect(told[1]).toMatch(/^client is answered by web again, after \d+ requests in vain\.$/);
  });

  it('is forgotten with its pod', () => {
    const screen = new Screen();
    screen.ask({ verb: 'delete', resource: 'pods', name: 'client' }, 'kubectl delete pod client');
    screen.until(() => !screen.own().some(({ name }) => name === 'client'));
    screen.watch(2);
    expect(screen.traffic.has(ID)).toBe(false);
  });
});

describe('the kube-proxies', () => {
  it('each have the Services in their rules', () => {
    const screen = new Screen();
    for (const node of ['control-plane', 'worker-1', 'worker-2', 'worker-3']) {
      const lines = screen.component(`${node}/kube-proxy`).lines.map(({ head, text }) => `${head} ${text}`);
      expect(lines[0], node).toBe('web → 3 endpoints');
      expect(lines, node).toContain('kube-dns → 2 endpoints');
    }
  });

  it('hear of a change one by one, within a second of each other', () => {
    const screen = new Screen();
    screen.session.setPace({ speed: 1 });
    screen.deletePod(screen.names()[0] ?? '');
    const arriving: HopView[] = [];
    screen.watch(3, ({ hops }) => {
      for (const hop of hops) if (hop.kind === 'watch' && hop.to.endsWith('/kube-proxy')) arriving.push(hop);
    });
    const first = arriving.filter(({ start }) => start === arriving[0]?.start);
    expect(first.map(({ to }) => to).sort()).toEqual(
      ['control-plane', 'worker-1', 'worker-2', 'worker-3'].map((node) => `kubeadm-lab/${node}/kube-proxy`),
    );
    expect(new Set(first.map(({ id }) => id)).size).toBe(4);
    expect(new Set(first.map(({ end }) => end)).size).toBeGreaterThan(1);
    for (const { start, end } of first) expect(end - start).toBeLessThan(1010);
    expect(first.every(({ user }) => user)).toBe(true);
  });

  it('keep the rules that they had while they do not hear of changes', () => {
    const screen = new Screen();
    const client = screen.own().find(({ name }) => name === 'client');
    const node = screen.web().find((pod) => pod.node !== client?.node)?.node ?? '';
    screen.fault('cut', node);
    screen.ask({ verb: 'delete', resource: 'services', name: 'web' }, 'kubectl delete service web');
    screen.until(
      () => !screen.component(`${client?.node}/kube-proxy`).lines.some(({ head }) => head === 'web'),
    );
    screen.watch(2);
    expect(screen.component(`${node}/kube-proxy`).lines[0]?.head).toBe('web');
  });
});

describe('packets', () => {
  it('are drawn, but are nobody else’s story', () => {
    const screen = new Screen();
    const packets: HopView[] = [];
    screen.watch(5, ({ hops }) => {
      for (const hop of hops) if (hop.kind === 'packet') packets.push(hop);
    });
    expect(packets.some(({ label }) => label === 'GET web')).toBe(true);
    expect(packets.some(({ label }) => label === '200 web')).toBe(true);
    expect(packets.every(({ user }) => !user)).toBe(true);
    expect(screen.last.pace).toMatchObject({ mode: 'live', speed: 1 });
  });
});
