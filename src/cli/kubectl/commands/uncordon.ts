import type { Command } from '../command';
import { nodesOf, setSchedulable } from '../drain/cordon';
import { DRY_RUN_FLAG } from '../write/flags';

/** Models kubectl/pkg/cmd/drain (NewCmdUncordon). */
export const uncordonCommand: Command = {
  name: 'uncordon',
  use: 'uncordon NODE',
  short: 'Mark node as schedulable',
  examples: 'kubectl uncordon node-1',
  completes: 'nodes',
  flags: [
    { name: 'selector', short: 'l', type: 'string', help: 'A label query: app=web,tier in (a,b).' },
    DRY_RUN_FLAG,
  ],
  async run(call) {
    await setSchedulable(call, await nodesOf(call), false);
    return 0;
  },
};
