import type { Command } from '../command';
import { authCanICommand } from './auth-can-i';
import { authWhoAmICommand } from './auth-whoami';

/** Models kubectl/pkg/cmd/auth. */
export const authCommand: Command = {
  name: 'auth',
  use: 'auth [flags]',
  short: 'Inspect authorization',
  flags: [],
  subcommands: [authCanICommand, authWhoAmICommand],
};
