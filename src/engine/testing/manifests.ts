/** Manifests for tests, as short as they can be. */
import type { DeploymentStrategy } from '../api/deployment';
import type { StringMap } from '../api/meta';
import type { Container, Pod, Toleration } from '../api/pod';

export interface PodWishes {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly cpu?: string;
  readonly memory?: string;
  readonly restartPolicy?: 'Always' | 'OnFailure' | 'Never';
  readonly grace?: number;
  readonly nodeSelector?: StringMap;
  readonly tolerations?: readonly Toleration[];
  readonly pullPolicy?: string;
  /** Whole containers, instead of one `main` made from the above. */
  readonly containers?: readonly Container[];
  /** More fields of the pod's spec, and of its one container. */
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly container?: Readonly<Record<string, unknown>>;
}

export interface DeploymentWishes extends PodWishes {
  readonly replicas?: number;
  readonly strategy?: DeploymentStrategy;
  readonly paused?: boolean;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly progressDeadlineSeconds?: number;
  readonly annotations?: StringMap;
}

/** Leaves out what was not asked for. */
function present(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function containerOf(wishes: PodWishes): unknown {
  const { image = 'nginx:1.27', command, cpu, memory, pullPolicy } = wishes;
  const requests = present({ cpu, memory });
  const resources = Object.keys(requests).length === 0 ? undefined : { requests };
  return present({
    name: 'main',
    image,
    command,
    imagePullPolicy: pullPolicy,
    resources,
    ...wishes.container,
  });
}

function podSpec(wishes: PodWishes): unknown {
  const { restartPolicy, grace, nodeSelector, tolerations, containers } = wishes;
  return present({
    containers: containers ?? [containerOf(wishes)],
    restartPolicy,
    terminationGracePeriodSeconds: grace,
    nodeSelector,
    tolerations,
    ...wishes.spec,
  });
}

/** A bare pod, as a user would write it. */
export function podManifest(name: string, wishes: PodWishes = {}): unknown {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: podSpec(wishes) };
}

export function deploymentManifest(name: string, wishes: DeploymentWishes = {}): unknown {
  const { replicas, strategy, paused, minReadySeconds, annotations } = wishes;
  const { revisionHistoryLimit, progressDeadlineSeconds } = wishes;
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: present({ name, annotations }),
    spec: present({
      replicas,
      strategy,
      paused,
      minReadySeconds,
      revisionHistoryLimit,
      progressDeadlineSeconds,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(wishes) },
    }),
  };
}

/** A Service for the pods of a Deployment of that name. */
export function serviceManifest(name: string, spec: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
  };
}

/** The name of the first container's image, to see which template a pod comes from. */
export function imageOf(pod: Pod): string {
  return pod.spec.containers[0]?.image ?? '';
}
