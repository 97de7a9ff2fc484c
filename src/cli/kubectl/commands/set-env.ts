/** `kubectl set env`. Models kubectl/pkg/cmd/set/set_env.go. */
import { isJsonObject } from '../../../engine/api/json';
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { KubectlError, plainMessage, throwAll } from '../errors';
import { readAll } from '../resource-files';
import { Warnings } from '../warnings';
import { hasFiles } from '../write/files';
import { findObjects } from '../write/find-objects';
import { dryRunOf } from '../write/flags';
import {
  type EnvironmentChanges,
  type EnvVar,
  parseEnvironment,
  sourceText,
  splitEnvironment,
  withEnvironment,
} from '../write/environment';
import { EnvironmentResolver } from '../write/environment-values';
import {
  type Container,
  checkLocal,
  containersOf,
  fits,
  objectsToSet,
  SELECTOR_FLAG,
  setAll,
  setFlags,
  withContainers,
  withPodSpec,
} from '../write/set-objects';

function check(call: Call, resources: readonly string[]): void {
  const { flags } = call;
  if (!hasFiles(call) && resources.length === 0) {
    throw new KubectlError(
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    );
  }
  if (flags.bool('list') && flags.string('output') !== '') {
    throw new KubectlError('--list and --output may not be specified together');
  }
  if (flags.strings('keys').length > 0 && flags.string('from') === '') {
    throw new KubectlError('when specifying --keys, a configmap or secret must be provided with --from');
  }
}

/** `my-key.name` as the name of a variable: `MY_KEY_NAME`. Says so when that is another name. */
function variableName(key: string, warnings: Warnings): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
  if (name !== key) warnings.warn(`key ${key} transferred to ${name}`);
  return name;
}

/** One variable for each key of a ConfigMap or Secret. */
async function variablesFrom(call: Call, from: string): Promise<readonly EnvVar[]> {
  const { infos, errors } = await findObjects(call, {
    args: [from],
    fetch: true,
    allOfType: call.flags.bool('all'),
    continueOnError: true,
  });
  throwAll(errors);
  const keys = call.flags.strings('keys');
  const warnings = new Warnings(call.context);
  return infos.flatMap(({ mapping, object }) => {
    if (object === null) return [];
    const reference = referenceField(mapping.kind);
    const data = isJsonObject(object['data']) ? object['data'] : {};
    return Object.keys(data)
      .filter((key) => keys.length === 0 || keys.includes(key))
      .map((key) => ({
        name: variableName(key, warnings),
        valueFrom: { [reference]: { name: object.metadata.name, key } },
      }));
  });
}

function referenceField(kind: string): 'configMapKeyRef' | 'secretKeyRef' {
  if (kind === 'Secret') return 'secretKeyRef';
  if (kind === 'ConfigMap') return 'configMapKeyRef';
  throw new KubectlError('unsupported resource specified in --from');
}

function checkOverwrites(existing: readonly EnvVar[], set: readonly EnvVar[]): void {
  for (const { name } of set) {
    const old = existing.find((other) => other.name === name);
    if (old !== undefined) {
      throw new KubectlError(`'${name}' already has a value (${old.value ?? ''}), and --overwrite is false`);
    }
  }
}

function envOf(container: Container): readonly EnvVar[] {
  return Array.isArray(container['env']) ? (container['env'] as readonly EnvVar[]) : [];
}

/** `--list`: what is there, with the changes of the line. */
async function list(call: Call, object: KubeObject, container: Container): Promise<void> {
  call.out(`# ${object.kind ?? ''} ${object.metadata.name}, container ${container.name}\n`);
  const resolver = new EnvironmentResolver(call, object);
  const failures = new Map<string, string[]>();
  for (const { name, value = '', valueFrom } of envOf(container)) {
    if (valueFrom === undefined) {
      call.out(`${name}=${value}\n`);
      continue;
    }
    if (call.flags.bool('resolve')) {
      try {
        call.out(`${name}=${await resolver.value(valueFrom, container)}\n`);
        continue;
      } catch (error) {
        const words = plainMessage(error);
        failures.set(words, [...(failures.get(words) ?? []), name]);
      }
    }
    call.out(`# ${name} from ${sourceText(valueFrom)}\n`);
  }
  const lines = [...failures].map(
    ([words, names]) => `error retrieving reference for ${names.toSorted().join(', ')}: ${words}\n`,
  );
  for (const line of lines.toSorted()) call.err(line);
}

