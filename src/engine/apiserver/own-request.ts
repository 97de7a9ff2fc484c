/** A request that the API server makes of itself. */
import type { Kind } from '../api/kind';
import { kindOfResource } from '../api/kinds';
import type { ApiObject } from '../api/meta';
import { isSuccess, type ApiRequest } from '../api/wire';
import type { EtcdState } from '../etcd/store';
import type { Context } from '../kernel/component';
import { serveCreate } from './create';
import type { Exchange } from './exchange';
import type { ApiServerState } from './state';
import { serveUpdate } from './update';

/** Creates or updates. True when it succeeded. */
export function writeOwn(
  state: ApiServerState,
  etcd: EtcdState,
  context: Context,
  call: Pick<ApiRequest, 'resource' | 'namespace' | 'name'> & { readonly verb: 'create' | 'update' },
  body: ApiObject,
): boolean {
  const request: ApiRequest = {
    id: 0,
    client: '',
    subresource: '',
    user: 'system:apiserver',
    immediate: false,
    quiet: false,
    ...call,
    body,
  };
  const { self: from, now, cause } = context;
  const kind = kindOfResource(call.resource) as Kind;
  const wallMs = state.epochMs + now;
  const exchange: Exchange = { state, etcd, context, from, request, kind, wallMs, cause, warnings: [] };
  const { code } = call.verb === 'create' ? serveCreate(exchange) : serveUpdate(exchange);
  return isSuccess(code);
}
