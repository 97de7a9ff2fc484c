/** POST pods/NAME/eviction: a deletion that may be refused. Models pkg/registry/core/pod/storage/eviction.go. */
import type { Pod, PodCondition } from '../api/pod';
import { withCondition } from '../api/pod-status';
import { EVICTION, type Eviction } from '../api/pod-verbs';
import { badRequest, notFound, success } from '../api/status';
import { formatTime } from '../api/time';
import type { DeleteOptions } from '../api/wire';
import type { KeyValue } from '../etcd/store';
import { decodeStrictly, isRefusal } from './decoding';
import { deleteObject, preconditionRefusal } from './delete';
import { budgetRefusal } from './disruption-budget';
import { failure, type Answer, type Exchange } from './exchange';
import { announce, storedObject, storeNext } from './storage';

function optionsOf({ request }: Exchange, { deleteOptions }: Eviction): DeleteOptions {
  const { gracePeriodSeconds, preconditions } = deleteOptions ?? {};
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
  if (exchange.request.dryRun === true) return stored;
  return { ...stored, value: change.value, modRevision: change.revision, version: stored.version + 1 };
}

export function serveEviction(exchange: Exchange): Answer {
  const { kind, request } = exchange;
  const eviction = decodeStrictly(exchange, request.body ?? {}, EVICTION);
  if (isRefusal(eviction)) return failure(eviction);
  const { name = '' } = eviction.metadata;
  if (name !== '' && name !== request.name)
    return failure(badRequest('name in URL does not match name in Eviction object'));
  const stored = storedObject(exchange);
  if (stored === undefined) return failure(notFound(kind, request.name));
  const options = optionsOf(exchange, eviction);
  const refused = preconditionRefusal(exchange, stored.value as Pod, options);
  if (refused !== null) return failure(refused);
  const kept = budgetRefusal(exchange.etcd, stored.value as Pod);
  if (kept !== null) return failure(kept);
  // The condition makes a new version: the one that the caller has seen was compared before.
  const { resourceVersion: _seen, ...others } = options;
  const answer = deleteObject(exchange, withDisruption(exchange, stored), others);
  return answer.code === 200 ? { ...answer, code: 201, body: success() } : answer;
}
