/** `kubectl plugin list`. Models kubectl/pkg/cmd/plugin: there are none here. */
import type { Command } from '../command';
import { KubectlError } from '../errors';

const listCommand: Command = {
  name: 'list',
  use: 'list [flags]',
  short: "List all visible plugin executables on a user's PATH",
  flags: [{ name: 'name-only', type: 'bool', default: 'false', help: 'Only their names, without folders.' }],
  run() {
    throw new KubectlError('unable to find any kubectl plugins in your PATH');
  },
};

export const pluginCommand: Command = {
  name: 'plugin',
  use: 'plugin [flags]',
  short: 'Provides utilities for interacting with plugins',
  flags: [],
  subcommands: [listCommand],
};
