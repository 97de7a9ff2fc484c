/** The sandbox of a pod: its network and its names. Models pkg/kubelet/kuberuntime/kuberuntime_sandbox.go. */
import type { Pod } from '../api/pod';
import type { Context } from '../kernel/component';
import type { CriReply, CriRequest, DnsConfig } from './cri';
import { update, type KubeletState } from './kubelet-state';
import type { PodRecord } from './pod-record';
import { addProbes } from './prober';
import { announce, callRuntime } from './runtime-calls';

/** What the machine's own resolver asks. */
const HOST_DNS: DnsConfig = { nameservers: ['172.18.0.1'], searches: [], options: [] };

/** What differs from the cluster's own DNS; undefined when nothing does. */
function dnsOf({ spec }: Pod): DnsConfig | undefined {
  const policy = spec.dnsPolicy ?? 'ClusterFirst';
  const own = spec.dnsConfig ?? {};
  const usesHost = policy === 'Default' || (policy === 'ClusterFirst' && spec.hostNetwork === true);
  if (!usesHost && policy !== 'None') return undefined;
  const base = usesHost ? HOST_DNS : { nameservers: [], searches: [], options: [] };
  const options = (own.options ?? []).map(({ name = '', value }) =>
    value === undefined ? name : `${name}:${value}`,
  );
  return {
    nameservers: [...base.nameservers, ...(own.nameservers ?? [])],
    searches: [...base.searches, ...(own.searches ?? [])],
    options: [...base.options, ...options],
  };
}

const PLAIN: Partial<CriRequest> = {};

function requestFor(state: KubeletState, pod: Pod): Partial<CriRequest> {
  const { hostNetwork, hostname, dnsPolicy = 'ClusterFirst' } = pod.spec;
  if (hostNetwork !== true && hostname === undefined && dnsPolicy === 'ClusterFirst') return PLAIN;
  const dns = dnsOf(pod);
  const { ip: hostIp, name } = state.machine;
  return {
    ...(hostNetwork === true ? { hostNetwork, hostIp, hostname: name } : {}),
    ...(hostname === undefined || hostNetwork === true ? {} : { hostname }),
    ...(dns === undefined ? {} : { dns }),
  };
}

/** Asks for the sandbox of a pod whose volumes are mounted. */
export function createSandbox(state: KubeletState, context: Context, record: PodRecord): PodRecord {
  addProbes(state, context, record);
  const creating = { ...record, sandbox: 'creating', begun: -1 } as const;
  return callRuntime(state, context, creating, 'RunPodSandbox', '', requestFor(state, record.pod));
}

const RETRY_MS = 10_000;

/** Takes the answer. */
export function sandboxCreated(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  reply: CriReply,
): void {
  if (reply.error === '') {
    update(state, context, { ...record, sandbox: 'ready', ip: reply.ip ?? '' });
    return;
  }
  const message = `Failed to create pod sandbox: ${reply.error}`;
  announce(state, context, record, '', 'Warning', 'FailedCreatePodSandBox', message);
  update(state, context, { ...record, sandbox: 'failed' });
  context.after(RETRY_MS, 'sandbox-retry', record.uid);
}

/** The sandbox died, with its machine: a new one, and in it everything from the beginning. */
export function sandboxChanged(state: KubeletState, context: Context, record: PodRecord): PodRecord {
  const message = 'Pod sandbox changed, it will be killed and re-created.';
  announce(state, context, record, '', 'Normal', 'SandboxChanged', message);
  return update(state, context, { ...record, sandbox: 'none', ip: '' });
}
