/** What the `set` commands have in common: objects are changed here, and the difference is sent. Models kubectl/pkg/cmd/set. */
import { structOfObject } from '../../../engine/api/bodies';
import { isJsonObject, type JsonObject } from '../../../engine/api/json';
import { diffMaps } from '../apply/strategic-diff';
import type { KubeObject } from '../client';
import type { Call, FlagSpec } from '../command';
import { KubectlError, plainMessage, throwAll } from '../errors';
import { goMapJson } from '../go-json';
import { FILE_FLAGS, type Info } from '../resources';
import { findObjects } from './find-objects';
import { DRY_RUN_FLAG, type DryRun, fieldManagerFlag, OUTPUT_FLAGS } from './flags';
import { resultPrinter } from './output';
import { asTyped } from './typed-answer';

export function setFlags(...more: readonly FlagSpec[]): readonly FlagSpec[] {
  return [
    ...OUTPUT_FLAGS,
    { name: 'all', type: 'bool', help: 'All of the type, in the namespace.' },
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-set'),
    ...FILE_FLAGS,
    { name: 'local', type: 'bool', help: 'Change the objects of the files without asking the server.' },
    ...more,
  ];
}

export const SELECTOR_FLAG: FlagSpec = {
  name: 'selector',
  short: 'l',
  type: 'string',
  help: 'Only those with these labels.',
};

export function checkLocal(call: Call, dryRun: DryRun): void {
  if (call.flags.bool('local') && dryRun === 'server') {
    throw new KubectlError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  }
}

/** The objects of the line, as they are now. */
export async function objectsToSet(call: Call, args: readonly string[]): Promise<readonly Info[]> {
  const isLocal = call.flags.bool('local');
  if (isLocal && args.length > 0) {
    throw new KubectlError(
      "error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
    );
  }
  const { infos, errors } = await findObjects(call, {
    args,
    fetch: true,
    latest: !isLocal,
    local: isLocal,
    allOfType: call.flags.bool('all'),
    continueOnError: true,
  });
  throwAll(errors);
  return infos;
}

export interface Setting {
  readonly dryRun: DryRun;
  /** Before the server's words: `failed to patch image update to pod template: `. */
  readonly failure: string;
  /** What is said of an object: `image updated`. */
  readonly operation: string;
  /** True: an object that does not change is told of all the same. */
  readonly sendsUnchanged?: boolean;
  /** The changed object; null leaves it out. Throws what is wrong with it. */
  change(info: Info, object: KubeObject): KubeObject | null | Promise<KubeObject | null>;
  /** Called after the server has taken it; throws to end. */
  check?(): void;
}

/** Changes, sends and tells of each. Throws all that went wrong, `before` first. */
export async function setAll(
  call: Call,
  infos: readonly Info[],
  setting: Setting,
  before: unknown[] = [],
): Promise<void> {
  const printer = await resultPrinter(call, setting.dryRun);
  const errors = before;
  const stays = call.flags.bool('local') || setting.dryRun === 'client';
  const options = { fieldManager: call.flags.string('field-manager'), dryRun: setting.dryRun === 'server' };
  for (const info of infos) {
    const { mapping, namespace, name, object } = info;
    if (object === null) continue;
    let changed: KubeObject | null;
    try {
      changed = await setting.change(info, object);
    } catch (error) {
      errors.push(new KubectlError(`error: ${mapping.resource}/${name} ${plainMessage(error)}\n`));
      continue;
    }
    if (changed === null) continue;
    const patch = goMapJson(
      diffMaps(object, changed, structOfObject(object.apiVersion, object.kind), { setElementOrder: true }),
    );
    if (patch === '{}' && setting.sendsUnchanged !== true) continue;
    if (stays) {
      await printer.print(asTyped(changed), setting.operation, true);
      continue;
    }
    let stored: KubeObject;
    try {
      stored = await call.client.patch(mapping, namespace, name, 'strategic', patch, options);
    } catch (error) {
      if (call.context.signal.aborted) throw error;
      errors.push(new KubectlError(`${setting.failure}${plainMessage(error)}`));
      continue;
    }
    setting.check?.();
    await printer.print(asTyped(stored), setting.operation, true);
  }
  throwAll(errors);
}

/** Where the pod's spec stands in an object of each kind. Models updatePodSpecForObject. */
const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Deployment: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

function changedAt(
  value: unknown,
  path: readonly string[],
  change: (spec: JsonObject) => JsonObject,
): unknown {
  const object = isJsonObject(value) ? value : {};
  const [step, ...rest] = path;
  if (step === undefined) return change(object);
  return { ...object, [step]: changedAt(object[step], rest, change) };
}

/** The object with its pod's spec changed. Throws for kinds that have none. */
export function withPodSpec(object: KubeObject, change: (spec: JsonObject) => JsonObject): KubeObject {
  const path = POD_SPECS[object.kind ?? ''];
  if (path === undefined)
    throw new KubectlError(`the object is not a pod or does not have a pod template: ${goType(object)}`);
  return changedAt(object, path, change) as KubeObject;
}

/** `*v1.Service`. */
function goType({ apiVersion = '', kind = '' }: KubeObject): string {
  return `*${apiVersion.split('/').at(-1)}.${kind}`;
}

export type Container = Readonly<Record<string, unknown>> & { readonly name: string };

export function containersOf(spec: JsonObject, list: 'containers' | 'initContainers'): readonly Container[] {
  const containers = spec[list];
  return Array.isArray(containers) ? (containers as readonly Container[]) : [];
}

/** The spec with its containers changed, those that start first included. */
export function withContainers(spec: JsonObject, change: (container: Container) => Container): JsonObject {
  const initContainers = containersOf(spec, 'initContainers');
  return {
    ...spec,
    containers: containersOf(spec, 'containers').map(change),
    ...(initContainers.length === 0 ? {} : { initContainers: initContainers.map(change) }),
  };
}

/** True when a name fits a pattern with `*`. Models selectString. */
export function fits(name: string, pattern: string): boolean {
  if (pattern === '*') return true;
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return name === pattern;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of rest) {
    const next = name.indexOf(part, at);
    if (next < 0 || next + part.length > name.length - last.length) return false;
    at = next + part.length;
  }
  return true;
}
