/** `run -it` and `run --attach`: waits for the pod, joins the terminal to it, and ends as it ends. Models run.go. */
import { PODS } from '../built-in-kinds';
import type { KubeObject } from '../client';
import type { Call } from '../command';
import { attachTo } from '../commands/attach';
import { KubectlError, plainMessage } from '../errors';
import { Fields } from '../fields';
import { failure } from '../http-client';

type Condition = (pod: Fields) => boolean;

function isDone(pod: Fields): boolean {
  return ['Succeeded', 'Failed'].includes(pod.text('status.phase'));
}

function isReady(pod: Fields): boolean {
  return (
    pod.text('status.phase') === 'Running' &&
    pod
      .list('status.conditions')
      .some((each) => each.text('type') === 'Ready' && each.text('status') === 'True')
  );
}

/** The pod as soon as it is so. Models waitForPod (a list, then a watch). Throws when it takes too long. */
async function waitForPod(
  call: Call,
  namespace: string,
  name: string,
  condition: Condition,
): Promise<Fields> {
  const { client, context } = call;
  const end = context.now() + call.flags.duration('pod-running-timeout');
  const fieldSelector = `metadata.name=${name}`;
  const list = await client.list(PODS, namespace, { fieldSelector, resourceVersion: '0' });
  let { resourceVersion } = list;
  for (const item of list.items) if (condition(Fields.of(item))) return Fields.of(item);
  while (context.now() < end) {
    const timeoutSeconds = Math.max(1, Math.ceil((end - context.now()) / 1000));
    const events = client.watch(PODS, namespace, { fieldSelector, resourceVersion, timeoutSeconds });
    for await (const { type, object } of events) {
      resourceVersion = object.metadata.resourceVersion ?? resourceVersion;
      if (type === 'DELETED') throw new KubectlError('pods "" not found');
      if (type !== 'BOOKMARK' && condition(Fields.of(object))) return Fields.of(object);
      if (context.now() >= end) break;
    }
  }
  throw new KubectlError('timed out waiting for the condition');
}

/** What it has printed, as `kubectl logs`. */
async function printLog(call: Call, namespace: string, name: string, container: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/log`;
  const reply = await call.client.raw('GET', path, { query: { container }, accept: 'application/json, */*' });
  if (reply.status >= 400) throw await failure(reply);
  for await (const chunk of reply.chunks) call.out(chunk);
}

function firstContainer(pod: Fields): string {
  return pod.list('spec.containers')[0]?.text('name') ?? '';
}

/** Returns the exit code of the container where somebody asked for it. */
export async function attachToRun(
  call: Call,
  created: KubeObject,
  restart: string,
): Promise<number | undefined> {
  const { name, namespace = '' } = created.metadata;
  const { flags } = call;
  const pod = await waitForPod(call, namespace, name, (each) => isDone(each) || isReady(each));
  if (isDone(pod)) await printLog(call, namespace, name, firstContainer(pod));
  else await attach(call, pod, namespace, name);
  if (flags.bool('leave-stdin-open') || restart === 'Always') return undefined;
  const ended = await waitForPod(call, namespace, name, (each) =>
    restart === 'OnFailure' ? each.text('status.phase') === 'Succeeded' : isDone(each),
  );
  return exitCode(ended, namespace, name);
}

async function attach(call: Call, pod: Fields, namespace: string, name: string): Promise<void> {
  const { flags } = call;
  try {
    await attachTo(call, pod, {
      container: '',
      stdin: flags.bool('stdin'),
      tty: flags.bool('tty'),
      quiet: flags.bool('quiet'),
      path: 'kubectl attach',
    });
  } catch (error) {
    if (call.context.signal.aborted) throw error;
    call.err(
      `warning: couldn't attach to pod/${name}, falling back to streaming logs: ${plainMessage(error)}\n`,
    );
    await printLog(call, namespace, name, firstContainer(pod));
  }
}

function exitCode(pod: Fields, namespace: string, name: string): number | undefined {
  if (pod.text('status.phase') === 'Succeeded') return undefined;
  const terminated = pod.list('status.containerStatuses')[0]?.at('state.terminated');
  const code = terminated?.number('exitCode') ?? 0;
  if (code === 0) throw new KubectlError(`pod ${namespace}/${name} failed with unknown exit code`);
  const words = `pod ${namespace}/${name} terminated (${terminated?.text('reason') ?? ''})\n${terminated?.text('message') ?? ''}`;
  // kubectl ends with the container's own code, and with these words as they are.
  throw new KubectlError(words, code, true);
}
