/** The commands that every image of ours has. */
import type { Command } from '../host';
import { ARCHIVE_COMMANDS } from './archive';
import { BUILTINS } from './builtins';
import { FILE_COMMANDS } from './files';
import { MACHINE_COMMANDS } from './machine';
import { NETWORK_COMMANDS } from './network';
import { SYSTEM_COMMANDS } from './system';
import { TEST_COMMANDS } from './test';
import { TEXT_COMMANDS } from './text';

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...BUILTINS,
    ...TEST_COMMANDS,
    ...TEXT_COMMANDS,
    ...FILE_COMMANDS,
    ...SYSTEM_COMMANDS,
    ...NETWORK_COMMANDS,
    ...ARCHIVE_COMMANDS,
    ...MACHINE_COMMANDS,
  }),
);

export function commandOf(name: string): Command | undefined {
  return COMMANDS.get(name);
}

/** True for a name that runs without any image's help. */
export function isCommand(name: string): boolean {
  return COMMANDS.has(name);
}
