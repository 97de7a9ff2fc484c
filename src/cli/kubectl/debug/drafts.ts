/** The containers and pods that `kubectl debug` makes. Models kubectl/pkg/cmd/debug (generate…). */
import { strategicMergePatch } from '../../../engine/api/strategic-merge';
import { structOfObject } from '../../../engine/api/bodies';
import type { Call } from '../command';
import { KubectlError } from '../errors';
import type { Fields } from '../fields';
import type { DebugOptions } from './options';
import { type DebugStyle, type DraftContainer, type DraftPod, profileNamed } from './profiles';

/** Letters of generated names: no vowels, nothing that looks alike. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Five letters that follow from the world's clock: the same session makes the same names. */
function nameSuffix(now: number, salt: string): string {
  let hash = 0x811c9dc5;
  for (const char of `${now} ${salt}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  let text = '';
  for (let i = 0; i < 5; i += 1) {
    text += ALPHABET[hash % ALPHABET.length];
    hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995) >>> 0;
  }
  return text;
}

/** The given name, or one of its own, which is said. */
function containerName(call: Call, options: DebugOptions, pod: Fields): string {
  if (options.container !== '') return options.container;
  const taken = new Set(
    ['containers', 'initContainers', 'ephemeralContainers'].flatMap((place) =>
      pod.list(`spec.${place}`).map((container) => container.text('name')),
    ),
  );
  let name = '';
  for (let i = 0; name === '' || taken.has(name); i += 1) {
    name = `debugger-${nameSuffix(call.context.now(), `${pod.uid} ${i}`)}`;
  }
  if (!options.quiet) call.out(`Defaulting debug container name to ${name}.\n`);
  return name;
}

/** Command, environment and terminal of a container that is new. */
function newContainer(name: string, options: DebugOptions): DraftContainer {
  const { command, env, image, pullPolicy, stdin, tty, isArgumentsOnly } = options;
  return {
    name,
    image,
    ...(command.length === 0 ? {} : { [isArgumentsOnly ? 'args' : 'command']: command }),
    ...(env.length === 0 ? {} : { env }),
    ...(pullPolicy === '' ? {} : { imagePullPolicy: pullPolicy }),
    ...(stdin ? { stdin } : {}),
    terminationMessagePolicy: 'File',
    ...(tty ? { tty } : {}),
  };
}

function applyProfile(
  call: Call,
  options: DebugOptions,
  style: DebugStyle,
  pod: DraftPod | null,
  container: DraftContainer | undefined,
): void {
  profileNamed(call.flags.string('profile'))({ style, pod, container, kept: options.kept });
}

/** The container with what `--custom` says merged into it. */
function customised(container: DraftContainer, { custom }: DebugOptions): DraftContainer {
  if (custom === null) return container;
  const patched = strategicMergePatch(
    { spec: { containers: [container] } },
    { spec: { containers: [{ ...custom, name: container.name }] } },
    structOfObject('v1', 'Pod'),
  );
  if (typeof patched === 'string') {
    throw new KubectlError(`error creating three way patch to add debug container: ${patched}`);
  }
  const [result] = (patched as { spec: { containers: DraftContainer[] } }).spec.containers;
  return result ?? container;
}

export function ephemeralContainer(call: Call, options: DebugOptions, pod: Fields): DraftContainer {
  const container = newContainer(containerName(call, options, pod), options);
  if (options.target !== '') container['targetContainerName'] = options.target;
  applyProfile(call, options, 'ephemeral', null, container);
  return customised(container, options);
}

export function nodePod(call: Call, options: DebugOptions, node: Fields): DraftPod {
  const container = newContainer(options.container || 'debugger', options);
  const name = `node-debugger-${node.name}-${nameSuffix(call.context.now(), node.uid)}`;
  if (!options.quiet) {
    call.out(`Creating debugging pod ${name} with container ${container.name} on node ${node.name}.\n`);
  }
  const pod: DraftPod = {
    metadata: { name },
    spec: {
      containers: [container],
      nodeName: node.name,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    },
  };
  applyProfile(call, options, 'node', pod, container);
  pod.spec.containers = [customised(container, options)];
  return pod;
}

/** A copy of the pod, and the container to attach to; '' when only images were changed. */
export function podCopy(call: Call, options: DebugOptions, pod: Fields) {
  const { ephemeralContainers: _, ...spec } = structuredClone(pod.at('spec').value) as Record<
    string,
    unknown
  >;
  const copy: DraftPod = {
    metadata: {
      name: options.copyTo,
      namespace: pod.namespace,
      annotations: pod.annotations,
      labels: pod.labels,
    },
    spec: spec as DraftPod['spec'],
  };
  if (options.shareProcesses !== null) copy.spec['shareProcessNamespace'] = options.shareProcesses;
  if (!call.flags.bool('same-node')) delete copy.spec['nodeName'];
  for (const container of copy.spec.containers) {
    const image = options.setImages.get(container.name) ?? options.setImages.get('*');
    if (image !== undefined) container['image'] = image;
  }
  const known = [...copy.spec.containers, ...(copy.spec.initContainers ?? [])];
  let container = known.find(({ name }) => name === options.container);
  if (container === undefined) {
    if (options.image === '') {
      if (options.setImages.size > 0) return { copy, container: '' };
      throw new KubectlError('you must specify image when creating new container');
    }
    container = { name: containerName(call, options, pod), terminationMessagePolicy: 'File' };
    copy.spec.containers.push(container);
  }
  change(container, options);
  applyProfile(call, options, 'copy', copy, container);
  const { name } = container;
  copy.spec.containers = copy.spec.containers.map((each) =>
    each.name === name ? customised(each, options) : each,
  );
  return { copy, container: name };
}

function change(container: DraftContainer, options: DebugOptions): void {
  if (options.command.length > 0) {
    if (!options.isArgumentsOnly) {
      container['command'] = options.command;
      delete container['args'];
    } else container['args'] = options.command;
  }
  if (options.env.length > 0) container['env'] = options.env;
  if (options.image !== '') container['image'] = options.image;
  if (options.pullPolicy !== '') container['imagePullPolicy'] = options.pullPolicy;
  container['stdin'] = options.stdin;
  container['tty'] = options.tty;
}
