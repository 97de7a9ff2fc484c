/** `kubectl wait`. Models kubectl/pkg/cmd/wait. */
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { isNotFound, KubectlError, throwAll } from '../errors';
import { PRINT_FLAGS, printerFor, type ObjectPrinter } from '../print/printer';
import { fetchOne, FILE_FLAGS, find, type Found, type Info } from '../resources';
import { parseFor, type WaitFor } from '../wait/condition';
import { follow } from '../wait/follow';

/** A negative timeout means so long, ms. */
const WEEK = 168 * 3_600_000;
/** How often `--for=create` looks, ms. */
const POLL = 500;

export const waitCommand: Command = {
  name: 'wait',
  use: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  short: 'Experimental: Wait for a specific condition on one or many resources',
  long: `Wait for a specific condition on one or many resources.

 The command looks at each resource as it is and then watches it, until the condition holds for all of them or the time of --timeout is up.`,
  examples: `
# Until a Pod is Ready
kubectl wait --for=condition=Ready pod/web

# Until it is gone
kubectl wait --for=delete pod/web --timeout=60s

# Until a field has a value
kubectl wait --for=jsonpath='{.status.phase}'=Running pod/web`,
  flags: [
    ...PRINT_FLAGS,
    ...FILE_FLAGS.filter(({ name }) => name !== 'kustomize').map((flag) =>
      flag.name === 'recursive' ? { ...flag, default: 'true' } : flag,
    ),
    { name: 'all', type: 'bool', default: 'false', help: 'All resources of the named types.' },
    { name: 'all-namespaces', short: 'A', type: 'bool', default: 'false', help: 'Look in all namespaces.' },
    { name: 'field-selector', type: 'string', help: 'Only objects with these fields.' },
    {
      name: 'for',
      type: 'string',
      help: "The condition: [create|delete|condition=NAME[=VALUE]|jsonpath='{PATH}'[=VALUE]].",
      completes: 'values',
      values: ['create', 'delete', 'condition=', 'jsonpath='],
    },
    { name: 'local', type: 'bool', default: 'false', help: 'Do not ask the server.' },
    { name: 'selector', short: 'l', type: 'string', help: 'Only objects with these labels.' },
    {
      name: 'timeout',
      type: 'duration',
      default: '30s',
      help: 'How long to wait. 0 looks once, a negative time waits for a week.',
    },
  ],
  completes: 'resources',
  async run(call) {
    const printer = await printerFor(call, { operation: 'condition met' });
    const condition = parseFor(call.flags.string('for'));
    const given = call.flags.duration('timeout');
    const timeout = given < 0 ? WEEK : given;
    const deadline = call.context.now() + timeout;
    if (condition.type === 'create') await waitForCreation(call, timeout);
    const { infos, errors } = await findAll(call, condition);
    if (infos.length === 0 && errors.length === 0 && condition.type !== 'delete')
      throw new KubectlError('no matching resources found');
    const failed: unknown[] = [...errors];
    for (const info of infos) {
      try {
        await waitFor(call, info, condition, { timeout, deadline, printer });
      } catch (error) {
        failed.push(error);
      }
    }
    throwAll(failed);
    return 0;
  },
};

async function findAll(call: Call, condition: WaitFor): Promise<Found> {
  const wanted = { args: call.args, fetch: true, continueOnError: true, latest: true };
  const found = await find(call, wanted);
  if (condition.type !== 'delete') return found;
  return { ...found, errors: found.errors.filter((error) => !isNotFound(error)) };
}

async function waitForCreation(call: Call, timeout: number): Promise<void> {
  const deadline = call.context.now() + timeout;
  for (;;) {
    const { infos, errors } = await find(call, { args: call.args, fetch: true, continueOnError: true });
    const others = errors.filter((error) => !isNotFound(error));
    throwAll(others);
    if (infos.length > 0 && errors.length === 0) return;
    if (call.context.now() + POLL > deadline) throw new KubectlError('timed out waiting for the condition');
    await call.context.sleep(POLL);
  }
}

interface Limits {
  readonly timeout: number;
  readonly deadline: number;
  readonly printer: ObjectPrinter;
}

async function waitFor(call: Call, info: Info, condition: WaitFor, limits: Limits): Promise<void> {
  const object = condition.type === 'create' ? info.object : await met(call, info, condition, limits);
  if (object !== null) call.out(limits.printer.print(object));
}

/** The object when the condition holds. Throws what kubectl says when it does not. */
async function met(
  call: Call,
  info: Info,
  condition: WaitFor,
  { timeout, deadline }: Limits,
): Promise<KubeObject | null> {
  const objectName = `${info.mapping.resource}/${info.name}`;
  const isDelete = condition.type === 'delete';
  if (isDelete || timeout === 0) {
    const now = await current(call, info, isDelete);
    if (now === null) return info.object;
    const isMet = condition.type === 'check' && condition.isMet(now);
    if (isMet) return now;
    if (timeout === 0) throw new KubectlError(`condition not met for ${objectName}`);
  }
  const outcome = await follow(
    call.client,
    info,
    deadline - call.context.now(),
    (object) => {
      if (object !== undefined) return condition.type === 'check' && condition.isMet(object);
      if (isDelete) return true;
      throw new KubectlError(
        `Error from server (NotFound): ${resourceNameOf(info)} "${info.name}" not found`,
        1,
        true,
      );
    },
    (type, object) => {
      if (isDelete) return type === 'DELETED';
      return (
        type !== 'DELETED' && type !== 'BOOKMARK' && condition.type === 'check' && condition.isMet(object)
      );
    },
  );
  if (outcome === null) throw new KubectlError(`timed out waiting for the condition on ${objectName}`);
  return isDelete ? info.object : outcome.object;
}

async function current(call: Call, info: Info, mayBeGone: boolean): Promise<KubeObject | null> {
  try {
    return await fetchOne(call, info);
  } catch (error) {
    if (mayBeGone && isNotFound(error)) return null;
    throw error;
  }
}

function resourceNameOf({ mapping }: Info): string {
  return mapping.group === '' ? mapping.resource : `${mapping.resource}.${mapping.group}`;
}
