/** From `web`, `pod/web` or `deploy/web` to a pod. Models kubectl/pkg/polymorphichelpers. */
import { PODS } from '../built-in-kinds';
import type { Client, KubeObject } from '../client';
import type { Call } from '../command';
import { selectorString } from '../describe/pod';
import { KubectlError } from '../errors';
import { Fields } from '../fields';
import { goSort } from '../go-sort';
import { find } from '../resources';
import type { PodOrder } from './order';
import { next, TimedOut } from './wait';

/** The object that a word names; a word without a type is a pod. */
export async function namedObject(call: Call, words: readonly string[]): Promise<Fields> {
  const [first = ''] = words;
  const isTyped = words.length > 1 || first.includes('/');
  const args = isTyped ? words : ['pods', first];
  const { infos } = await find(call, { args, fetch: true });
  const [info] = infos;
  if (info?.object === undefined || info.object === null || infos.length !== 1) {
    throw new KubectlError('expected a resource');
  }
  return Fields.of(info.object);
}

const WITH_SELECTOR = ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Deployment', 'Job'];

/** The selector of an object's pods. `doing`: the words before the error. Throws a `KubectlError`. */
export function podSelector(object: Fields, doing: string): string {
  const kind = object.text('kind');
  const labels = object.map('spec.selector');
  const fromLabels = () =>
    Object.keys(labels)
      .sort()
      .map((key) => `${key}=${labels[key]}`)
      .join(',');
  if (WITH_SELECTOR.includes(kind)) return selectorString(object.at('spec.selector'));
  if (kind === 'ReplicationController') return fromLabels();
  const type = goType(object);
  if (kind !== 'Service') throw new KubectlError(`${doing} ${type}: selector for ${type} not implemented`);
  if (Object.keys(labels).length > 0) return fromLabels();
  const words = `invalid service '${object.name}': Service is defined without a selector`;
  throw new KubectlError(`${doing} ${type}: ${words}`);
}

/** `*v1.ConfigMap`, as Go's `%T` names it. */
export function goType(object: Fields): string {
  return `*${object.text('apiVersion').split('/').at(-1) ?? ''}.${object.text('kind')}`;
}

/** The object itself when it is a pod, else the most fitting pod of it. Waits for one for `timeoutMs`. */
export async function attachablePod(
  client: Client,
  object: Fields,
  timeoutMs: number,
  order: PodOrder,
): Promise<Fields> {
  if (object.text('kind') === 'Pod') return object;
  const selector = podSelector(object, 'cannot attach to');
  const [pod] = await podsOf(client, object.namespace, selector, timeoutMs, order);
  return pod;
}

/** Pods of a selector, best first; at least one. Waits for the first for `timeoutMs`. Throws a `KubectlError`. */
export async function podsOf(
  client: Client,
  namespace: string,
  labelSelector: string,
  timeoutMs: number,
  order: PodOrder,
): Promise<readonly [Fields, ...Fields[]]> {
  const { items, resourceVersion } = await client.list(PODS, namespace, { labelSelector });
  const [first, ...others] = goSort(items.map(Fields.of), order);
  if (first !== undefined) return [first, ...others];
  const events = client.watch(PODS, namespace, { labelSelector, resourceVersion })[Symbol.asyncIterator]();
  const deadline = timeoutMs > 0 ? client.context.now() + timeoutMs : Number.POSITIVE_INFINITY;
  try {
    for (;;) {
      const event = await next(client.context, events, deadline);
      if (event.done === true) throw new KubectlError('watch closed before UntilWithoutRetry timeout');
      const { type, object }: { type: string; object: KubeObject } = event.value;
      if (type === 'ADDED' || type === 'MODIFIED') return [Fields.of(object)];
    }
  } catch (error) {
    if (error instanceof TimedOut) throw new KubectlError('timed out waiting for the condition');
    throw error;
  } finally {
    // The server may have nothing to say for long: nobody waits for its goodbye.
    void events.return?.();
  }
}
