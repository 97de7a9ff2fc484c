/** Hops as the picture shows them, with a few words in the voice of the wire. */
import type { HopRecord } from '../../engine/kernel/trace';
import type { HopKind, HopView } from '../protocol';

const METHODS: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
  get: 'GET',
  list: 'LIST',
  watch: 'WATCH',
};

/** `POST`, `PATCH` …: the word on the wire for a verb. */
export function methodOf(verb: string): string {
  return METHODS[verb] ?? verb;
}

/** The last part of a key, with the resource: `pods/web-7f9c8-k2x8d`, `pods/web-…/binding`. */
export function pathOf({ resource, key }: Pick<HopRecord, 'resource' | 'key'>): string {
  const [plural = '', subresource] = resource.split('/');
  const name = key.slice(key.lastIndexOf('/') + 1);
  const base = name === '' ? plural : `${plural}/${name}`;
  return subresource === undefined ? base : `${base}/${subresource}`;
}

function containerOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

const WATCH_WORDS: Readonly<Record<string, string>> = { ADDED: 'new', MODIFIED: 'changed', DELETED: 'gone' };

/** `GET web`, `dns`, `refused`, `200 web`. */
function packetLabel({ verb, code, resource, key }: HopRecord): string {
  const whom = resource === 'services' ? containerOf(key) : key;
  if (verb === 'reply') return `${code} ${whom}`;
  return verb === 'dns' ? 'DNS question' : `${verb} ${whom}`;
}

function labelOf(hop: HopRecord): string {
  switch (hop.kind) {
    case 'input':
      return hop.resource === 'faults' ? `${hop.verb} ${hop.key}` : `${methodOf(hop.verb)} ${pathOf(hop)}`;
    case 'request':
      return `${methodOf(hop.verb)} ${pathOf(hop)}`;
    case 'response':
      return `${hop.code} ${pathOf(hop)}`;
    case 'watch':
      return `watch: ${pathOf(hop)} ${WATCH_WORDS[hop.verb] ?? hop.verb}`;
    case 'txn':
      return hop.verb === 'committed' ? `committed ${pathOf(hop)}` : `txn ${pathOf(hop)}`;
    case 'cri':
      return hop.resource === 'reply' ? `${hop.verb} done` : `${hop.verb} ${containerOf(hop.key)}`;
    case 'cni':
      return hop.resource === 'reply' ? 'CNI done' : `CNI ${hop.verb}`;
    case 'exec':
      return hop.resource === 'reply' ? `exit ${hop.code}` : `exec ${hop.verb}`;
    case 'packet':
      return packetLabel(hop);
  }
}

/** True for what goes on all the time and belongs to nobody's story: Events, Leases, and what programs send each other. */
export function isBackground({ resource, kind }: HopRecord): boolean {
  return resource === 'events' || resource === 'leases' || kind === 'packet';
}

export function hopView(hop: HopRecord, user: boolean): HopView {
  const { id, from, to, start, end } = hop;
  const kind: HopKind = hop.kind === 'input' ? 'request' : hop.kind;
  return { id, kind, from, to, start, end, label: labelOf(hop), user };
}
