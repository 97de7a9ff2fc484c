/** `kubectl completion`. Here the shell completes by itself: there is no script to load. */
import type { Command } from '../command';
import { KubectlError, usageError } from '../errors';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'];

export const completionCommand: Command = {
  name: 'completion',
  use: 'completion SHELL',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  long: 'The terminal here completes kubectl lines by itself: press Tab. There is no code to load.',
  flags: [],
  completes: 'none',
  run(call) {
    const [shell, ...more] = call.args;
    if (shell === undefined) throw usageError(call.path, 'Shell not specified.');
    if (more.length > 0) throw usageError(call.path, 'Too many arguments. Expected only the shell type.');
    if (!SHELLS.includes(shell)) throw usageError(call.path, `Unsupported shell type "${shell}".`);
    throw new KubectlError('this terminal completes kubectl lines by itself: press Tab');
  },
};
