/** The pod of `kubectl run`. Models kubectl/pkg/generate/versioned/run.go. */
import { environmentName } from '../../../engine/api/names';
import type { KubeObject } from '../client';
import { KubectlError } from '../errors';
import { goAtoiError } from './go-numbers';
import { parseLabels } from './labels';
import { filledList, filledText, metadataOf } from './metadata';

export interface PodInput {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly labels: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly env: readonly string[];
  readonly port: string;
  readonly restart: string;
  /** What stands behind the name. */
  readonly words: readonly string[];
  /** True: the words are the command; false: its arguments. */
  readonly isCommand: boolean;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly leaveStdinOpen: boolean;
  readonly privileged: boolean;
}

function environment(texts: readonly string[]): readonly object[] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    const name = text.slice(0, Math.max(at, 0));
    if (at < 1 || environmentName(name).length > 0) throw new KubectlError(`invalid env: ${text}`);
    return { name, ...filledText('value', text.slice(at + 1)) };
  });
}

function ports(text: string): readonly object[] {
  if (text === '') return [];
  if (!/^[+-]?\d+$/.test(text)) throw new KubectlError(goAtoiError('Atoi', text));
  return [{ containerPort: Number(text) }];
}

export function pod(input: PodInput): KubeObject {
  const { name, namespace, image, words, isCommand, stdin, tty, annotations } = input;
  const labels = input.labels === '' ? { run: name } : parseLabels(input.labels);
  const env = environment(input.env);
  const container = {
    name,
    image,
    ...(isCommand ? filledList('command', words) : filledList('args', words)),
    ...filledList('ports', ports(input.port)),
    ...filledList('env', env),
    resources: {},
    ...filledText('imagePullPolicy', input.imagePullPolicy),
    ...(input.privileged ? { securityContext: { privileged: true } } : {}),
    ...(stdin ? { stdin } : {}),
    ...(stdin && !input.leaveStdinOpen ? { stdinOnce: true } : {}),
    ...(tty ? { tty } : {}),
  };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: metadataOf({ name, namespace, labels, annotations }),
    spec: {
      containers: [container],
      restartPolicy: input.restart === '' ? 'Always' : input.restart,
      dnsPolicy: 'ClusterFirst',
    },
    status: {},
  };
}
