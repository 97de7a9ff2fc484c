/** Services from inside the cluster: names, endpoints, and what a client sees while pods come and go. */
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import { isPodReady } from '../api/pod-status';
import type { ContainerdState } from '../node/containerd-state';
import { logsOf } from '../node/container-look';
import type { TrafficResult } from '../node/traffic';
import { faultInput, type Fault } from '../faults/faults';
import { Lab, worldConfig } from './lab';
import { serviceManifest, type PodWishes } from './manifests';

function kubeadm(): Lab {
  const lab = new Lab(worldConfig({ controlPlane: true, addons: true, leaderElection: true }));
  lab.until('CoreDNS ready', () => {
    const dns = lab.pods().filter(({ metadata }) => metadata.labels?.['k8s-app'] === 'kube-dns');
    return dns.length === 2 && dns.every(isPodReady);
  });
  lab.run(3000);
  return lab;
}

function runtimeOf(lab: Lab, pod: Pod): ContainerdState {
  return lab.simulation.stateOf(`${lab.cluster}/${pod.spec.nodeName ?? ''}/containerd`) as ContainerdState;
}

function client(lab: Lab, script: string, wishes: PodWishes = {}): Pod {
  lab.createPod('client', { image: 'busybox', command: ['sh', '-c', script], ...wishes });
  lab.untilPod('client', 'running', ({ status }) => status.phase === 'Running');
  return lab.pod('client');
}

const LOOP = 'while true; do wget -q -O- -T 2 http://web; sleep 1; done';

function traffic(lab: Lab, pod: Pod): readonly TrafficResult[] {
  return runtimeOf(lab, pod).traffic.recent;
}

function web(lab: Lab, replicas: number, image = 'registry.k8s.io/e2e-test-images/agnhost:2.53'): Pod[] {
  const ports = [{ containerPort: 8080 }];
  lab.createDeployment('web', { replicas, image, container: { args: ['netexec'], ports } });
  const body = serviceManifest('web', { ports: [{ port: 80, targetPort: 8080 }] });
  lab.do({ verb: 'create', resource: 'services', body });
  return lab.ready('web', replicas);
}

function logs(lab: Lab, pod: Pod): string[] {
  const id = pod.status.containerStatuses?.[0]?.containerID?.replace('containerd://', '') ?? '';
  return logsOf(runtimeOf(lab, pod), id).map(({ text }) => text);
}

describe('a client in a loop', () => {
  test('reaches each pod of the Service by its name', () => {
    const lab = kubeadm();
    const pods = web(lab, 3);
    const asker = client(lab, 'while true; do wget -q -O- http://web/hostname; echo; sleep 1; done');
    lab.run(40_000);
    const results = traffic(lab, asker);
    expect(results.length).toBeGreaterThan(35);
    expect(new Set(results.map(({ ok, code, service }) => `${ok} ${code} ${service}`))).toEqual(
      new Set(['true 200 default/web']),
    );
    const names = pods.map(({ metadata }) => metadata.name).sort();
    expect([...new Set(results.map(({ pod }) => pod))].sort()).toEqual(names);
    expect([...new Set(logs(lab, asker).filter((line) => line !== ''))].sort()).toEqual(names);
  });

  test('pays for a pod that is killed without grace, until the Service has forgotten it', () => {
    const lab = kubeadm();
    const [victim] = web(lab, 2);
    const asker = client(lab, 'while true; do wget -q -O- -T 1 http://web; sleep 0.02; done');
    lab.run(20_000);
    const before = traffic(lab, asker);
    expect(before.every(({ ok }) => ok)).toBe(true);
    lab.delete('pods', victim?.metadata.name ?? '', 0);
    const killed = lab.now;
    lab.run(1300);
    const lost = traffic(lab, asker).filter(({ ok }) => !ok);
    expect(lost.length).toBeGreaterThan(0);
    for (const { problem, at, pod } of lost) {
      expect(['refused', 'timeout']).toContain(problem);
      expect(pod).toBe(victim?.metadata.name);
      expect(at).toBeGreaterThan(killed);
    }
    lab.run(20_000);
    expect(traffic(lab, asker).every(({ ok, pod }) => ok && pod !== victim?.metadata.name)).toBe(true);
  });

  test('is refused while there is no endpoint, and served again when there is one', () => {
    const lab = kubeadm();
    web(lab, 2);
    const asker = client(lab, LOOP);
    lab.run(5000);
    lab.scale('web', 0);
    lab.run(40_000);
    const last = traffic(lab, asker).at(-1);
    expect(last).toMatchObject({ ok: false, problem: 'refused', service: 'default/web', pod: '' });
    expect(logs(lab, asker).at(-1)).toMatch(
      /^wget: can't connect to remote host \(10\.96\.\d+\.\d+\): Connection refused$/,
    );
    lab.scale('web', 1);
    lab.ready('web', 1);
    lab.run(4000);
    expect(traffic(lab, asker).at(-1)).toMatchObject({ ok: true, code: 200 });
  });

  test('can’t resolve names while CoreDNS is gone; a known address still works', () => {
    const lab = kubeadm();
    const [pod] = web(lab, 1);
    const asker = client(lab, LOOP);
    lab.run(3000);
    expect(traffic(lab, asker).at(-1)?.ok).toBe(true);
    lab.do({
      verb: 'patch',
      resource: 'deployments',
      namespace: 'kube-system',
      name: 'coredns',
      subresource: 'scale',
      body: { spec: { replicas: 0 } },
      patchType: 'merge',
    });
    lab.run(60_000);
    expect(traffic(lab, asker).at(-1)).toMatchObject({ ok: false, problem: 'no-dns' });
    expect(logs(lab, asker).at(-1)).toBe("wget: bad address 'web'");
    const direct = lab.exec('client', 'wget', '-q', '-O-', `http://${pod?.status.podIP ?? ''}:8080/hostname`);
    expect(direct).toMatchObject({ exitCode: 0, stdout: pod?.metadata.name });
  });
});

