/** Discovery over HTTP, in its aggregated form. Models client-go/discovery and restmapper. */
import type { Transport } from '../http';
import type { Client } from './client';
import type { Discovery, Mapping } from './discovery';
import { KubectlError } from './errors';
import { failure } from './http-client';

const ACCEPT = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

interface GroupList {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind?: string };
        readonly scope: string;
        readonly singularResource?: string;
        readonly verbs?: readonly string[];
        readonly shortNames?: readonly string[];
        readonly categories?: readonly string[];
        readonly subresources?: readonly { readonly subresource: string }[];
      }[];
    }[];
  }[];
}

/** What each door said, kept as kubectl keeps it on disk: until a word is asked for that is not in it. */
const known = new WeakMap<Transport, readonly Mapping[]>();

export function createDiscovery(client: Client): Discovery {
  return new ApiDiscovery(client);
}

class ApiDiscovery implements Discovery {
  #isFresh = false;
  #asked: Promise<readonly Mapping[]> | null = null;

  constructor(private readonly client: Client) {}

  all(): Promise<readonly Mapping[]> {
    const kept = known.get(this.client.context.transport);
    if (kept !== undefined) return Promise.resolve(kept);
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  async forWord(word: string): Promise<Mapping> {
    const found = (await this.#find((all) => mappingOf(all, word))) ?? null;
    if (found !== null) return found;
    throw new KubectlError(`the server doesn't have a resource type "${word.split('.', 1)[0] ?? ''}"`);
  }

  forKind(apiVersion: string, kind: string): Promise<Mapping | undefined> {
    return this.#find((all) =>
      all.find((mapping) => mapping.kind === kind && groupVersionOf(mapping) === apiVersion),
    );
  }

  async #find(pick: (all: readonly Mapping[]) => Mapping | undefined): Promise<Mapping | undefined> {
    const found = pick(await this.all());
    if (found !== undefined || this.#isFresh) return found;
    known.delete(this.client.context.transport);
    this.#asked = null;
    return pick(await this.all());
  }

  async #ask(): Promise<readonly Mapping[]> {
    this.#isFresh = true;
    const [core, groups] = [await this.#groups('/api'), await this.#groups('/apis')];
    const mappings = [...mappingsOf(core), ...mappingsOf(groups)];
    known.set(this.client.context.transport, mappings);
    return mappings;
  }

  async #groups(path: string): Promise<GroupList> {
    const reply = await this.client.raw('GET', path, { accept: ACCEPT, query: { timeout: '32s' } });
    if (reply.status >= 400) throw await failure(reply);
    return JSON.parse(await reply.text()) as GroupList;
  }
}

function groupVersionOf({ group, version }: Mapping): string {
  return group === '' ? version : `${group}/${version}`;
}

function mappingsOf(list: GroupList): readonly Mapping[] {
  return (list.items ?? []).flatMap((group) =>
    (group.versions ?? []).flatMap(({ version, resources = [] }) =>
      resources.map((resource) => ({
        group: group.metadata?.name ?? '',
        version,
        kind: resource.responseKind?.kind ?? '',
        resource: resource.resource,
        singular: resource.singularResource ?? '',
        namespaced: resource.scope === 'Namespaced',
        shortNames: resource.shortNames ?? [],
        categories: resource.categories ?? [],
        verbs: resource.verbs ?? [],
        subresources: (resource.subresources ?? []).map(({ subresource }) => subresource),
      })),
    ),
  );
}

/** `deployments.v1.apps` as resource, version and group, then without a version. Models ParseResourceArg. */
function mappingOf(all: readonly Mapping[], word: string): Mapping | undefined {
  const [resource = '', ...rest] = word.split('.');
  const [version = '', ...group] = rest;
  const full = group.length > 0 ? pick(all, resource, group.join('.'), version) : undefined;
  return full ?? pick(all, resource, rest.join('.'), '') ?? byKind(all, word);
}

function pick(all: readonly Mapping[], word: string, group: string, version: string): Mapping | undefined {
  if (word === '') return undefined;
  const lower = word.toLowerCase();
  const isNamed = (mapping: Mapping) => mapping.resource === lower || mapping.singular === lower;
  const isShort = (mapping: Mapping) => mapping.shortNames.includes(word);
  for (const matches of [isNamed, isShort]) {
    for (const isOfGroup of [
      (mapping: Mapping) => group === '' || mapping.group === group,
      (mapping: Mapping) => group !== '' && mapping.group.startsWith(group),
    ]) {
      const found = all.find(
        (mapping) =>
          matches(mapping) && isOfGroup(mapping) && (version === '' || mapping.version === version),
      );
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** `Deployment.v1.apps`, `Deployment.apps`. Models ParseKindArg. */
function byKind(all: readonly Mapping[], word: string): Mapping | undefined {
  const [kind = '', version = '', ...group] = word.split('.');
  const rest = [version, ...group].filter((part) => part !== '').join('.');
  return all.find(
    (mapping) =>
      mapping.kind === kind &&
      ((mapping.version === version && mapping.group === group.join('.')) ||
        rest === '' ||
        mapping.group === rest),
  );
}
