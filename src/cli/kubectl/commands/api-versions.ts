/** `kubectl api-versions`. Models kubectl/pkg/cmd/apiresources/apiversions.go. */
import type { Command } from '../command';
import { groupVersion } from '../discovery';
import { usageError } from '../errors';

export const apiVersionsCommand: Command = {
  name: 'api-versions',
  use: 'api-versions',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  examples: `
# All of them
kubectl api-versions`,
  flags: [],
  completes: 'none',
  async run(call) {
    if (call.args.length > 0) throw usageError(call.path, `unexpected arguments: [${call.args.join(' ')}]`);
    const versions = new Set((await call.discovery.all()).map(groupVersion));
    call.out(
      [...versions]
        .sort()
        .map((version) => `${version}\n`)
        .join(''),
    );
    return 0;
  },
};
