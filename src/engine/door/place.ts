/** Where a request goes: the resource that its path names. */
import type { Kind } from '../api/kind';
import type { Accepted } from '../apiserver/http/accept';
import type { ResourceInfo } from '../apiserver/http/request-info';
import type { Served } from '../apiserver/http/served';

export interface Place {
  readonly info: ResourceInfo;
  readonly served: Served;
  readonly kind: Kind;
  readonly accepted: Accepted;
}
