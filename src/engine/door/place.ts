/** Where a request goes: the resource that its path names. */
import type { Kind } from '../api/kind';
import type { Conversion } from '../apiserver/conversion';
import type { Accepted } from '../apiserver/http/accept';
import type { ResourceInfo } from '../apiserver/http/request-info';
import type { Served } from '../apiserver/http/served';

export interface Place {
  readonly info: ResourceInfo;
  readonly served: Served;
  /** As it is stored. */
  readonly kind: Kind;
  /** To the version that the path names; undefined for the one in which it is stored. */
  readonly conversion: Conversion | undefined;
  readonly accepted: Accepted;
}
