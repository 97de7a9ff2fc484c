/** What the server serves, and what a word on the command line means: client-go's discovery and RESTMapper. */

/** One resource of the server. */
export interface Mapping {
  /** '' for core. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural: `deployments`. */
  readonly resource: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
}

export interface Discovery {
  /** All of them, in the server's order. Asked for once per command. */
  all(): Promise<readonly Mapping[]>;
  /** `po`, `pod`, `pods`, `deploy.apps`, `deployments.v1.apps`. Throws `error: the server doesn't have a resource type "foo"`. */
  forWord(word: string): Promise<Mapping>;
  /** By (`apps/v1`, `Deployment`); undefined when the server has no such kind. */
  forKind(apiVersion: string, kind: string): Promise<Mapping | undefined>;
}

/** `deployment.apps`, `pod`: how kubectl names an object's type before its name. */
export function typeName({ singular, group }: Pick<Mapping, 'singular' | 'group'>): string {
  return group === '' ? singular : `${singular}.${group}`;
}

/** `deployments.apps`: how messages of the server name a resource. */
export function resourceName({ resource, group }: Pick<Mapping, 'resource' | 'group'>): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** `apps/v1`. */
export function groupVersion({ group, version }: Pick<Mapping, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}
