/** kubectl: from a command line to an exit code. Models kubectl/pkg/cmd/cmd.go. */
import type { Program, ProgramContext } from '../program';
import { createDiscovery } from './api-discovery';
import type { Call, Command } from './command';
import { GROUPS } from './commands';
import { finalWords, KubectlError, usageError } from './errors';
import { findCommand, suggestions } from './find-command';
import { parseFlags } from './flags';
import { checkGlobalFlags, GLOBAL_FLAGS, impersonation } from './global-flags';
import { commandHelp, rootHelp } from './help';
import { createClient } from './http-client';
import { loadKubeconfig, type LoadedKubeconfig, type Settings, settingsOf } from './kubeconfig';
import { Warnings } from './warnings';

/** Exit code after Ctrl-C. */
const INTERRUPTED = 130;

export const kubectl: Program = {
  name: 'kubectl',
  async run(args, context) {
    try {
      return await runLine(args, context);
    } catch (error) {
      if (context.signal.aborted) return INTERRUPTED;
      const { text, exitCode } = finalWords(error);
      if (text !== '') context.err(text);
      return exitCode;
    }
  },
};

/** All commands of the first level, in the order of the help. */
export function allCommands(): readonly Command[] {
  return GROUPS.flatMap(({ commands }) => commands);
}

async function runLine(args: readonly string[], context: ProgramContext): Promise<number> {
  if (args[0] === 'help') return help(args.slice(1), context);
  const { command, path, line, firstWord } = findCommand(allCommands(), args);
  if (command === undefined) return runRoot(line, firstWord, context);
  const {
    flags,
    args: words,
    argsBeforeDash,
    isHelp,
  } = parseFlags([...command.flags, ...GLOBAL_FLAGS], line, path);
  if (isHelp) {
    context.out(commandHelp(path, command));
    return 0;
  }
  if (command.run === undefined) {
    if (firstWord !== '') throw usageError(path, `unknown command "${firstWord}"`);
    // Only `rollout` tells of its subcommands on stdout.
    if (path === 'kubectl rollout') context.out(commandHelp(path, command));
    else context.err(commandHelp(path, command));
    return 1;
  }
  checkGlobalFlags(flags);
  const loaded = await loadKubeconfig(context, flags.string('kubeconfig'));
  const warnings = new Warnings(context);
  const settings = LOCAL_COMMANDS.has(path.split(' ')[1] ?? '')
    ? { server: '', namespace: 'default', isNamespaceEnforced: false }
    : settingsOf(
        loaded.config,
        flags,
        command.flags.some(({ name }) => name === 'user'),
      );
  const client = createClient(context, path, {
    headers: impersonation(flags),
    warnings,
    ...unreachable(loaded, settings),
  });
  const call: Call = {
    path,
    command,
    args: words,
    argsBeforeDash,
    flags,
    context,
    client,
    discovery: createDiscovery(client),
    server: settings.server,
    namespace: settings.namespace,
    isNamespaceEnforced: settings.isNamespaceEnforced,
    warn: (text) => warnings.warn(text),
    out: (text) => context.out(text),
    err: (text) => context.err(text),
  };
  const code = (await command.run(call)) ?? 0;
  if (flags.bool('warnings-as-errors') && warnings.count > 0)
    throw new KubectlError(`${warnings.count} warning${warnings.count === 1 ? '' : 's'} received`);
  return code;
}

/** Commands that are about files only: a kubeconfig that names nothing does not stop them. */
const LOCAL_COMMANDS = new Set(['config', 'completion', 'options', 'plugin', 'help', 'kustomize']);

/** The transport is the door of the kubeconfig's clusters; behind another address there is nobody. */
function unreachable({ config }: LoadedKubeconfig, { server }: Settings): { readonly unreachable?: string } {
  const servers = [...config.clusters.values()].map((cluster) => cluster['server']);
  if (server !== '' && servers.includes(server)) return {};
  const host = (server === '' ? 'localhost:8080' : server).replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return {
    unreachable: `The connection to the server ${host} was refused - did you specify the right host or port?`,
  };
}

function runRoot(line: readonly string[], firstWord: string, context: ProgramContext): number {
  if (firstWord !== '') {
    const near = suggestions(allCommands(), firstWord);
    throw new KubectlError(`unknown command "${firstWord}" for "kubectl"${near}`);
  }
  parseFlags(GLOBAL_FLAGS, line, 'kubectl');
  context.out(rootHelp(GROUPS));
  return 0;
}

/** `kubectl help rollout status`. */
function help(words: readonly string[], context: ProgramContext): number {
  const { command, path } = findCommand(allCommands(), words);
  if (command !== undefined) context.out(commandHelp(path, command));
  else if (words.length === 0) context.out(rootHelp(GROUPS));
  else
    context.out(
      `Unknown help topic [${words.map((word) => `\`${word}\``).join(' ')}]\n\n\n${rootHelp(GROUPS)}`,
    );
  return 0;
}
