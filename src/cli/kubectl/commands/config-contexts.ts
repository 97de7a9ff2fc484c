/** Contexts, clusters and users of the kubeconfig. Models kubectl/pkg/cmd/config. */
import { goQuote } from '../../../engine/api/go-print';
import type { Call, Command } from '../command';
import { KubectlError, throwAll, usageError } from '../errors';
import { commandHelp } from '../help';
import type { KubeContext } from '../kubeconfig';
import { TABLE_LAYOUT, tabulate } from '../print/tabwriter';
import {
  configCommand,
  configPath,
  helpError,
  type NamedParts,
  readConfig,
  withPart,
  writeConfig,
} from './config-file';

async function currentContext(call: Call): Promise<undefined> {
  const { currentContext: name } = await readConfig(call);
  if (name === '') throw new KubectlError('current-context is not set');
  call.out(`${name}\n`);
}

async function getContexts(call: Call): Promise<undefined> {
  const { flags, args } = call;
  const output = flags.string('output');
  if (output !== '' && output !== 'name')
    throw new KubectlError(
      `--output ${output} is not available in kubectl config get-contexts; resetting to default output format`,
    );
  const { contexts, currentContext: current } = await readConfig(call);
  const errors = args
    .filter((name) => !contexts.has(name))
    .map((name) => new KubectlError(`context ${name} not found`));
  const names = args.length === 0 ? [...contexts.keys()] : args.filter((name) => contexts.has(name));
  const rows = names.sort().map((name) => {
    const { cluster = '', user = '', namespace = '' } = contexts.get(name) ?? {};
    return output === 'name' ? [name] : [name === current ? '*' : ' ', name, cluster, user, namespace];
  });
  const hasHeaders = output === '' && !flags.bool('no-headers');
  const all = hasHeaders ? [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'], ...rows] : rows;
  call.out(tabulate(all.map((cells) => `${cells.join('\t')}\n`).join(''), TABLE_LAYOUT));
  throwAll(errors);
}

async function useContext(call: Call): Promise<undefined> {
  const [name, ...more] = call.args;
  if (name === undefined || more.length > 0) throw helpError(call);
  if (name === '') throw new KubectlError('empty context names are not allowed');
  const config = await readConfig(call);
  if (!config.contexts.has(name)) throw new KubectlError(`no context exists with the name: ${goQuote(name)}`);
  await writeConfig(call, { ...config, currentContext: name });
  call.out(`Switched to context ${goQuote(name)}.\n`);
}

async function setContext(call: Call): Promise<undefined> {
  const { flags, args } = call;
  if (args.length > 1) throw helpError(call);
  const isCurrent = flags.bool('current');
  const [given = ''] = args;
  if (given === '' && !isCurrent)
    throw new KubectlError('you must specify a non-empty context name or --current');
  if (given !== '' && isCurrent)
    throw new KubectlError('you cannot specify both a context name and --current');
  const config = await readConfig(call);
  if (isCurrent && config.currentContext === '') throw new KubectlError('no current context is set');
  const name = isCurrent ? config.currentContext : given;
  const known = config.contexts.get(name);
  const changed = ['cluster', 'user', 'namespace'].filter((flag) => flags.isSet(flag));
  const context: Record<string, unknown> = {
    cluster: '',
    user: '',
    ...known,
    ...Object.fromEntries(changed.map((flag) => [flag, flags.string(flag)])),
  };
  if (context['namespace'] === '') delete context['namespace'];
  await writeConfig(call, withPart(config, 'contexts', name, context));
  call.out(`Context ${goQuote(name)} ${known === undefined ? 'created' : 'modified'}.\n`);
}

async function renameContext(call: Call): Promise<undefined> {
  const [from = '', to = ''] = call.args;
  if (call.args.length !== 2) throw helpError(call);
  if (to === '') throw new KubectlError('You must specify a new non-empty context name');
  const config = await readConfig(call);
  const path = await configPath(call);
  const context: KubeContext | undefined = config.contexts.get(from);
  const cannot = `cannot rename the context ${goQuote(from)}`;
  if (context === undefined) throw new KubectlError(`${cannot}, it's not in ${path}`);
  if (config.contexts.has(to))
    throw new KubectlError(`${cannot}, the context ${goQuote(to)} already exists in ${path}`);
  const renamed = withPart(withPart(config, 'contexts', from, null), 'contexts', to, context);
  const currentName = config.currentContext === from ? to : config.currentContext;
  await writeConfig(call, { ...renamed, currentContext: currentName });
  call.out(`Context ${goQuote(from)} renamed to ${goQuote(to)}.\n`);
}

const deleting = (part: NamedParts, word: string) => async (call: Call) => {
  const [name, ...more] = call.args;
  if (name === undefined || more.length > 0) {
    if (part === 'users') throw usageError(call.path, 'user to delete is required');
    call.out(commandHelp(call.path, call.command));
    return undefined;
  }
  const config = await readConfig(call);
  const path = await configPath(call);
  if (!config[part].has(name)) throw new KubectlError(`cannot delete ${word} ${name}, not in ${path}`);
  if (part === 'contexts' && config.currentContext === name)
    call.err(
      'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
    );
  await writeConfig(call, withPart(config, part, name, null));
  call.out(`deleted ${word} ${name} from ${path}\n`);
  return undefined;
};

const listing = (part: NamedParts) => async (call: Call) => {
  const names = [...(await readConfig(call))[part].keys()].sort();
  call.out(['NAME', ...names].map((name) => `${name}\n`).join(''));
  return undefined;
};

const CONTEXT_FLAGS = ['cluster', 'user', 'namespace'].map((name) => ({
  name,
  type: 'string' as const,
  help: `${name} for the context entry in kubeconfig`,
  ...(name === 'namespace' ? { completes: 'namespaces' as const } : {}),
}));

export const contextCommands: readonly Command[] = [
  configCommand('current-context', ' [flags]', 'Display the current-context', currentContext),
  configCommand(
    'delete-cluster',
    ' NAME',
    'Delete the specified cluster from the kubeconfig',
    deleting('clusters', 'cluster'),
  ),
  configCommand(
    'delete-context',
    ' NAME',
    'Delete the specified context from the kubeconfig',
    deleting('contexts', 'context'),
  ),
  configCommand(
    'delete-user',
    ' NAME',
    'Delete the specified user from the kubeconfig',
    deleting('users', 'user'),
  ),
  configCommand(
    'get-clusters',
    ' [flags]',
    'Display clusters defined in the kubeconfig',
    listing('clusters'),
  ),
  configCommand('get-contexts', ' [(-o|--output=)name)]', 'Describe one or many contexts', getContexts, [
    { name: 'no-headers', type: 'bool', default: 'false', help: 'Without the line of headers.' },
    {
      name: 'output',
      short: 'o',
      type: 'string',
      help: 'How to print. One of: (name).',
      completes: 'values',
      values: ['name'],
    },
  ]),
  configCommand('get-users', ' [flags]', 'Display users defined in the kubeconfig', listing('users')),
  configCommand(
    'rename-context',
    ' CONTEXT_NAME NEW_NAME',
    'Rename a context from the kubeconfig file',
    renameContext,
  ),
  configCommand(
    'set-context',
    ' [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
    'Set a context entry in kubeconfig',
    setContext,
    [
      { name: 'current', type: 'bool', default: 'false', help: 'Change the current context.' },
      ...CONTEXT_FLAGS,
    ],
  ),
  configCommand('use-context', ' CONTEXT_NAME', 'Set the current-context in a kubeconfig file', useContext),
];
