/** What the subcommands of `kubectl config` do with the file. */
import type { Call, Command, FlagSpec } from '../command';
import { KubectlError } from '../errors';
import { commandHelp } from '../help';
import { type Kubeconfig, loadKubeconfig, saveKubeconfig } from '../kubeconfig';

export type NamedParts = 'clusters' | 'contexts' | 'users';

export async function readConfig(call: Call): Promise<Kubeconfig> {
  return (await loadKubeconfig(call.context, call.flags.string('kubeconfig'))).config;
}

/** Where changes go. */
export async function configPath(call: Call): Promise<string> {
  return (await loadKubeconfig(call.context, call.flags.string('kubeconfig'))).path;
}

export async function writeConfig(call: Call, config: Kubeconfig): Promise<void> {
  await saveKubeconfig(call.context, await configPath(call), config);
}

/** A copy of a config with one of its maps changed. */
export function withPart(
  config: Kubeconfig,
  part: NamedParts,
  name: string,
  value: object | null,
): Kubeconfig {
  const map = new Map<string, object>(config[part]);
  if (value === null) map.delete(name);
  else map.set(name, value);
  return { ...config, [part]: map };
}

/** The help, then the error: what config's subcommands do about wrong arguments. Models helpErrorf. */
export function helpError(call: Call): KubectlError {
  call.out(commandHelp(call.path, call.command));
  return new KubectlError(`Unexpected args: [${call.args.join(' ')}]`);
}

/** A subcommand of config. */
export function configCommand(
  name: string,
  use: string,
  short: string,
  run: (call: Call) => Promise<number | undefined>,
  flags: readonly FlagSpec[] = [],
): Command {
  return { name, use: `${name}${use}`, short, flags, completes: 'none', run };
}
