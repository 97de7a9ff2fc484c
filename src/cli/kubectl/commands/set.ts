/** `kubectl set`. Models kubectl/pkg/cmd/set. */
import type { Command } from '../command';
import { setEnvCommand } from './set-env';
import { setImageCommand } from './set-image';
import { setSelectorCommand, setServiceAccountCommand, setSubjectCommand } from './set-others';
import { setResourcesCommand } from './set-resources';

export const setCommand: Command = {
  name: 'set',
  use: 'set SUBCOMMAND',
  short: 'Set specific features on objects',
  flags: [],
  subcommands: [
    setEnvCommand,
    setImageCommand,
    setResourcesCommand,
    setSelectorCommand,
    setServiceAccountCommand,
    setSubjectCommand,
  ],
};
