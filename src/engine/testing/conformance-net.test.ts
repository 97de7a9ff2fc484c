/** Services as a client in the cluster sees them: names, addresses, refusals, and what goes on without its keepers. */
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import { isPodReady } from '../api/pod-status';
import type { Service } from '../api/service';
import type { ExecResult } from '../api/wire';
import { faultInput, type FaultType } from '../faults/faults';
import { logsOf } from '../node/container-look';
import type { ContainerdState } from '../node/containerd-state';
import { createPod, patchPod, restartsOf, shell, untilReady, untilRunning } from './kubelet-pods';
import { Lab, worldConfig } from './lab';
import { serviceManifest } from './manifests';

function kubeadm(workers = 2): Lab {
  const lab = new Lab(worldConfig({ controlPlane: true, addons: true, leaderElection: true, workers }));
  lab.until('CoreDNS ready', () => {
    const dns = lab.pods().filter(({ metadata }) => metadata.labels?.['k8s-app'] === 'kube-dns');
    return dns.length === 2 && dns.every(isPodReady);
  });
  lab.run(3000);
  return lab;
}

function fault(lab: Lab, type: FaultType, target: string): void {
  lab.simulation.input(faultInput(lab.cluster, { type, target }, 'control-plane'));
}

function serve(lab: Lab, name: string, spec: Readonly<Record<string, unknown>> = {}): Service {
  lab.do({ verb: 'create', resource: 'services', body: serviceManifest(name, spec) });
  return lab.find('services/specs', `default/${name}`) as unknown as Service;
}

function edit(lab: Lab, name: string, spec: unknown, patchType: 'merge' | 'strategic' = 'merge'): void {
  lab.do({ verb: 'patch', resource: 'services', name, body: { spec }, patchType });
}

function service(lab: Lab, name: string): Service {
  return lab.do({ verb: 'get', resource: 'services', name }).body as Service;
}

/** A Deployment of nginx behind a Service of its name, and a pod to ask from. */
function shop(lab: Lab, replicas = 2): Pod[] {
  lab.createDeployment('web', { replicas });
  serve(lab, 'web');
  createPod(lab, 'client', { containers: [shell('main', 'sleep infinity')] });
  const pods = lab.ready('web', replicas);
  untilRunning(lab, 'client');
  lab.run(2000);
  return pods;
}

function get(lab: Lab, url: string): ExecResult {
  return lab.exec('client', 'wget', '-q', '-O-', '-T', '2', url);
}

const WELCOME = /Welcome to nginx!/;

