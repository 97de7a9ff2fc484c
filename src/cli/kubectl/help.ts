/** `--help`: the layout is kubectl's, the words about commands are our own. Models kubectl/pkg/util/templates. */
import type { Command, CommandGroup, FlagSpec } from './command';
import { GLOBAL_FLAGS } from './global-flags';

const OPTIONS_HINT =
  'Use "kubectl options" for a list of global command-line options (applies to all commands).\n';

/** Names are padded at least to this. */
const NAME_WIDTH = 11;

/** What `kubectl` alone prints. */
export function rootHelp(groups: readonly CommandGroup[]): string {
  const all = groups.flatMap(({ commands }) => commands);
  const width = widthOf(all);
  const blocks = groups.map(({ title, commands }) => `${title}\n${rows(commands, width)}`);
  return [
    'kubectl controls the Kubernetes cluster manager.\n',
    ' Find more information at: https://kubernetes.io/docs/reference/kubectl/\n',
    ...blocks,
    'Usage:\n  kubectl [flags] [options]\n',
    `Use "kubectl <command> --help" for more information about a given command.\n${OPTIONS_HINT}`,
  ].join('\n');
}

/** What `kubectl <path> --help` prints. */
export function commandHelp(path: string, command: Command): string {
  const { subcommands = [], examples } = command;
  const hint =
    subcommands.length > 0
      ? `Use "${path} <command> --help" for more information about a given command.\n`
      : '';
  return [
    `${command.long ?? sentence(command.short)}\n`,
    ...(examples === undefined ? [] : [`Examples:\n${indented(examples)}\n`]),
    ...(subcommands.length === 0 ? [] : [`Available Commands:\n${rows(subcommands, widthOf(subcommands))}`]),
    ...(command.flags.length === 0 ? [] : [`Options:\n${flagBlocks(command.flags)}`]),
    `Usage:\n  ${usageLine(path, command.use)}\n`,
    hint + OPTIONS_HINT,
  ].join('\n');
}

/** `use` begins with the command's own name, or with the whole path below kubectl. */
function usageLine(path: string, use: string): string {
  const own = path.split(' ').slice(1);
  const parent = use.startsWith(own.join(' ')) ? 'kubectl' : ['kubectl', ...own.slice(0, -1)].join(' ');
  return `${parent} ${use}${use.includes('[options]') ? '' : ' [options]'}`;
}

/** What `kubectl options` prints. */
export function optionsHelp(): string {
  return `The following options can be passed to any command:\n\n${flagBlocks(GLOBAL_FLAGS)}`;
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line.trim()}`)
    .join('\n');
}

function widthOf(commands: readonly Command[]): number {
  return Math.max(NAME_WIDTH, ...commands.map(({ name }) => name.length));
}

function rows(commands: readonly Command[], width: number): string {
  const shown = commands.filter(({ isHidden }) => isHidden !== true);
  return shown.map(({ name, short }) => `  ${name.padEnd(width)}   ${short}\n`).join('');
}

function flagBlocks(flags: readonly FlagSpec[]): string {
  const sorted = [...flags].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.map((flag) => `    ${flagHead(flag)}:\n\t${flag.help}\n`).join('\n');
}

function flagHead({ name, short, type, default: value }: FlagSpec): string {
  const zero =
    { int: '0', duration: '0s', bool: 'false' }[type as string] ??
    (type === 'strings' || type === 'stringArray' ? '[]' : '');
  const shown = value ?? zero;
  const isQuoted = type === 'string' && name !== 'vmodule';
  return `${short === undefined ? '' : `-${short}, `}--${name}=${isQuoted ? `'${shown}'` : shown}`;
}
