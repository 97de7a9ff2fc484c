/**
 * What the processes of a control plane print. Simplified here: they print when they start and when they become the
 * leader, with the real words and the real times; not every request.
 */
import type { Lease } from '../../api/lease';
import { parseTime } from '../../api/time';
import { get, type EtcdState } from '../../etcd/store';
import type { LogLine } from '../../node/container-log';
import type { Instance } from '../../node/containerd-state';
import { formatDate } from '../../workload/shell/commands/calendar';

interface Said {
  /** Virtual ms. */
  readonly at: number;
  readonly severity: 'I' | 'W';
  readonly place: string;
  readonly text: string;
}

const STARTS: Readonly<Record<string, readonly (readonly [afterMs: number, place: string, text: string])[]>> =
  {
    'kube-apiserver': [
      [0, 'options.go:249', 'external host was not specified, using 172.18.0.2'],
      [3, 'server.go:147', 'Version: v1.33.4'],
      [900, 'cache.go:39', 'Caches are synced for RemoteAvailability controller'],
      [1000, 'secure_serving.go:211', 'Serving securely on [::]:6443'],
      [1500, 'controller.go:667', 'quota admission added evaluator for: serviceaccounts'],
    ],
    'kube-controller-manager': [
      [0, 'serving.go:386', 'Generated self-signed cert in-memory'],
      [300, 'controllermanager.go:188', '"Starting" version="v1.33.4"'],
      [320, 'secure_serving.go:211', 'Serving securely on 127.0.0.1:10257'],
      [
        330,
        'leaderelection.go:257',
        'attempting to acquire leader lease kube-system/kube-controller-manager...',
      ],
    ],
    'kube-scheduler': [
      [0, 'serving.go:386', 'Generated self-signed cert in-memory'],
      [300, 'server.go:171', '"Starting Kubernetes Scheduler" version="v1.33.4"'],
      [320, 'secure_serving.go:211', 'Serving securely on 127.0.0.1:10259'],
      [330, 'leaderelection.go:257', 'attempting to acquire leader lease kube-system/kube-scheduler...'],
    ],
    'kube-proxy': [
      [0, 'server_linux.go:63', '"Using iptables proxy"'],
      [200, 'server.go:516', '"Version info" version="v1.33.4"'],
      [300, 'shared_informer.go:350', '"Waiting for caches to sync" controller="service config"'],
      [400, 'shared_informer.go:357', '"Caches are synced" controller="service config"'],
    ],
  };

function klog(epochMs: number, { at, severity, place, text }: Said): LogLine {
  const ms = epochMs + at;
  const time = `${formatDate(ms, '%m%d %T')}.${String(ms % 1000).padStart(3, '0')}000`;
  return { at, stream: 'stderr', text: `${severity}${time}       1 ${place}] ${text}` };
}

function etcdLines(epochMs: number, startedAt: number): LogLine[] {
  const line = (afterMs: number, caller: string, msg: string): LogLine => {
    const at = startedAt + afterMs;
    const ms = epochMs + at;
    const ts = `${formatDate(ms, '%FT%T')}.${String(ms % 1000).padStart(3, '0')}000Z`;
    return { at, stream: 'stderr', text: JSON.stringify({ level: 'info', ts, caller, msg }) };
  };
  return [
    line(0, 'embed/etcd.go:140', 'configuring client listeners'),
    line(20, 'embed/etcd.go:310', 'starting an etcd server'),
    line(300, 'membership/cluster.go:421', 'added member'),
    line(600, 'raft/raft.go:988', 'became leader at term 2'),
    line(700, 'embed/serve.go:210', 'serving client traffic securely'),
  ];
}

/** Since when this process is the leader, virtual ms; null when it is not. */
function leaderSince(etcd: EtcdState, component: string, epochMs: number): number | null {
  const lease = get(etcd, 'leases', `kube-system/${component}`)?.value as Lease | undefined;
  const acquired = parseTime(lease?.spec.acquireTime ?? '');
  return acquired === null ? null : acquired - epochMs;
}

/** The lines of a container that is a process of the cluster. */
export function componentLines(etcd: EtcdState, instance: Instance, epochMs: number): readonly LogLine[] {
  const { component } = instance.program;
  const { startedAt } = instance;
  if (component === 'etcd') return etcdLines(epochMs, startedAt);
  const starts = STARTS[component] ?? [];
  const said = starts.map(
    ([afterMs, place, text]): Said => ({ at: startedAt + afterMs, severity: 'I', place, text }),
  );
  const since = leaderSince(etcd, component, epochMs);
  if (since !== null && since >= startedAt) {
    const text = `successfully acquired lease kube-system/${component}`;
    said.push({ at: since, severity: 'I', place: 'leaderelection.go:271', text });
  }
  return said.map((each) => klog(epochMs, each));
}
