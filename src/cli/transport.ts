/**
 * What a command line needs of a door: one request, one response, in the words of the HTTP API. The page's worker, a
 * test and the bridge each bring their own.
 */
export interface ApiRequest {
  readonly cluster: string;
  readonly verb: 'get' | 'list' | 'create' | 'update' | 'patch' | 'delete';
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly body?: unknown;
  readonly patchType?: 'merge' | 'strategic';
}

export interface ApiResponse {
  readonly code: number;
  readonly body: unknown;
}

export type Transport = (request: ApiRequest) => Promise<ApiResponse>;
