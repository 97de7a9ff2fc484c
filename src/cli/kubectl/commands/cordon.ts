import type { Command } from '../command';
import { nodesOf, setSchedulable } from '../drain/cordon';
import { DRY_RUN_FLAG } from '../write/flags';

/** Models kubectl/pkg/cmd/drain (NewCmdCordon). */
export const cordonCommand: Command = {
  name: 'cordon',
  use: 'cordon NODE',
  short: 'Mark node as unschedulable',
  examples: 'kubectl cordon node-1',
  completes: 'nodes',
  flags: [
    { name: 'selector', short: 'l', type: 'string', help: 'A label query: app=web,tier in (a,b).' },
    DRY_RUN_FLAG,
  ],
  async run(call) {
    await setSchedulable(call, await nodesOf(call), true);
    return 0;
  },
};
