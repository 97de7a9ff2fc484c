/** POST pods/NAME/eviction: a deletion that may be refused. Models pkg/registry/core/pod/storage/eviction.go. */
import type { ApiObject } from '../api/meta';
import type { Pod, PodCondition } from '../api/pod';
import { withCondition } from '../api/pod-status';
import { badRequest, notFound, success } from '../api/status';
import { formatTime } from '../api/time';
import type { DeleteOptions } from '../api/wire';
import type { KeyValue } from '../etcd/store';
import { deleteObject, preconditionRefusal } from './delete';
import { failure, type Answer, type Exchange } from './exchange';
import { announce, storedObject, storeNext } from './storage';

/** As in the body of an Eviction, where the preconditions have a place of their own. */
interface EvictionOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

interface Eviction extends Partial<ApiObject> {
  readonly deleteOptions?: EvictionOptions;
}

function optionsOf({ request }: Exchange): DeleteOptions {
  const { gracePeriodSeconds, preconditions } = (request.body as Eviction | undefined)?.deleteOptions ?? {};
  return {
    ...request.options,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...preconditions,
  };
}

/** Tells those who look at the pod why it goes. */
function withDisruption(exchange: Exchange, stored: KeyValue): KeyValue {
  const pod = stored.value as Pod;
  const { conditions = [] } = pod.status;
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastTransitionTime: formatTime(exchange.wallMs),
  };
  const known = conditions.find(({ type }) => type === condition.type);
  if (known?.status === 'True' && known.reason === condition.reason) return stored;
  const marked: Pod = { ...pod, status: { ...pod.status, conditions: withCondition(conditions, condition) } };
  const change = storeNext(exchange, stored, marked);
  announce(exchange, change);
  return { ...stored, value: change.value, modRevision: change.revision, version: stored.version + 1 };
}

export function serveEviction(exchange: Exchange): Answer {
  const { kind, request } = exchange;
  const name = (request.body as Eviction | undefined)?.metadata?.name ?? request.name;
  if (name !== request.name) return failure(badRequest('name in URL does not match name in Eviction object'));
  const stored = storedObject(exchange);
  if (stored === undefined) return failure(notFound(kind, request.name));
  const options = optionsOf(exchange);
  const refused = preconditionRefusal(exchange, stored.value as Pod, options);
  if (refused !== null) return failure(refused);
  // The condition makes a new version: the one that the caller has seen was compared before.
  const { resourceVersion: _seen, ...others } = options;
  const answer = deleteObject(exchange, withDisruption(exchange, stored), others);
  return answer.code === 200 ? { ...answer, code: 201, body: success() } : answer;
}