describe('a Service', () => {
  test.each(['web', 'web.default', 'web.default.svc', 'web.default.svc.cluster.local'])(
    'answers as %s',
    (name) => {
      const lab = kubeadm();
      shop(lab, 1);
      expect(get(lab, `http://${name}`)).toMatchObject({ exitCode: 0 });
      expect(get(lab, `http://${name}`).stdout).toMatch(WELCOME);
    },
  );

  test('answers on its address, and its pods on theirs', () => {
    const lab = kubeadm();
    const pods = shop(lab);
    expect(get(lab, `http://${service(lab, 'web').spec.clusterIP}`).stdout).toMatch(WELCOME);
    for (const { status } of pods) expect(get(lab, `http://${status.podIP}`).stdout).toMatch(WELCOME);
  });

  test('of another namespace needs its namespace in its name', () => {
    const lab = kubeadm();
    shop(lab, 1);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } };
    lab.do({ verb: 'create', resource: 'namespaces', namespace: '', body: namespace });
    lab.run(2000);
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'c' },
      spec: { containers: [shell('main', 'sleep infinity')] },
    };
    lab.do({ verb: 'create', resource: 'pods', namespace: 'other', body });
    const pod = (): Pod | undefined => lab.find<Pod>('pods', 'other/c');
    lab.until('running', () => pod()?.status.phase === 'Running');
    const ask = (url: string): ExecResult =>
      lab.do({
        verb: 'create',
        resource: 'pods',
        namespace: 'other',
        name: 'c',
        subresource: 'exec',
        command: ['wget', '-q', '-O-', url],
      }).body as ExecResult;
    expect(ask('http://web')).toMatchObject({ exitCode: 1, stderr: "wget: bad address 'web'\n" });
    expect(ask('http://web.default').stdout).toMatch(WELCOME);
  });

  test('without ready pods refuses, and names nobody else', () => {
    const lab = kubeadm();
    shop(lab, 1);
    const { clusterIP } = service(lab, 'web').spec;
    edit(lab, 'web', { selector: { app: 'nobody' } });
    lab.run(5000);
    expect(get(lab, 'http://web')).toMatchObject({
      exitCode: 1,
      stderr: `wget: can't connect to remote host (${clusterIP}): Connection refused\n`,
    });
    edit(lab, 'web', { selector: { app: 'web' } });
    lab.run(5000);
    expect(get(lab, 'http://web').stdout).toMatch(WELCOME);
  });

  test('on a port where its pods do not listen is refused by them', () => {
    const lab = kubeadm();
    shop(lab, 1);
    edit(lab, 'web', { ports: [{ port: 80, targetPort: 8080 }] });
    lab.run(5000);
    expect(get(lab, 'http://web')).toMatchObject({ exitCode: 1 });
    expect(get(lab, 'http://web').stderr).toContain('Connection refused');
  });

  test('finds the port of its pods by name', () => {
    const lab = kubeadm();
    lab.createDeployment('api', { replicas: 1, container: { ports: [{ name: 'http', containerPort: 80 }] } });
    serve(lab, 'api', { ports: [{ port: 8000, targetPort: 'http' }] });
    shop(lab, 1);
    expect(get(lab, 'http://api:8000').stdout).toMatch(WELCOME);
    expect(get(lab, 'http://api:81').exitCode).toBe(1);
  });

  test('with several ports serves each', () => {
    const lab = kubeadm();
    shop(lab, 1);
    edit(lab, 'web', {
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 8080, targetPort: 80 },
      ],
    });
    lab.run(3000);
    for (const port of [80, 8080]) expect(get(lab, `http://web:${port}`).stdout).toMatch(WELCOME);
  });

  test('that is deleted has no name any more', () => {
    const lab = kubeadm();
    shop(lab, 1);
    expect(get(lab, 'http://web').exitCode).toBe(0);
    lab.delete('services', 'web');
    lab.run(60_000);
    expect(get(lab, 'http://web')).toMatchObject({ exitCode: 1, stderr: "wget: bad address 'web'\n" });
  });

  test('leads only to pods that are ready', () => {
    const lab = kubeadm();
    const [first, second] = shop(lab) as [Pod, Pod];
    patchPod(lab, first.metadata.name, { metadata: { labels: { app: 'aside' } } });
    lab.run(5000);
    const slices = lab.do({
      verb: 'list',
      resource: 'endpointslices',
      labelSelector: 'kubernetes.io/service-name=web',
    }).items as unknown as { endpoints: { addresses: string[] }[] }[];
    const addresses = slices.flatMap(({ endpoints }) => endpoints.flatMap((one) => one.addresses));
    expect(addresses).toContain(second.status.podIP);
    expect(addresses).not.toContain(first.status.podIP);
  });

  test('with ClientIP affinity sends a client to the same pod each time', () => {
    const lab = kubeadm();
    const image = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
    lab.createDeployment('host', { replicas: 3, image, container: { args: ['netexec'] } });
    serve(lab, 'host', { sessionAffinity: 'ClientIP', ports: [{ port: 80, targetPort: 8080 }] });
    shop(lab, 1);
    lab.ready('host', 3);
    lab.run(3000);
    const names = new Set<string>();
    for (let i = 0; i < 12; i++) names.add(get(lab, 'http://host/hostname').stdout);
    expect(names.size).toBe(1);
    edit(lab, 'host', { sessionAffinity: 'None' });
    lab.run(3000);
    for (let i = 0; i < 20; i++) names.add(get(lab, 'http://host/hostname').stdout);
    expect(names.size).toBe(3);
  });

  test('that turns ExternalName loses its address, and gets one when it turns back', () => {
    const lab = kubeadm();
    shop(lab, 1);
    edit(lab, 'web', {
      type: 'ExternalName',
      externalName: 'client.example.com',
      clusterIP: null,
      clusterIPs: null,
      selector: null,
      ports: null,
    });
    expect(service(lab, 'web').spec.clusterIP ?? '').toBe('');
    lab.run(40_000);
    expect(lab.exec('client', 'nslookup', 'web').stdout).toContain('canonical name = client.example.com');
    edit(lab, 'web', {
      type: 'ClusterIP',
      externalName: null,
      selector: { app: 'web' },
      ports: [{ port: 80 }],
    });
    expect(service(lab, 'web').spec.clusterIP).toMatch(/^10\.96\./);
    lab.run(40_000);
    expect(get(lab, 'http://web').stdout).toMatch(WELCOME);
  });

  test('of type NodePort gets a port of 30000 to 32767 that every node serves', () => {
    const lab = kubeadm();
    shop(lab, 1);
    edit(lab, 'web', { type: 'NodePort' });
    const port = service(lab, 'web').spec.ports?.[0]?.nodePort ?? 0;
    expect(port).toBeGreaterThanOrEqual(30_000);
    expect(port).toBeLessThanOrEqual(32_767);
    lab.run(3000);
    for (const { status } of lab.nodes()) {
      const ip = status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
      expect(get(lab, `http://${ip}:${port}`).stdout).toMatch(WELCOME);
    }
    edit(lab, 'web', { type: 'ClusterIP' });
    expect(service(lab, 'web').spec.ports?.[0]?.nodePort).toBeUndefined();
  });

  test('is known to later pods by variables, also in the form of docker links', () => {
    const lab = kubeadm();
    const { clusterIP } = serve(lab, 'foo-service', {
      selector: { app: 'web' },
      ports: [{ port: 8765, targetPort: 80 }],
    }).spec;
    lab.run(2000);
    shop(lab, 1);
    const env = lab.exec('client', 'env').stdout.split('\n');
    for (const line of [
      `FOO_SERVICE_SERVICE_HOST=${clusterIP}`,
      'FOO_SERVICE_SERVICE_PORT=8765',
      `FOO_SERVICE_PORT=tcp://${clusterIP}:8765`,
      `FOO_SERVICE_PORT_8765_TCP=tcp://${clusterIP}:8765`,
      'FOO_SERVICE_PORT_8765_TCP_PROTO=tcp',
      'FOO_SERVICE_PORT_8765_TCP_PORT=8765',
      `FOO_SERVICE_PORT_8765_TCP_ADDR=${clusterIP}`,
      'KUBERNETES_SERVICE_HOST=10.96.0.1',
      'KUBERNETES_SERVICE_PORT=443',
    ]) {
      expect(env).toContain(line);
    }
  });
});