describe('a node that goes dark', () => {
  test('takes its endpoints’ share of the traffic with it, until the node is found NotReady', () => {
    const lab = kubeadm();
    const pods = web(lab, 2);
    const names = new Set(pods.map(({ spec }) => spec.nodeName));
    const free = ['worker-1', 'worker-2', 'worker-3'].find((node) => !names.has(node)) ?? 'worker-3';
    const asker = client(lab, LOOP, { spec: { nodeName: free } });
    const victim = pods.find(({ spec }) => spec.nodeName !== free) as Pod;
    lab.run(5000);
    const dark = lab.now;
    const fault: Fault = { type: 'power-off', target: victim.spec.nodeName ?? '' };
    lab.simulation.input(faultInput(lab.cluster, fault, 'control-plane'));
    lab.run(30_000);
    const lost = traffic(lab, asker).filter(({ ok, at }) => !ok && at > dark);
    expect(lost.length).toBeGreaterThan(3);
    // Its machine may also have run one of the DNS servers.
    const problems = new Set(
      lost.map(({ problem, pod }) => (problem === 'timeout' ? `timeout ${pod}` : problem)),
    );
    problems.delete('no-dns');
    expect([...problems]).toEqual([`timeout ${victim.metadata.name}`]);
    lab.run(60_000);
    expect(
      traffic(lab, asker)
        .slice(-5)
        .every(({ ok }) => ok),
    ).toBe(true);
  });
});

test('traffic is the same again after going back in time', () => {
  const lab = kubeadm();
  web(lab, 3);
  client(lab, LOOP);
  lab.run(5000);
  const snapshot = lab.simulation.snapshot();
  lab.run(20_500);
  const hash = lab.simulation.stateHash();
  lab.simulation.restore(structuredClone(snapshot));
  lab.run(20_500);
  expect(lab.simulation.stateHash()).toBe(hash);
});

