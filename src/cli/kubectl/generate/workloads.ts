/** Deployments, Jobs and CronJobs of `kubectl create`. Models kubectl/pkg/cmd/create. */
import type { KubeObject } from '../client';
import { KubectlError } from '../errors';
import { filledList, metadataOf, templateMetadata } from './metadata';

interface Common {
  readonly name: string;
  readonly namespace: string;
  readonly command: readonly string[];
}

export interface DeploymentInput extends Common {
  readonly images: readonly string[];
  readonly replicas: number;
  /** -1: none. */
  readonly port: number;
  /** Five random letters, for images whose names hold dots or underscores. */
  readonly suffix: () => string;
}

/** Image name without registry, tag and digest; made unique when it had to be changed. */
function containerName(image: string, suffix: () => string): string {
  const bare = (image.split('/').at(-1) ?? '').split(':')[0]?.split('@')[0] ?? '';
  if (!/[_.]/.test(bare)) return bare;
  return `${bare.replaceAll(/[_.]/g, '-')}-${suffix()}`;
}

export function deployment(input: DeploymentInput): KubeObject {
  const { name, namespace, images, replicas, command, port, suffix } = input;
  if (images.length > 1 && command.length > 0) {
    throw new KubectlError('cannot specify multiple --image options and command');
  }
  const labels = { app: name };
  const containers = images.map((image, i) => ({
    name: containerName(image, suffix),
    image,
    ...filledList('command', command),
    ...(i === 0 && port >= 0 ? { ports: [{ containerPort: port }] } : {}),
    resources: {},
  }));
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: metadataOf({ name, namespace, labels }),
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: templateMetadata(labels), spec: { containers } },
      strategy: {},
    },
    status: {},
  };
}

function podSpec(input: Common, image: string, restartPolicy: string): object {
  const { name, command } = input;
  return {
    containers: [{ name, image, ...filledList('command', command), resources: {} }],
    restartPolicy,
  };
}

export function job(input: Common & { readonly image: string }): KubeObject {
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: metadataOf(input),
    spec: { template: { metadata: templateMetadata(), spec: podSpec(input, input.image, 'Never') } },
    status: {},
  };
}

/** `--from=cronjob/x`: what the CronJob would make, owned by it. */
export function jobFromCronJob(name: string, namespace: string, cronJob: KubeObject): KubeObject {
  const spec = cronJob['spec'] as { jobTemplate?: { metadata?: Labelled; spec?: unknown } } | undefined;
  const template = spec?.jobTemplate;
  const annotations = {
    'cronjob.kubernetes.io/instantiate': 'manual',
    ...template?.metadata?.annotations,
  };
  const { name: owner, uid = '' } = cronJob.metadata;
  const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'CronJob', name: owner, uid, controller: true }];
  const labels = template?.metadata?.labels;
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: metadataOf({ name, namespace, labels, annotations, ownerReferences }),
    spec: template?.spec ?? {},
    status: {},
  };
}

interface Labelled {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function cronJob(
  input: Common & { readonly image: string; readonly schedule: string; readonly restart: string },
): KubeObject {
  const { name, image, schedule, restart } = input;
  return {
    kind: 'CronJob',
    apiVersion: 'batch/v1',
    metadata: metadataOf(input),
    spec: {
      schedule,
      jobTemplate: {
        metadata: templateMetadata(undefined, name),
        spec: {
          template: {
            metadata: templateMetadata(),
            spec: podSpec(input, image, restart === '' ? 'OnFailure' : restart),
          },
        },
      },
    },
    status: {},
  };
}
