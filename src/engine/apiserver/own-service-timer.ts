/** When the API server looks after its own Service: at the next of its looks after a write to it. */
import type { Context } from '../kernel/component';
import type { ApiServerState } from './state';

export const OWN_KEY = 'default/kubernetes';
/** EndpointInterval. */
const INTERVAL_MS = 10_000;

export function lookLater(context: Context): void {
  context.after(INTERVAL_MS - (context.now % INTERVAL_MS), 'own-service', null);
}

/** Notes a write. */
export function noteOwnService(state: ApiServerState, context: Context, resource: string, key: string): void {
  if (key !== OWN_KEY || state.ownService === null) return;
  if (resource === 'services' || resource === 'endpointslices') lookLater(context);
}
