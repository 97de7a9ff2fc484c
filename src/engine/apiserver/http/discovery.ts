/**
 * Discovery: what the server serves, aggregated and in the old form. Models apiserver/pkg/endpoints/discovery and
 * k8s.io/api/apidiscovery.
 */
import type { Accepted } from './accept';
import { GROUP_VERSIONS, type GroupVersion, type KindName, type Served } from './served';

const DISCOVERY_GROUP = 'apidiscovery.k8s.io';
const LIST_KIND = 'APIGroupDiscoveryList';

/** True for the aggregated documents that are served. */
export function offersDiscovery(as: string, group: string, version: string): boolean {
  return as === LIST_KIND && group === DISCOVERY_GROUP && (version === 'v2' || version === 'v2beta1');
}

function apiVersion({ group, version }: Pick<GroupVersion, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

function named({ group, version, kind }: KindName, of: Served): KindName {
  return { group: version === '' ? of.group : group, version: version === '' ? of.version : version, kind };
}

// --------------------------------------------------------------------------------------------------- aggregated

function resourceDiscovery(served: Served): unknown {
  const { group, version, kind, resource, singular, namespaced, shortNames, categories } = served;
  return {
    resource,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: served.verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(served.subresources.length === 0
      ? {}
      : {
          subresources: served.subresources.map(({ name, type, verbs }) => ({
            subresource: name,
            responseKind: named(type, served),
            verbs,
          })),
        }),
  };
}

/** Groups in their order, each with its versions. */
function groups(isCore: boolean): ReadonlyMap<string, readonly GroupVersion[]> {
  const result = new Map<string, GroupVersion[]>();
  for (const each of GROUP_VERSIONS) {
    if ((each.group === '') !== isCore) continue;
    result.set(each.group, [...(result.get(each.group) ?? []), each]);
  }
  return result;
}

/** `/api` (core) or `/apis`, in the form and version that was negotiated. */
export function aggregatedDiscovery(isCore: boolean, version: string): unknown {
  const items = [...groups(isCore)].map(([group, versions]) => ({
    metadata: { ...(group === '' ? {} : { name: group }), creationTimestamp: null },
    versions: versions.map((each) => ({
      version: each.version,
      resources: each.resources.map(resourceDiscovery),
      freshness: 'Current',
    })),
  }));
  return { kind: LIST_KIND, apiVersion: `${DISCOVERY_GROUP}/${version}`, metadata: {}, items };
}

export function discoveryContentType({ version }: Accepted): string {
  return `application/json;g=${DISCOVERY_GROUP};v=${version};as=${LIST_KIND}`;
}

// ------------------------------------------------------------------------------------------------- the old form

/** `/api`. `address`: where clients find the server. */
export function apiVersions(address: string): unknown {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  };
}

function apiGroup(group: string, versions: readonly GroupVersion[]): object {
  const list = versions.map((each) => ({ groupVersion: apiVersion(each), version: each.version }));
  return { name: group, versions: list, preferredVersion: list[0] };
}

/** `/apis`. */
export function apiGroupList(): unknown {
  const list = [...groups(false)].map(([group, versions]) => apiGroup(group, versions));
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: list };
}

/** `/apis/GROUP`; null when there is no such group. */
export function apiGroupDocument(group: string): unknown {
  const versions = groups(false).get(group);
  return versions === undefined ? null : { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group, versions) };
}

function apiResources(served: Served): unknown[] {
  const { kind, resource, singular, namespaced, shortNames, categories, verbs } = served;
  const main = {
    name: resource,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
  const others = served.subresources.map(({ name, type, verbs: subverbs }) => {
    const { group, version, kind: subkind } = named(type, served);
    const isForeign = group !== served.group || version !== served.version;
    return {
      name: `${resource}/${name}`,
      singularName: '',
      namespaced,
      ...(isForeign ? { group, version } : {}),
      kind: subkind,
      verbs: subverbs,
    };
  });
  return [main, ...others];
}

/** `/api/v1` or `/apis/GROUP/VERSION`. */
export function apiResourceList(groupVersion: GroupVersion): unknown {
  return {
    kind: 'APIResourceList',
    ...(groupVersion.group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersion(groupVersion),
    resources: groupVersion.resources.flatMap(apiResources),
  };
}