function changed(call: Call, object: KubeObject, changes: EnvironmentChanges): KubeObject {
  const pattern = call.flags.string('containers');
  return withPodSpec(object, (spec) => {
    const all = [...containersOf(spec, 'containers'), ...containersOf(spec, 'initContainers')];
    if (!all.some(({ name }) => fits(name, pattern))) {
      const reference = `${object.kind ?? ''}/${object.metadata.name}`;
      call.err(`Warning: ${reference} does not have any containers matching "${pattern}"\n`);
      return spec;
    }
    return withContainers(spec, (container) => {
      if (!fits(container.name, pattern)) return container;
      const existing = envOf(container);
      if (!call.flags.bool('overwrite')) checkOverwrites(existing, changes.set);
      const { env: _env, ...rest } = container;
      const env = withEnvironment(existing, changes);
      return env.length === 0 ? rest : { ...rest, env };
    });
  });
}

async function run(call: Call): Promise<undefined> {
  const { flags } = call;
  const { resources, variables } = splitEnvironment(call.args);
  const dryRun = dryRunOf(call);
  checkLocal(call, dryRun);
  check(call, resources);
  const words = [...flags.strings('env'), ...variables];
  const { set, remove } = await parseEnvironment(words, () => readAll(call.context));
  if (flags.string('from') !== '') set.push(...(await variablesFrom(call, flags.string('from'))));
  const prefix = flags.string('prefix');
  const changes = { set: set.map((each) => ({ ...each, name: `${prefix}${each.name}` })), remove };
  const infos = await objectsToSet(call, resources);
  if (flags.bool('list')) {
    for (const { object } of infos) {
      if (object !== null) await listObject(call, changed(call, object, changes));
    }
    return undefined;
  }
  await setAll(call, infos, {
    dryRun,
    operation: 'env updated',
    failure: 'failed to patch env update to pod template: ',
    change: (_info, object) => changed(call, object, changes),
    check() {
      if (changes.set.length === 0 && variables.length === 0) {
        throw new KubectlError('at least one environment variable must be provided');
      }
    },
  });
  return undefined;
}

async function listObject(call: Call, object: KubeObject): Promise<void> {
  const containers: Container[] = [];
  withPodSpec(object, (spec) => {
    containers.push(...containersOf(spec, 'containers'), ...containersOf(spec, 'initContainers'));
    return spec;
  });
  const pattern = call.flags.string('containers');
  for (const container of containers) if (fits(container.name, pattern)) await list(call, object, container);
}

export const setEnvCommand: Command = {
  name: 'env',
  use: 'env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  short: 'Update environment variables on a pod template',
  completes: 'resources',
  flags: setFlags(
    {
      name: 'containers',
      short: 'c',
      type: 'string',
      default: '*',
      help: 'Only containers whose names fit; * stands for any letters.',
    },
    { name: 'env', short: 'e', type: 'stringArray', help: 'A variable: KEY=value. May be repeated.' },
    {
      name: 'from',
      type: 'string',
      help: 'A ConfigMap or Secret whose keys become variables.',
      completes: 'names',
    },
    { name: 'keys', type: 'strings', help: 'With --from: only these keys.' },
    { name: 'list', type: 'bool', help: 'Show the variables.' },
    { name: 'overwrite', type: 'bool', default: 'true', help: 'Replace variables that are there.' },
    { name: 'prefix', type: 'string', help: 'Put this before each name.' },
    { name: 'resolve', type: 'bool', help: 'With --list: show the values behind references.' },
    SELECTOR_FLAG,
  ),
  run,
};
