/** Joining a container as soon as it runs. Models kubectl/pkg/cmd/debug (waitForContainer, handleAttachPod). */
import { PODS } from '../built-in-kinds';
import type { Call } from '../command';
import { attachTo } from '../commands/attach';
import { KubectlError, plainMessage } from '../errors';
import { Fields } from '../fields';
import { failure, resourcePath } from '../http-client';
import { CommandFailed } from '../pods/stream';
import type { DebugOptions } from './options';

/** Waits for the container, then attaches; when that fails, or the container has ended, prints its log. */
export async function attachWhenRunning(
  call: Call,
  options: DebugOptions,
  created: Fields,
  container: string,
): Promise<void> {
  const pod = await whenStarted(call, options, created, container);
  if (statusOf(pod, container).has('state.terminated')) {
    await printLog(call, pod, container);
    return;
  }
  const { stdin, tty, quiet } = options;
  try {
    await attachTo(call, pod, { container, stdin, tty, quiet, path: 'kubectl attach' });
  } catch (error) {
    if (call.context.signal.aborted || error instanceof CommandFailed) throw error;
    const why = plainMessage(error);
    call.err(`warning: couldn't attach to pod/${pod.name}, falling back to streaming logs: ${why}\n`);
    await printLog(call, pod, container);
  }
}

function statusOf(pod: Fields, name: string): Fields {
  const found = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses']
    .flatMap((path) => pod.list(`status.${path}`))
    .find((status) => status.text('name') === name);
  return found ?? new Fields(undefined);
}

async function whenStarted(
  call: Call,
  { quiet }: DebugOptions,
  created: Fields,
  container: string,
): Promise<Fields> {
  const { client } = call;
  const fieldSelector = `metadata.name=${created.name}`;
  /** Says what it waits for. */
  const hasStarted = (pod: Fields) => {
    const state = statusOf(pod, container).at('state');
    const why = state.text('waiting.message');
    if (why !== '' && !quiet) call.warn(`container ${container}: ${why}`);
    return state.has('running') || state.has('terminated');
  };
  for (;;) {
    const { items, resourceVersion } = await client.list(PODS, created.namespace, {
      fieldSelector,
      resourceVersion: '0',
    });
    const ready = items.map(Fields.of).find(hasStarted);
    if (ready !== undefined) return ready;
    for await (const { type, object } of client.watch(PODS, created.namespace, {
      fieldSelector,
      resourceVersion,
    })) {
      if (type === 'DELETED')
        throw new KubectlError('Error from server (NotFound): pods "" not found', 1, true);
      const pod = Fields.of(object);
      if (type !== 'BOOKMARK' && hasStarted(pod)) return pod;
    }
  }
}

async function printLog(call: Call, pod: Fields, container: string): Promise<void> {
  const path = resourcePath(PODS, pod.namespace, pod.name, 'log');
  const reply = await call.client.raw('GET', path, { query: { container } });
  if (reply.status >= 400) throw await failure(reply);
  for await (const chunk of reply.chunks) call.out(chunk);
}
