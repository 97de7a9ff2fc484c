/** What a plan's requests bring back. */
import type { ApiObject } from '../api/meta';
import type { Status } from '../api/status';
import type { ApiResponse } from '../api/wire';
import type { Announcement } from './controller';

/** Remembered with each request of a plan. */
export interface AskTag {
  readonly controller: string;
  readonly key: string;
  readonly resource: string;
  readonly onSuccess: Announcement | null;
  readonly onFailure: Announcement | null;
  readonly onlyIfGone: string;
}

export function nameIn(body: unknown): string {
  return (body as Partial<ApiObject> | null)?.metadata?.name ?? '';
}

export function uidIn(body: unknown): string {
  return (body as Partial<ApiObject> | null)?.metadata?.uid ?? '';
}

export function messageIn(body: unknown): string {
  return (body as { readonly message?: string } | null)?.message ?? '';
}

/** Refused because the namespace goes away: nothing was missed, and trying again would help nobody. */
export function isMoot(response: ApiResponse): boolean {
  if (response.code !== 403 || response.verb !== 'create') return false;
  const { details } = response.body as Partial<Status>;
  return details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true;
}

/** True for an answer whose revision is one that the watch of its resource will show. */
export function hasWritten({ verb, items = [] }: ApiResponse): boolean {
  return verb === 'deletecollection' ? items.length > 0 : verb !== 'get';
}
