/**
 * When the API server looks after its own objects. Upstream it looks every so often; here only after a write to one of
 * them, at the time when upstream would have looked, for else there is nothing to do.
 */
import type { Change } from '../etcd/store';
import type { Context } from '../kernel/component';
import type { ApiServerState } from './state';

/** Its Service, with the Endpoints and the EndpointSlice of it. */
export const OWN_KEY = 'default/kubernetes';
const OWN_RESOURCES: ReadonlySet<string> = new Set(['services', 'endpoints', 'endpointslices']);
/** EndpointInterval. */
const SERVICE_INTERVAL_MS = 10_000;

/** Without these a cluster cannot live. */
export const SYSTEM_NAMESPACES: readonly string[] = [
  'default',
  'kube-node-lease',
  'kube-public',
  'kube-system',
];
const NAMESPACES_INTERVAL_MS = 60_000;

function lookAt(context: Context, intervalMs: number, type: string): void {
  context.after(intervalMs - (context.now % intervalMs), type, null);
}

export function lookAtService(context: Context): void {
  lookAt(context, SERVICE_INTERVAL_MS, 'own-service');
}

export function lookAtNamespaces(context: Context): void {
  lookAt(context, NAMESPACES_INTERVAL_MS, 'own-namespaces');
}

/** Notes a write. */
export function noteOwnObjects(
  state: ApiServerState,
  context: Context,
  resource: string,
  { key, type }: Change,
): void {
  if (key === OWN_KEY && state.ownService !== null) {
    if (OWN_RESOURCES.has(resource)) lookAtService(context);
  } else if (resource === 'namespaces' && type === 'DELETED' && SYSTEM_NAMESPACES.includes(key)) {
    lookAtNamespaces(context);
  }
}
