/** What a plan's requests bring back. */
import type { ApiObject } from '../api/meta';
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
