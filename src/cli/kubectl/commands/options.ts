import type { Command } from '../command';
import { optionsHelp } from '../help';

/** `kubectl options`: the flags of all commands. */
export const optionsCommand: Command = {
  name: 'options',
  use: 'options',
  short: 'Print the list of flags inherited by all commands',
  isHidden: true,
  flags: [],
  run(call) {
    call.out(optionsHelp());
    return Promise.resolve(0);
  },
};
