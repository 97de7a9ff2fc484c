import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { KubectlError } from '../errors';
import { Fields } from '../fields';
import { next, TimedOut } from '../pods/wait';
import { FILE_FLAGS, find, type Info } from '../resources';
import { stateViewer } from '../rollout/status';

/** Models kubectl/pkg/cmd/rollout/rollout_status.go. */
export const rolloutStatusCommand: Command = {
  name: 'status',
  use: 'rollout status (TYPE NAME | TYPE/NAME) [flags]',
  short: 'Show the status of the rollout',
  examples: `kubectl rollout status deployment/web
# Only look, do not wait
kubectl rollout status deployment/web --watch=false`,
  completes: 'resources',
  flags: [
    ...FILE_FLAGS,
    { name: 'watch', short: 'w', type: 'bool', default: 'true', help: 'Wait until the rollout is done.' },
    {
      name: 'revision',
      type: 'int',
      default: '0',
      help: 'Fail when another revision is rolled out; 0 takes any.',
    },
    {
      name: 'timeout',
      type: 'duration',
      default: '0s',
      help: 'How long to wait; 0 is for ever.',
    },
    { name: 'selector', short: 'l', type: 'string', help: 'A label query: app=web,tier in (a,b).' },
  ],
  async run(call) {
    const { args, flags } = call;
    if (args.length === 0 && flags.strings('filename').length === 0 && flags.string('kustomize') === '') {
      throw new KubectlError('required resource not specified');
    }
    const revision = flags.int('revision');
    if (revision < 0) throw new KubectlError(`revision must be a positive integer: ${revision}`);
    const { infos, errors } = await find(call, {
      args,
      fetch: true,
      allOfType: true,
      latest: true,
      continueOnError: true,
    });
    if (infos.length === 0 && errors.length > 0) throw errors[0];
    for (const info of infos) await follow(call, info, revision);
    if (infos.length === 0) call.err(`No resources found in ${call.namespace} namespace.\n`);
    return 0;
  },
};

/** Prints each step until the rollout is done. */
async function follow(call: Call, info: Info, revision: number): Promise<void> {
  const { client, context, flags } = call;
  const viewer = stateViewer(info.mapping);
  const timeout = flags.duration('timeout');
  const deadline = timeout > 0 ? context.now() + timeout : Number.POSITIVE_INFINITY;
  /** True when there is nothing to wait for any more. */
  const show = (object: KubeObject) => {
    const { text, isDone } = viewer(Fields.of(object), revision);
    call.out(text);
    return isDone || !flags.bool('watch');
  };
  const fieldSelector = `metadata.name=${info.name}`;
  for (;;) {
    const { items, resourceVersion } = await client.list(info.mapping, info.namespace, {
      fieldSelector,
      resourceVersion: '0',
    });
    const [object] = items;
    if (object !== undefined && show(object)) return;
    const events = client
      .watch(info.mapping, info.namespace, { fieldSelector, resourceVersion })
      [Symbol.asyncIterator]();
    try {
      for (let event = await next(context, events, deadline); event.done !== true; ) {
        const { type, object: changed } = event.value as { type: string; object: KubeObject };
        if (type === 'DELETED') throw new KubectlError('object has been deleted');
        if (type !== 'BOOKMARK' && show(changed)) return;
        event = await next(context, events, deadline);
      }
    } catch (error) {
      if (error instanceof TimedOut) throw new KubectlError('timed out waiting for the condition');
      throw error;
    } finally {
      void events.return?.();
    }
  }
}
