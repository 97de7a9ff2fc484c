/** All commands, as `kubectl --help` groups them. Each verb has a file of its own; add a line here. */
import type { Command, CommandGroup } from '../command';
import { optionsCommand } from './options';

const group = (title: string, ...commands: readonly Command[]): CommandGroup => ({ title, commands });

export const GROUPS: readonly CommandGroup[] = [
  group('Basic Commands (Beginner):'),
  group('Basic Commands (Intermediate):'),
  group('Deploy Commands:'),
  group('Cluster Management Commands:'),
  group('Troubleshooting and Debugging Commands:'),
  group('Advanced Commands:'),
  group('Settings Commands:'),
  group('Other Commands:', optionsCommand),
];
