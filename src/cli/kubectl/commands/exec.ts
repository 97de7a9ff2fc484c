import type { Call, Command } from '../command';
import { KubectlError, usageError } from '../errors';
import { Fields } from '../fields';
import { findOrDefaultContainer } from '../pods/containers';
import { CONTAINER_FLAG, podRunningTimeout, STREAM_FLAGS } from '../pods/flags';
import { byActivity } from '../pods/order';
import { runSession } from '../pods/session';
import { attachablePod, namedObject } from '../pods/target';
import { find } from '../resources';

/** Models kubectl/pkg/cmd/exec. */
export const execCommand: Command = {
  name: 'exec',
  use: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  short: 'Execute a command in a container',
  examples: `# One command
kubectl exec web -- date
# A shell with a terminal
kubectl exec -it web -- sh
# In a certain container of the first pod of a Deployment
kubectl exec deploy/web -c proxy -- ls /etc`,
  completes: 'pods',
  flags: [
    podRunningTimeout('1m0s'),
    {
      name: 'filename',
      short: 'f',
      type: 'strings',
      default: '[]',
      help: 'A file that names the pod.',
      completes: 'files',
    },
    CONTAINER_FLAG,
    ...STREAM_FLAGS,
  ],
  async run(call) {
    const { args, argsBeforeDash, flags } = call;
    const files = flags.strings('filename');
    const word = argsBeforeDash === 0 ? '' : (args[0] ?? '');
    const command = argsBeforeDash > -1 ? args.slice(argsBeforeDash) : [];
    if (argsBeforeDash < 0 && (args.length > 1 || (args.length > 0 && files.length > 0))) {
      throw usageError(
        call.path,
        'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
      );
    }
    if (word === '' && files.length === 0) {
      throw new KubectlError('pod, type/name or --filename must be specified');
    }
    if (command.length === 0) {
      throw new KubectlError('you must specify at least one command for the container');
    }
    const object = word === '' ? await objectOfFile(call) : await namedObject(call, [word]);
    const timeout = flags.duration('pod-running-timeout');
    const pod = await attachablePod(call.client, object, timeout, byActivity);
    checkRuns(pod, 'exec into');
    const given = flags.string('container');
    const quiet = flags.bool('quiet');
    const container =
      given === '' ? findOrDefaultContainer(call, pod, '', quiet).container.text('name') : given;
    const [stdin, tty] = [flags.bool('stdin'), flags.bool('tty')];
    await runSession(call, { pod, container, subresource: 'exec', command, stdin, tty, quiet });
    return 0;
  },
};

/** A pod that has ended has nothing to join. `doing`: `exec into`, `attach`. Throws a `KubectlError`. */
export function checkRuns(pod: Fields, doing: string): void {
  const phase = pod.text('status.phase');
  if (phase !== 'Succeeded' && phase !== 'Failed') return;
  throw new KubectlError(`cannot ${doing} a container in a completed pod; current phase is ${phase}`);
}

async function objectOfFile(call: Call): Promise<Fields> {
  const { infos } = await find(call, { args: [], fetch: true, latest: true });
  const object = infos[0]?.object;
  if (object === undefined || object === null || infos.length > 1) {
    throw new KubectlError('cannot exec into multiple objects at a time');
  }
  return Fields.of(object);
}
