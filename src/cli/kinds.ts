import { kindOf } from '../engine/api/kinds';

/** How a kind is addressed: `<group>/<version>` and kind on one side, the plural of the URL on the other. */
export interface ResourceMapping {
  /** Plural, as in a URL. */
  readonly resource: string;
  /** `deployment.apps`, `pod`: as kubectl names it in its result lines. */
  readonly printed: string;
  readonly namespaced: boolean;
}

/** The resource of a kind, or null when this cluster serves no such kind in that version. */
export function mappingOf(apiVersion: string, name: string): ResourceMapping | null {
  const kind = kindOf(apiVersion, name);
  if (kind === undefined) return null;
  const { resource, singular, group, namespaced } = kind;
  return { resource, printed: group === '' ? singular : `${singular}.${group}`, namespaced };
}
