/**
 * The namespaces of the system: only kube-node-lease can be deleted at all, and it comes back within a minute.
 * Models pkg/controlplane/controller/systemnamespaces/system_namespaces_controller.go.
 */
import type { Namespace } from '../api/namespace';
import { get, type EtcdState } from '../etcd/store';
import type { Context } from '../kernel/component';
import { writeOwn } from './own-request';
import { SYSTEM_NAMESPACES } from './own-timers';
import type { ApiServerState } from './state';

export function missesNamespaces(etcd: EtcdState): boolean {
  return SYSTEM_NAMESPACES.some((name) => get(etcd, 'namespaces', name) === undefined);
}

export function tendNamespaces(state: ApiServerState, etcd: EtcdState, context: Context): void {
  for (const name of SYSTEM_NAMESPACES) {
    if (get(etcd, 'namespaces', name) !== undefined) continue;
    const body: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} };
    const call = { verb: 'create', resource: 'namespaces', namespace: '', name } as const;
    writeOwn(state, etcd, context, call, body);
  }
}