describe('names', () => {
  test('that nobody has are bad addresses', () => {
    const lab = kubeadm();
    shop(lab, 1);
    for (const name of ['nobody', 'web.other', 'web.default.svc.cluster.nowhere']) {
      expect(get(lab, `http://${name}`)).toMatchObject({
        exitCode: 1,
        stderr: `wget: bad address '${name}'\n`,
      });
    }
  });

  test('of the API server and of the DNS server are there from the beginning', () => {
    const lab = kubeadm();
    shop(lab, 1);
    expect(lab.exec('client', 'nslookup', 'kubernetes.default').stdout).toContain('Address: 10.96.0.1\n');
    expect(lab.exec('client', 'nslookup', 'kubernetes.default.svc.cluster.local').exitCode).toBe(0);
    expect(lab.exec('client', 'nslookup', 'kube-dns.kube-system').stdout).toContain('Address: 10.96.0.10\n');
  });

  test('of pods: by hostname and subdomain below a headless Service', () => {
    const lab = kubeadm();
    serve(lab, 'sub', { clusterIP: 'None', selector: { app: 'named' } });
    createPod(
      lab,
      'named',
      { containers: [{ name: 'main', image: 'nginx:1.27' }], hostname: 'one', subdomain: 'sub' },
      { labels: { app: 'named' } },
    );
    untilReady(lab, 'named');
    shop(lab, 1);
    const { podIP } = lab.pod('named').status;
    for (const name of ['one.sub', 'one.sub.default.svc.cluster.local', 'sub']) {
      expect(lab.exec('client', 'nslookup', name).stdout).toContain(`Address: ${podIP}\n`);
    }
    expect(lab.exec('named', 'hostname').stdout).toBe('one\n');
  });

  test('of a headless Service without pods are none', () => {
    const lab = kubeadm();
    serve(lab, 'empty', { clusterIP: 'None', selector: { app: 'nobody' } });
    shop(lab, 1);
    expect(get(lab, 'http://empty')).toMatchObject({ exitCode: 1, stderr: "wget: bad address 'empty'\n" });
  });

  test('with dnsPolicy None come from where the pod says', () => {
    const lab = kubeadm();
    createPod(lab, 'own', {
      containers: [shell('main', 'sleep infinity')],
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['1.1.1.1'], searches: ['my.dns.search.suffix'] },
    });
    untilRunning(lab, 'own');
    expect(lab.exec('own', 'cat', '/etc/resolv.conf').stdout).toBe(
      'search my.dns.search.suffix\nnameserver 1.1.1.1\n',
    );
  });

  test('keep an init container waiting until the Service is there, as in the docs', () => {
    const lab = kubeadm();
    const script =
      'until nslookup myservice.$(cat /var/run/secrets/kubernetes.io/serviceaccount/namespace).svc.cluster.local; ' +
      'do echo waiting for myservice; sleep 2; done';
    createPod(lab, 'myapp', {
      initContainers: [shell('init-myservice', script)],
      containers: [shell('main', 'echo The app is running! && sleep 3600')],
    });
    untilRunning(lab, 'myapp', 'init-myservice');
    lab.run(20_000);
    expect(lab.pod('myapp').status.phase).toBe('Pending');
    expect(restartsOf(lab, 'myapp', 'init-myservice')).toBe(0);
    serve(lab, 'myservice', { ports: [{ port: 80, targetPort: 9376 }] });
    untilRunning(lab, 'myapp', 'main', 60_000);
  });
});

