/** NamespaceLifecycle. Models apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go. */
import type { ApiObject } from '../../api/meta';
import type { Namespace } from '../../api/namespace';
import { forbidden, namespaceTerminating, notFound, type Status } from '../../api/status';
import { get } from '../../etcd/store';
import type { Exchange } from '../exchange';
import { forbiddenNew } from './plugin';

const NAMESPACES = { group: '', resource: 'namespaces' };

/** No new content in a namespace that is missing or going away. */
export function namespaceLifecycle(exchange: Exchange, object: ApiObject): ApiObject | Status {
  const { kind, request, etcd } = exchange;
  if (!kind.namespaced) return object;
  const found = get(etcd, 'namespaces', request.namespace)?.value as Namespace | undefined;
  if (found === undefined) return notFound(NAMESPACES, request.namespace);
  if (found.status.phase !== 'Terminating') return object;
  const { name = '' } = forbiddenNew(exchange, object, '').details ?? {};
  return namespaceTerminating(kind, name, request.namespace);
}

/** The namespaces that it never lets go (kube-node-lease is not among them). */
const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

export function refuseDelete({ kind, request }: Exchange): Status | null {
  if (kind.resource !== 'namespaces' || !IMMORTAL.has(request.name)) return null;
  return forbidden(kind, request.name, 'this namespace may not be deleted');
}
