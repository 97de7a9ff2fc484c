/**
 * The namespace controller: empties a namespace that is being deleted, pods first, and then lets it go.
 * Models pkg/controller/namespace (namespace_controller.go, deletion/namespaced_resources_deleter.go).
 */
import { KINDS } from '../api/kinds';
import type { Kind } from '../api/kind';
import type { ApiObject } from '../api/meta';
import type { Namespace } from '../api/namespace';
import type { Pod } from '../api/pod';
import { isPodTerminal } from '../api/pod-status';
import { parseTime } from '../api/time';
import type { CacheChange } from '../client/informer';
import { NOTHING_TO_DO, type Ask, type Controller, type Plan, type Step, type View } from './controller';
import { conditionsAfter, type NamespaceCondition, type Remainder } from './namespace-status';

/** namespaceDeletionGracePeriod: so that whatever was being created meanwhile has arrived. */
const DELAY_MS = 5000;
/** finalizerEstimateSeconds. */
const FINALIZER_SECONDS = 15;
/** Base and cap of the back-off after a pass that failed. Models nsControllerRateLimiter. */
const RETRY_BASE_MS = 5;
const RETRY_MAX_MS = 60_000;

const FINALIZER = 'kubernetes';

const CONTENT: readonly Kind[] = KINDS.filter(({ namespaced }) => namespaced);
const PODS: readonly Kind[] = CONTENT.filter(({ resource }) => resource === 'pods');
const OTHERS: readonly Kind[] = CONTENT.filter(({ resource }) => resource !== 'pods');

/** Events are deleted with the rest, but nobody waits for them: no controller watches them. */
function isWatched({ resource }: Kind): boolean {
  return resource !== 'events';
}

interface Memory {
  /** What the last step deleted; the next look sees what is left of it. */
  readonly swept: 'nothing' | 'pods' | 'everything';
  readonly nextPass: number;
  /** Passes in a row that left something behind for no reason. */
  readonly failures: number;
}

function sweep(kinds: readonly Kind[], namespace: string): Step {
  return kinds.map(
    ({ resource }): Ask => ({
      verb: 'deletecollection',
      resource,
      namespace,
      name: '',
      options: { propagationPolicy: 'Background' },
    }),
  );
}

/** Namespaces end rarely: an index of all objects by namespace would cost more than these looks at everything. */
function remainders(view: View, kinds: readonly Kind[], namespace: string): readonly Remainder[] {
  const left = (kind: Kind): readonly ApiObject[] =>
    view.list<ApiObject>(kind.resource).filter(({ metadata }) => metadata.namespace === namespace);
  return kinds
    .filter(isWatched)
    .map((kind) => ({ kind, objects: left(kind) }))
    .filter(({ objects }) => objects.length > 0);
}

/** Seconds that the pods may still take by their own grace periods; 0 when that time is over. */
function graceSeconds(pods: readonly Pod[], elapsedMs: number): number {
  let most = 0;
  for (const pod of pods) {
    if (!isPodTerminal(pod)) most = Math.max(most, pod.spec.terminationGracePeriodSeconds ?? 0);
  }
  return elapsedMs >= most * 1000 ? 0 : most;
}

/** Seconds until this should be gone; null when there is no reason for it to be left. */
function estimate({ kind, objects }: Remainder, elapsedMs: number): number | null {
  const grace = kind.resource === 'pods' ? graceSeconds(objects as readonly Pod[], elapsedMs) : 0;
  if (grace > 0) return grace;
  const hasFinalizers = objects.some(({ metadata }) => (metadata.finalizers ?? []).length > 0);
  return hasFinalizers ? FINALIZER_SECONDS : null;
}

function unexpected(namespace: string, { kind }: Remainder): string {
  const gvr = `${kind.group}/${kind.version}, Resource=${kind.resource}`;
  return `unexpected items still remain in namespace: ${namespace} for gvr: ${gvr}`;
}

function retryMs(failures: number): number {
  let delay = RETRY_BASE_MS;
  for (let i = 1; i < failures && delay < RETRY_MAX_MS; i++) delay *= 2;
  return Math.min(delay, RETRY_MAX_MS);
}

type Terminating = Namespace & { readonly status: { readonly conditions?: readonly NamespaceCondition[] } };

