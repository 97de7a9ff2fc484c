/** What the debug profiles change. Models kubectl/pkg/cmd/debug/profiles.go. */
import { KubectlError } from '../errors';

/** A container while it is made up. */
export interface DraftContainer {
  name: string;
  securityContext?: Record<string, unknown>;
  volumeMounts?: readonly unknown[];
  livenessProbe?: unknown;
  readinessProbe?: unknown;
  startupProbe?: unknown;
  [field: string]: unknown;
}

/** A pod while it is made up. */
export interface DraftPod {
  metadata: { labels?: unknown; annotations?: unknown; [field: string]: unknown };
  spec: {
    containers: DraftContainer[];
    initContainers?: DraftContainer[];
    volumes?: readonly unknown[];
    [field: string]: unknown;
  };
}

/** An ephemeral container, a copy of the pod, a pod on a node. */
export type DebugStyle = 'ephemeral' | 'copy' | 'node';

export interface KeptParts {
  readonly labels: boolean;
  readonly annotations: boolean;
  readonly liveness: boolean;
  readonly readiness: boolean;
  readonly startup: boolean;
  readonly initContainers: boolean;
}

/** `pod` is null for an ephemeral container: its pod stays as it is. */
export interface ProfileTarget {
  readonly style: DebugStyle;
  readonly pod: DraftPod | null;
  readonly container: DraftContainer | undefined;
  readonly kept: KeptParts;
}

type Profile = (target: ProfileTarget) => void;

const PROFILES: Readonly<Record<string, Profile>> = {
  legacy(target) {
    if (target.style === 'node') onHost(target);
    else if (target.pod !== null) delete target.pod.metadata.labels;
  },
  general(target) {
    if (target.style === 'node') {
      onHost(target);
      delete target.container?.securityContext;
      return;
    }
    if (target.style === 'copy') strip(target);
    addCapabilities(target, 'SYS_PTRACE');
  },
  baseline(target) {
    delete target.container?.securityContext;
    if (target.style === 'copy') strip(target);
  },
  restricted(target) {
    if (target.container !== undefined) {
      target.container.securityContext = {
        runAsNonRoot: true,
        capabilities: { drop: ['ALL'] },
        allowPrivilegeEscalation: false,
        seccompProfile: { type: 'RuntimeDefault' },
      };
    }
    if (target.style === 'copy') strip(target);
  },
  netadmin(target) {
    addCapabilities(target, 'NET_ADMIN', 'NET_RAW');
    if (target.style === 'node') shareHost(target);
    if (target.style === 'copy') strip(target);
  },
  sysadmin(target) {
    if (target.container !== undefined) {
      target.container.securityContext = { ...target.container.securityContext, privileged: true };
    }
    if (target.style === 'node') onHost(target);
    if (target.style === 'copy') strip(target);
  },
};

/** Throws a `KubectlError` for a name that is none. */
export function profileNamed(name: string): Profile {
  const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (profile === undefined) throw new KubectlError(`unknown profile: ${name}`);
  return profile;
}

/** The node's file system at /host, and its namespaces. */
function onHost(target: ProfileTarget): void {
  const { pod, container } = target;
  if (pod !== null) {
    pod.spec.volumes = [...(pod.spec.volumes ?? []), { name: 'host-root', hostPath: { path: '/' } }];
  }
  if (container !== undefined) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { name: 'host-root', mountPath: '/host' }];
  }
  shareHost(target);
}

function shareHost({ pod }: ProfileTarget): void {
  if (pod !== null) Object.assign(pod.spec, { hostNetwork: true, hostPID: true, hostIPC: true });
}

/** What a copy does not take over, and that its processes see each other. */
function strip({ pod, kept }: ProfileTarget): void {
  if (pod === null) return;
  if (!kept.labels) delete pod.metadata.labels;
  if (!kept.annotations) delete pod.metadata.annotations;
  for (const container of pod.spec.containers) {
    if (!kept.liveness) delete container.livenessProbe;
    if (!kept.readiness) delete container.readinessProbe;
    if (!kept.startup) delete container.startupProbe;
  }
  if (!kept.initContainers) delete pod.spec.initContainers;
  pod.spec['shareProcessNamespace'] ??= true;
}

function addCapabilities({ container }: ProfileTarget, ...names: readonly string[]): void {
  if (container === undefined) return;
  const context = container.securityContext ?? {};
  const capabilities = (context['capabilities'] ?? {}) as { readonly add?: readonly string[] };
  const add = [...(capabilities.add ?? []), ...names];
  container.securityContext = { ...context, capabilities: { ...capabilities, add } };
}
