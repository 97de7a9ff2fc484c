/** The kubeconfig: which cluster, user and namespace a command means. Models client-go/tools/clientcmd. */
import { parse } from 'yaml';
import { goQuote } from '../../engine/api/go-print';
import { isJsonObject } from '../../engine/api/json';
import { FileError, type ProgramContext } from '../program';
import type { Flags } from './command';
import { KubectlError } from './errors';
import { printYaml } from './print/yaml';

type Fields = Readonly<Record<string, unknown>>;

export interface KubeContext extends Fields {
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
}

/** As in memory: by name. Fields of clusters and users that nobody here reads are kept. */
export interface Kubeconfig {
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, Fields>;
  readonly contexts: ReadonlyMap<string, KubeContext>;
  readonly users: ReadonlyMap<string, Fields>;
}

export interface LoadedKubeconfig {
  readonly config: Kubeconfig;
  /** Where it is written back. */
  readonly path: string;
}

const EMPTY: Kubeconfig = {
  currentContext: '',
  clusters: new Map(),
  contexts: new Map(),
  users: new Map(),
};

/** `--kubeconfig`, else `$KUBECONFIG`, else `~/.kube/config`. */
function pathsOf(context: ProgramContext, flag: string): readonly string[] {
  if (flag !== '') return [flag];
  const listed = (context.env.get('KUBECONFIG') ?? '').split(':').filter((path) => path !== '');
  return listed.length > 0 ? listed : [`${context.env.get('HOME') ?? '/root'}/.kube/config`];
}

/** Reads it; empty when there is no file. Throws a `KubectlError` for a file that cannot be read as one. */
export async function loadKubeconfig(context: ProgramContext, flag: string): Promise<LoadedKubeconfig> {
  const paths = pathsOf(context, flag);
  let config: Kubeconfig | null = null;
  let found: string | null = null;
  for (const path of paths) {
    const read = await readKubeconfig(context, path, flag !== '');
    if (read === null) continue;
    found ??= path;
    config = config === null ? read : merged(config, read);
  }
  return { config: config ?? EMPTY, path: found ?? paths.at(-1) ?? '' };
}

async function readKubeconfig(
  context: ProgramContext,
  path: string,
  isExplicit: boolean,
): Promise<Kubeconfig | null> {
  let text: string;
  try {
    text = await context.files.read(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.code === 'ENOENT' && !isExplicit) return null;
    throw new KubectlError(`stat ${path}: no such file or directory`);
  }
  try {
    return fromFile(parse(text) as unknown);
  } catch (error) {
    throw new KubectlError(`error loading config file "${path}": ${(error as Error).message}`);
  }
}

/** What comes first wins, as with several files in `$KUBECONFIG`. */
function merged(first: Kubeconfig, second: Kubeconfig): Kubeconfig {
  return {
    currentContext: first.currentContext === '' ? second.currentContext : first.currentContext,
    clusters: new Map([...second.clusters, ...first.clusters]),
    contexts: new Map([...second.contexts, ...first.contexts]),
    users: new Map([...second.users, ...first.users]),
  };
}

function fromFile(value: unknown): Kubeconfig {
  const file = isJsonObject(value) ? value : {};
  const named = (list: unknown, field: string) =>
    new Map(
      (Array.isArray(list) ? list : []).filter(isJsonObject).map((entry) => {
        const inner = entry[field];
        const name = entry['name'];
        return [typeof name === 'string' ? name : '', isJsonObject(inner) ? inner : {}] as const;
      }),
    );
  const current = file['current-context'];
  return {
    currentContext: typeof current === 'string' ? current : '',
    clusters: named(file['clusters'], 'cluster'),
    contexts: named(file['contexts'], 'context') as unknown as ReadonlyMap<string, KubeContext>,
    users: named(file['users'], 'user'),
  };
}

/** As it stands in a file, and as `config view` shows it. */
export function kubeconfigFile(config: Kubeconfig): Fields {
  const list = (map: ReadonlyMap<string, Fields>, field: string) => {
    const names = [...map.keys()].sort((a, b) => (a < b ? -1 : 1));
    return names.length === 0 ? null : names.map((name) => ({ name, [field]: map.get(name) }));
  };
  return {
    kind: 'Config',
    apiVersion: 'v1',
    preferences: {},
    clusters: list(config.clusters, 'cluster'),
    users: list(config.users, 'user'),
    contexts: list(config.contexts, 'context'),
    'current-context': config.currentContext,
  };
}

/** Writes it back, as kubectl does after each change. */
export async function saveKubeconfig(
  context: ProgramContext,
  path: string,
  config: Kubeconfig,
): Promise<void> {
  await context.files.write(path, printYaml(kubeconfigFile(config)), true);
}

/** What a command goes by. */
export interface Settings {
  /** '' when nothing names a server. */
  readonly server: string;
  readonly namespace: string;
  readonly isNamespaceEnforced: boolean;
}

/** What the kubeconfig and the global flags come to. Throws a `KubectlError` for names that do not exist. */
export function settingsOf(config: Kubeconfig, flags: Flags, hasOwnUser = false): Settings {
  const chosen = flags.string('context');
  const contextName = chosen === '' ? config.currentContext : chosen;
  const context = config.contexts.get(contextName);
  if (context === undefined && contextName !== '') throw missingContext(contextName);
  const clusterName = flags.string('cluster') || (context?.cluster ?? '');
  const cluster = config.clusters.get(clusterName);
  if (cluster === undefined && flags.isSet('cluster'))
    throw new KubectlError(`no server found for cluster ${goQuote(clusterName)}`);
  // Where `--user` is the command's own flag, it names no user of the kubeconfig.
  const user = hasOwnUser ? '' : flags.string('user');
  if (user !== '' && !config.users.has(user))
    throw new KubectlError(`auth info ${goQuote(user)} does not exist`);
  const server = cluster?.['server'];
  const named = flags.string('namespace');
  return {
    server: flags.string('server') || (typeof server === 'string' ? server : ''),
    namespace: named || (context?.namespace ?? '') || 'default',
    isNamespaceEnforced: named !== '',
  };
}

function missingContext(name: string): KubectlError {
  const words = `Error in configuration: context was not found for specified context: ${name}\n`;
  return new KubectlError(words, 1, true);
}