function statusStep(namespace: Terminating, conditions: readonly NamespaceCondition[]): Step {
  if (conditions === namespace.status.conditions) return [];
  const { name, uid = '' } = namespace.metadata;
  const ask = { verb: 'update', resource: 'namespaces', namespace: '', name, subresource: 'status' } as const;
  const body = { ...namespace.status, conditions };
  return [{ ...ask, body, patchType: 'whole', options: { uid } }];
}

/** Takes our finalizer off. When it was the last one, the API server removes the namespace. */
function finalizeStep(namespace: Namespace): Step {
  const { resourceVersion, ...metadata } = namespace.metadata;
  const finalizers = (namespace.spec.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
  const body = { ...namespace, metadata, spec: { finalizers } };
  const { name } = metadata;
  const ask = { verb: 'update', resource: 'namespaces', namespace: '', name } as const;
  return [{ ...ask, subresource: 'finalize', body }];
}

/** Says what is left, and comes back when it should be gone. */
function wait(
  namespace: Terminating,
  left: readonly Remainder[],
  view: View,
  now: number,
  before: Memory,
): Plan {
  const { name } = namespace.metadata;
  const elapsedMs = now - deletedAt(namespace, view);
  const estimates = left.map((remainder) => estimate(remainder, elapsedMs));
  const stuck = left.filter((_, i) => estimates[i] === null).map((one) => unexpected(name, one));
  const wallMs = view.epochMs + now;
  const conditions = conditionsAfter(namespace.status.conditions, left, stuck, wallMs);
  const failures = stuck.length > 0 ? before.failures + 1 : 0;
  const seconds = Math.max(0, ...estimates.map((one) => one ?? 0));
  const delay = failures > 0 ? retryMs(failures) : (Math.floor(seconds / 2) + 1) * 1000;
  const steps = [statusStep(namespace, conditions)];
  // The namespace's own change of status brings it back into the queue.
  const after = conditions === namespace.status.conditions ? delay : Math.min(delay, DELAY_MS);
  const memory: Memory = { swept: 'nothing', nextPass: now + after, failures };
  return { steps, memory, after };
}

function deletedAt({ metadata }: Namespace, view: View): number {
  return (parseTime(metadata.deletionTimestamp ?? '') ?? view.epochMs) - view.epochMs;
}

function lookAgain(steps: readonly Step[], swept: Memory['swept'], now: number, before: Memory): Plan {
  const memory: Memory = { swept, nextPass: now, failures: before.failures };
  return { steps, memory, after: 0 };
}

/** One look: deletes what is to be deleted next, or waits, or is done. */
function empty(namespace: Terminating, view: View, now: number, before: Memory): Plan {
  const { name } = namespace.metadata;
  const pods = remainders(view, PODS, name);
  if (pods.length > 0) {
    if (before.swept !== 'nothing') return wait(namespace, pods, view, now, before);
    return lookAgain([sweep(PODS, name)], 'pods', now, before);
  }
  if (before.swept !== 'everything') return lookAgain([sweep(OTHERS, name)], 'everything', now, before);
  const left = remainders(view, OTHERS, name);
  if (left.length > 0) return wait(namespace, left, view, now, before);
  const conditions = conditionsAfter(namespace.status.conditions, [], [], view.epochMs + now);
  return { steps: [statusStep(namespace, conditions), finalizeStep(namespace)] };
}

function reconcile(name: string, view: View, now: number, memory: unknown): Plan {
  const namespace = view.get<Terminating>('namespaces', name);
  if (namespace === undefined || namespace.metadata.deletionTimestamp === undefined) return NOTHING_TO_DO;
  if ((namespace.spec.finalizers ?? []).length === 0) return NOTHING_TO_DO;
  const before = (memory as Memory | undefined) ?? {
    swept: 'nothing',
    nextPass: deletedAt(namespace, view) + DELAY_MS,
    failures: 0,
  };
  if (now < before.nextPass) return { steps: [], memory: before, after: before.nextPass - now };
  return empty(namespace, view, now, before);
}

function keysFor({ resource, key, now }: CacheChange): readonly string[] {
  if (resource !== 'namespaces') return [];
  return now?.metadata.deletionTimestamp === undefined ? [] : [key];
}

export const namespaceController: Controller = {
  name: 'namespace',
  component: 'namespace-controller',
  watches: ['namespaces', ...CONTENT.filter(isWatched).map(({ resource }) => resource)],
  keysFor,
  reconcile,
};
