import type { Call, Command } from '../command';
import { KubectlError, plainMessage } from '../errors';
import type { Fields } from '../fields';
import { type FoundContainer, findOrDefaultContainer } from '../pods/containers';
import { CONTAINER_FLAG, podRunningTimeout, STREAM_FLAGS } from '../pods/flags';
import { byActivity } from '../pods/order';
import { runSession } from '../pods/session';
import { attachablePod, namedObject } from '../pods/target';
import { checkRuns } from './exec';

/** Models kubectl/pkg/cmd/attach. */
export const attachCommand: Command = {
  name: 'attach',
  use: 'attach (POD | TYPE/NAME) -c CONTAINER',
  short: 'Attach to a running container',
  examples: `# See what a pod prints
kubectl attach web
# Type into a container
kubectl attach web -c shell -i -t
# The first pod of a ReplicaSet
kubectl attach rs/web`,
  completes: 'pods',
  flags: [podRunningTimeout('1m0s'), CONTAINER_FLAG, ...STREAM_FLAGS],
  async run(call) {
    const { args, flags } = call;
    if (args.length === 0) throw new KubectlError('at least 1 argument is required for attach');
    if (args.length > 2) {
      throw new KubectlError(
        `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`,
      );
    }
    const timeout = flags.duration('pod-running-timeout');
    if (timeout <= 0) throw new KubectlError('--pod-running-timeout must be higher than zero');
    const pod = await attachablePod(call.client, await namedObject(call, args), timeout, byActivity);
    checkRuns(pod, 'attach');
    await attachTo(call, pod, {
      container: flags.string('container'),
      stdin: flags.bool('stdin'),
      tty: flags.bool('tty'),
      quiet: flags.bool('quiet'),
      path: call.path,
    });
    return 0;
  },
};

export interface AttachOptions {
  /** '' for the default one. */
  readonly container: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
  /** The command that the last line advises: `kubectl attach`. */
  readonly path: string;
}

/** Joins the shell to a running container; also for run, debug. Throws a `KubectlError`. */
export async function attachTo(call: Call, pod: Fields, options: AttachOptions): Promise<void> {
  const found = containerOf(call, pod, options);
  const container = found.container.text('name');
  const tty = ttyOf(call, found, options);
  const { stdin, quiet } = options;
  if (!quiet) call.err("If you don't see a command prompt, try pressing enter.\n");
  const session = { pod, container, subresource: 'attach', stdin, tty, quiet } as const;
  const { isRaw } = await runSession(call, session);
  const isRestarted = pod.text('spec.restartPolicy') === 'Always';
  if (quiet || !stdin || !isRaw || !isRestarted) return;
  const again = `'${options.path} ${pod.name} -c ${container} -i -t'`;
  call.out(
    found.place === 'ephemeralContainers'
      ? `Session ended, the ephemeral container will not be restarted but may be reattached using ${again} if it is still running\n`
      : `Session ended, resume using ${again} command when the pod is running\n`,
  );
}

function containerOf(call: Call, pod: Fields, { container, quiet }: AttachOptions): FoundContainer {
  try {
    return findOrDefaultContainer(call, pod, container, quiet);
  } catch (error) {
    throw new KubectlError(`cannot attach to the container: ${plainMessage(error)}`);
  }
}

/** A container has a terminal, or it has none: the flag cannot change that any more. */
function ttyOf(call: Call, { container }: FoundContainer, { tty, quiet }: AttachOptions): boolean {
  const has = container.bool('tty');
  if (tty && !has && !quiet) {
    call.err(`error: Unable to use a TTY - container ${container.text('name')} did not allocate one\n`);
  }
  return has;
}