describe('traffic', () => {
  const LOOP = 'while true; do wget -q -O /dev/null -T 1 http://web && echo ok || echo lost; sleep 1; done';

  function loop(lab: Lab): () => string[] {
    lab.createDeployment('web', { replicas: 2 });
    serve(lab, 'web');
    lab.ready('web', 2);
    createPod(lab, 'client', { containers: [shell('main', LOOP)] });
    untilRunning(lab, 'client');
    lab.run(3000);
    const { spec, status } = lab.pod('client');
    const id = status.containerStatuses?.[0]?.containerID?.replace(/^.*:\/\//, '') ?? '';
    let seen = 0;
    // What it has printed since it was last asked.
    return () => {
      const runtime = lab.simulation.stateOf(
        `${lab.cluster}/${spec.nodeName ?? ''}/containerd`,
      ) as ContainerdState;
      const lines = logsOf(runtime, id).filter(({ at }) => at > seen);
      seen = lab.now;
      return lines.map(({ text }) => text).filter((text) => text === 'ok' || text === 'lost');
    };
  }

  test.each(['kube-apiserver', 'etcd', 'kube-controller-manager', 'kube-scheduler'])(
    'goes on while %s is down',
    (process) => {
      const lab = kubeadm();
      const said = loop(lab);
      said();
      fault(lab, 'stop', process);
      lab.run(30_000);
      const during = said();
      expect(during.length).toBeGreaterThan(20);
      expect(new Set(during)).toEqual(new Set(['ok']));
      fault(lab, 'start', process);
      lab.run(30_000);
      expect(new Set(said())).toEqual(new Set(['ok']));
    },
  );

  test('goes on while the kubelets are down', () => {
    const lab = kubeadm();
    const said = loop(lab);
    said();
    for (const node of ['worker-1', 'worker-2']) fault(lab, 'stop', `${node}/kubelet`);
    lab.run(20_000);
    expect(new Set(said())).toEqual(new Set(['ok']));
  });

  test('never pauses in a rolling update of nginx with readiness probes and a preStop sleep', () => {
    const lab = kubeadm();
    const container = {
      readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1 },
      lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
    };
    lab.createDeployment('web', { replicas: 2, container });
    serve(lab, 'web');
    lab.ready('web', 2);
    createPod(lab, 'client', { containers: [shell('main', LOOP.replace('sleep 1', 'sleep 0.2'))] });
    untilRunning(lab, 'client');
    lab.run(5000);
    const begin = lab.now;
    lab.setImage('web', 'nginx:1.28');
    lab.ready('web', 2);
    lab.run(5000);
    const { spec, status } = lab.pod('client');
    const id = status.containerStatuses?.[0]?.containerID?.replace(/^.*:\/\//, '') ?? '';
    const runtime = lab.simulation.stateOf(
      `${lab.cluster}/${spec.nodeName ?? ''}/containerd`,
    ) as ContainerdState;
    const later = logsOf(runtime, id).filter(({ at }) => at > begin);
    const lines = later.map(({ text }) => text);
    expect(lines.length).toBeGreaterThan(50);
    expect(new Set(lines)).toEqual(new Set(['ok']));
  });

  test('to a machine whose cable is out is lost, and comes back with it', () => {
    const lab = kubeadm();
    const said = loop(lab);
    const away = ['worker-1', 'worker-2'].find((node) => node !== lab.pod('client').spec.nodeName) ?? '';
    const isAway = lab.pods('web').some(({ spec }) => spec.nodeName === away);
    expect(isAway).toBe(true);
    said();
    fault(lab, 'cut', away);
    lab.run(30_000);
    expect(said()).toContain('lost');
    fault(lab, 'mend', away);
    lab.run(20_000);
    said();
    lab.run(10_000);
    expect(new Set(said())).toEqual(new Set(['ok']));
  });
});

describe('static pods', () => {
  test('have mirrors that come back when they are deleted, while the process runs on', () => {
    const lab = kubeadm();
    const mirror = (): Pod | undefined => lab.find<Pod>('pods', 'kube-system/etcd-control-plane');
    const before = mirror();
    expect(before?.metadata.annotations).toMatchObject({ 'kubernetes.io/config.source': 'file' });
    expect(before?.metadata.ownerReferences).toMatchObject([
      { kind: 'Node', name: 'control-plane', controller: true },
    ]);
    const { uid } = before?.metadata ?? {};
    lab.do({ verb: 'delete', resource: 'pods', namespace: 'kube-system', name: 'etcd-control-plane' });
    lab.until('another mirror', () => mirror() !== undefined && mirror()?.metadata.uid !== uid, 60_000);
    lab.until('running', () => mirror()?.status.phase === 'Running', 60_000);
    expect(mirror()?.status.containerStatuses?.[0]?.restartCount).toBe(0);
  });
});
