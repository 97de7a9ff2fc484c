/** Taking pods away and waiting until they are gone. Models kubectl/pkg/drain/drain.go. */
import { PODS } from '../built-in-kinds';
import type { Client } from '../client';
import { isNotFound, KubectlError, plainMessage } from '../errors';
import { Fields } from '../fields';
import { goDuration } from '../go-duration';
import { StatusError } from '../status-error';
import { isLongDeleted } from './filters';

export interface Removal {
  readonly client: Client;
  readonly isEviction: boolean;
  /** Seconds; negative: the pod's own. */
  readonly gracePeriod: number;
  readonly serverDryRun: boolean;
  /** ms; 0 is for ever. */
  readonly timeout: number;
  readonly skipDeletedAfter: number;
  /** When one is gone, or could not be taken away. */
  finished(pod: Fields, error: unknown): void;
}

/** As upstream: a blocked eviction is tried again after so long. ms. */
const RETRY = 5000;
/** How often it looks whether a pod is gone. ms. */
const POLL = 1000;

/** True when the server offers `pods/eviction`. */
export async function supportsEviction(client: Client): Promise<boolean> {
  const reply = await client.raw('GET', '/api/v1');
  if (reply.status >= 400) return false;
  const list: unknown = JSON.parse(await reply.text());
  return new Fields(list)
    .list('resources')
    .some(
      (resource) =>
        resource.text('name') === 'pods/eviction' &&
        resource.text('kind') === 'Eviction' &&
        resource.text('group') !== '' &&
        resource.text('version') !== '',
    );
}

/** Takes all of them away; what went wrong. */
export async function removePods(pods: readonly Fields[], removal: Removal): Promise<readonly unknown[]> {
  const deadline =
    removal.timeout === 0 ? Number.POSITIVE_INFINITY : removal.client.context.now() + removal.timeout;
  if (!removal.isEviction) return deletePods(pods, removal, deadline);
  // Go runs the goroutine that was started last first, then the others in order: so do the lines come.
  const order = [...pods.slice(-1), ...pods.slice(0, -1)];
  const results = await Promise.allSettled(order.map((pod) => evict(pod, removal, deadline)));
  removal.client.context.signal.throwIfAborted();
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
}

function deleteOptions({ gracePeriod, serverDryRun }: Removal): object {
  return {
    ...(gracePeriod >= 0 ? { gracePeriodSeconds: gracePeriod } : {}),
    ...(serverDryRun ? { dryRun: ['All'] } : {}),
  };
}

async function deletePods(
  pods: readonly Fields[],
  removal: Removal,
  deadline: number,
): Promise<readonly unknown[]> {
  const { client } = removal;
  try {
    for (const pod of pods) {
      await client
        .delete(PODS, pod.namespace, pod.name, {
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          ...deleteOptions(removal),
        })
        .catch((error: unknown) => {
          if (!isNotFound(error)) throw error;
        });
    }
    await waitUntilGone(pods, removal, deadline);
    return [];
  } catch (error) {
    client.context.signal.throwIfAborted();
    return [error];
  }
}

async function evict(pod: Fields, removal: Removal, deadline: number): Promise<void> {
  const { client, serverDryRun } = removal;
  const { context } = client;
  const [name, namespace] = [JSON.stringify(pod.name), JSON.stringify(pod.namespace)];
  for (;;) {
    context.out(`evicting pod ${pod.namespace}/${pod.name}${serverDryRun ? ' (server dry run)' : ''}\n`);
    if (context.now() >= deadline) {
      const timeout = goDuration(removal.timeout);
      throw new KubectlError(
        `error when evicting pods/${name} -n ${namespace}: global timeout reached: ${timeout}`,
      );
    }
    const error = await postEviction(pod, removal);
    if (isNotFound(error)) return;
    if (error === null) break;
    const words = plainMessage(error);
    if (isTooMany(error)) {
      context.err(`error when evicting pods/${name} -n ${namespace} (will retry after 5s): ${words}\n`);
    } else if (isNamespaceTerminating(error)) {
      if (pod.has('metadata.deletionTimestamp')) break;
      context.err(
        `error when evicting pod ${name} from terminating namespace ${namespace} (will retry after 5s): ${words}\n`,
      );
    } else throw new KubectlError(`error when evicting pods/${name} -n ${namespace}: ${words}`);
    await context.sleep(RETRY);
  }
  if (serverDryRun) return;
  try {
    await waitUntilGone([pod], removal, deadline);
  } catch (error) {
    throw new KubectlError(
      `error when waiting for pod ${name} in namespace ${namespace} to terminate: ${plainMessage(error)}`,
    );
  }
}

/** What the server says against it, or null. */
async function postEviction(pod: Fields, removal: Removal): Promise<unknown> {
  const eviction = {
    kind: 'Eviction',
    apiVersion: 'policy/v1',
    metadata: { name: pod.name, namespace: pod.namespace },
    deleteOptions: deleteOptions(removal),
  };
  try {
    await removal.client.create(PODS, pod.namespace, eviction, { subresource: 'eviction' }, pod.name);
    return null;
  } catch (error) {
    removal.client.context.signal.throwIfAborted();
    return error;
  }
}

function isTooMany(error: unknown): boolean {
  return error instanceof StatusError && error.code === 429;
}

function isNamespaceTerminating(error: unknown): boolean {
  if (!(error instanceof StatusError) || error.code !== 403) return false;
  const causes = error.status.details?.causes ?? [];
  return causes.some(({ reason }) => reason === 'NamespaceTerminating');
}

async function waitUntilGone(pods: readonly Fields[], removal: Removal, deadline: number): Promise<void> {
  const { client, skipDeletedAfter } = removal;
  const { context } = client;
  let pending = pods;
  for (;;) {
    const left: Fields[] = [];
    for (const pod of pending) {
      const now = await stateOf(pod, removal);
      if (now === null) removal.finished(pod, null);
      else if (isLongDeleted(now, skipDeletedAfter, context.now())) {
        const words = `has DeletionTimestamp older than ${skipDeletedAfter} seconds, skipping`;
        context.out(`pod ${JSON.stringify(pod.name)} ${words}\n`);
      } else left.push(pod);
    }
    pending = left;
    if (pending.length === 0) return;
    const wait = Math.min(POLL, deadline - context.now());
    if (wait > 0) await context.sleep(wait);
    if (context.now() >= deadline) throw new KubectlError('context deadline exceeded');
  }
}

/** The pod as it is now; null when it, or this life of it, is gone. */
async function stateOf(pod: Fields, removal: Removal): Promise<Fields | null> {
  try {
    const now = Fields.of(await removal.client.get(PODS, pod.namespace, pod.name));
    return now.uid === pod.uid ? now : null;
  } catch (error) {
    if (isNotFound(error)) return null;
    removal.client.context.signal.throwIfAborted();
    removal.finished(pod, error);
    throw error;
  }
}
