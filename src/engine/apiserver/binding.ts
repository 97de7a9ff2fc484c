/** POST pods/NAME/binding: the scheduler's word. Models pkg/registry/core/pod/storage/storage.go assignPod. */
import type { Pod } from '../api/pod';
import { withCondition } from '../api/pod-status';
import { conflictBecause, notFound, preconditionUid, success } from '../api/status';
import { formatTime } from '../api/time';
import { failure, type Answer, type Exchange } from './exchange';
import { announce, storedObject, storeNext } from './storage';

interface Binding {
  readonly metadata: { readonly uid?: string };
  readonly target: { readonly name: string };
}

export function serveBinding(exchange: Exchange): Answer {
  const { kind, request, wallMs } = exchange;
  const stored = storedObject(exchange);
  if (stored === undefined) return failure(notFound(kind, request.name));
  const pod = stored.value as Pod;
  const { metadata, target } = request.body as Binding;
  const { uid } = metadata;
  if (uid !== undefined && uid !== '' && uid !== pod.metadata.uid) {
    return failure(preconditionUid(kind, request.name, uid, pod.metadata.uid ?? ''));
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
    spec: { ...pod.spec, nodeName: target.name },
    status: { ...pod.status, conditions },
  };
  const change = storeNext(exchange, stored, object);
  return { code: 201, body: success(), revision: change.revision, commit: announce(exchange, change) };
}