describe('names', () => {
  test('of a Service, of a headless one and of an ExternalName', () => {
    const lab = kubeadm();
    const pods = web(lab, 2);
    const make = (name: string, spec: Readonly<Record<string, unknown>>): void => {
      lab.do({ verb: 'create', resource: 'services', body: serviceManifest(name, spec) });
    };
    make('pods', { clusterIP: 'None', selector: { app: 'web' } });
    make('elsewhere', {
      type: 'ExternalName',
      externalName: 'web.default.svc.cluster.local',
      selector: undefined,
    });
    client(lab, 'sleep infinity');
    lab.run(3000);
    const clusterIp = (
      lab.find('services/specs', 'default/web') as unknown as { spec: { clusterIP: string } }
    ).spec.clusterIP;

    expect(lab.exec('client', 'nslookup', 'web').stdout).toBe(
      `Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: ${clusterIp}\n\n`,
    );
    const headless = lab.exec('client', 'nslookup', 'pods.default').stdout;
    for (const { status } of pods) expect(headless).toContain(`Address: ${status.podIP}\n`);
    expect(headless).not.toContain(clusterIp);
    expect(lab.exec('client', 'nslookup', 'elsewhere').stdout).toContain(
      'canonical name = web.default.svc.cluster.local',
    );
    expect(lab.exec('client', 'wget', '-q', '-O-', 'elsewhere/healthz').exitCode).toBe(0);
    const unknown = lab.exec('client', 'nslookup', 'nobody');
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stdout).toContain("** server can't find nobody.default.svc.cluster.local: NXDOMAIN");
    expect(lab.exec('client', 'wget', 'http://nobody')).toMatchObject({
      exitCode: 1,
      stderr: "wget: bad address 'nobody'\n",
    });
    // The API server itself, behind the first Service of every cluster.
    expect(lab.exec('client', 'wget', '-q', '-O-', 'https://kubernetes/livez').stdout).toBe('ok');
    expect(lab.exec('client', 'cat', '/etc/resolv.conf').stdout).toBe(
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    );
  });
});

describe('a node port', () => {
  test('answers on the address of every node', () => {
    const lab = kubeadm();
    web(lab, 1);
    const body = serviceManifest('open', {
      type: 'NodePort',
      selector: { app: 'web' },
      ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
    });
    lab.do({ verb: 'create', resource: 'services', body });
    client(lab, 'sleep infinity');
    lab.run(3000);
    for (const node of lab.nodes()) {
      const ip = node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
      expect(lab.exec('client', 'wget', '-q', '-O-', `http://${ip}:30080/hostname`).stdout).toMatch(/^web-/);
      expect(lab.exec('client', 'wget', '-q', '-O-', '-T', '1', `http://${ip}:30081/`)).toMatchObject({
        exitCode: 1,
        stderr: `wget: can't connect to remote host (${ip}): Connection refused\n`,
      });
    }
  });
});

describe('kube-proxy', () => {
  test('that does not run leaves the rules of its node as they were', () => {
    const lab = kubeadm();
    web(lab, 2);
    const asker = client(lab, LOOP);
    lab.run(5000);
    const node = asker.spec.nodeName ?? '';
    const proxy = lab
      .pods()
      .find(({ metadata, spec }) => metadata.name.startsWith('kube-proxy') && spec.nodeName === node) as Pod;
    expect(lab.simulation.stateOf(`${lab.cluster}/${node}/kube-proxy`)).toBeDefined();
    // Away from the node for good.
    lab.do({
      verb: 'patch',
      resource: 'daemonsets',
      namespace: 'kube-system',
      name: 'kube-proxy',
      body: { spec: { template: { spec: { nodeSelector: { nowhere: 'yes' } } } } },
      patchType: 'strategic',
    });
    lab.until('kube-proxy gone', () => lab.find('pods', `kube-system/${proxy.metadata.name}`) === undefined);
    lab.run(5000);
    const before = lab.pods('web').map(({ metadata }) => metadata.name);
    for (const name of before) lab.delete('pods', name, 0);
    lab.ready('web', 2);
    lab.run(20_000);
    const results = traffic(lab, asker).slice(-3);
    for (const { ok, pod } of results) {
      expect(ok).toBe(false);
      expect(before).toContain(pod);
    }
  });
});

test('a packet is a hop from machine to machine, caused by the client and answered with its code', () => {
  const lab = kubeadm();
  web(lab, 1);
  const asker = client(lab, LOOP, { spec: { nodeName: 'worker-1' } });
  lab.run(5000);
  const { trace, seq } = lab.simulation;
  const hops = trace
    .between(seq - 2000, seq)
    .filter(({ kind, resource }) => kind === 'packet' && resource === 'services');
  const get = hops.findLast(({ verb }) => verb === 'GET');
  expect(get).toMatchObject({
    key: 'default/web',
    from: `${lab.cluster}/${asker.spec.nodeName ?? ''}/containerd`,
  });
  const reply = hops.find(({ cause }) => cause === get?.id);
  expect(reply).toMatchObject({ verb: 'reply', code: 200, from: get?.to, to: get?.from });
  expect(hops.some(({ verb, key }) => verb === 'dns' && key === 'kube-system/kube-dns')).toBe(true);
});
