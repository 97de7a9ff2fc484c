/** POST pods/NAME/binding: the scheduler's word. Models pkg/registry/core/pod/storage/storage.go assignPod. */
import type { Pod } from '../api/pod';
import { withCondition } from '../api/pod-status';
import { BINDING, validateBinding, type Binding } from '../api/pod-verbs';
import {
  badRequest,
  conflictBecause,
  notFound,
  storagePreconditionUid,
  success,
  type Status,
} from '../api/status';
import { formatTime } from '../api/time';
import { wholeKey } from '../etcd/key';
import { decodeStrictly, isRefusal } from './decoding';
import { failure, unexplained, type Answer, type Exchange } from './exchange';
import { announce, storedObject, storeNext } from './storage';

/** Models BindingREST.Create. What is wrong with the target is told as an error without a reason. */
function refusal({ request }: Exchange, binding: Binding): Status | null {
  const { name } = binding.metadata;
  if (name !== undefined && name !== '' && name !== request.name)
    return badRequest('name in URL does not match name in Binding object');
  const errors = validateBinding(binding).map(({ field, detail }) => `${field}: ${detail}`);
  if (errors.length === 0) return null;
  return unexplained(500, errors.length === 1 ? (errors[0] as string) : `[${errors.join(', ')}]`);
}

export function serveBinding(exchange: Exchange): Answer {
  const { kind, request, wallMs } = exchange;
  const binding = decodeStrictly(exchange, request.body, BINDING) as Binding | Status;
  if (isRefusal(binding)) return failure(binding);
  const refused = refusal(exchange, binding);
  if (refused !== null) return failure(refused);
  const stored = storedObject(exchange);
  if (stored === undefined) return failure(notFound(kind, request.name));
  const pod = stored.value as Pod;
  const { uid } = binding.metadata;
  if (uid !== undefined && uid !== '' && uid !== pod.metadata.uid) {
    const key = wholeKey(kind.storagePrefix, stored.key);
    return failure(storagePreconditionUid(kind, request.name, key, uid, pod.metadata.uid ?? ''));
  }
  const bound = pod.spec.nodeName ?? '';
  if (pod.metadata.deletionTimestamp !== undefined) {
    const reason = `pod ${request.name} is being deleted, cannot be assigned to a host`;
    return failure(conflictBecause('pods/binding', request.name, reason));
  }
  if (bound !== '') {
    const reason = `pod ${request.name} is already assigned to node "${bound}"`;
    return failure(conflictBecause('pods/binding', request.name, reason));
  }
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatTime(wallMs),
  } as const;
  const conditions = withCondition(pod.status.conditions ?? [], scheduled);
  const object: Pod = {
    ...pod,
    spec: { ...pod.spec, nodeName: binding.target.name ?? '' },
    status: { ...pod.status, conditions },
  };
  const change = storeNext(exchange, stored, object);
  return { code: 201, body: success(), revision: change.revision, commit: announce(exchange, change) };
}
