import type { Command } from '../command';
import { topNodeCommand } from './top-node';
import { topPodCommand } from './top-pod';

/** Models kubectl/pkg/cmd/top. */
export const topCommand: Command = {
  name: 'top',
  use: 'top [flags]',
  short: 'Display resource (CPU/memory) usage',
  long: 'What nodes and pods use of CPU and memory, as the metrics server last saw it.',
  flags: [],
  subcommands: [topNodeCommand, topPodCommand],
};
