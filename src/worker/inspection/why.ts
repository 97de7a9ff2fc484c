/** Why an object is as it is: the causes of its newest commit, walked back through the trace to an input. */
import { kindOfResource } from '../../engine/api/kinds';
import type { HopRecord } from '../../engine/kernel/trace';
import type { Simulation } from '../../engine/kernel/simulation';
import { isBackground, methodOf, pathOf } from '../projection/hops';
import type { Cause } from '../protocol';

/** `The kubelet on worker-2`, `The kube-scheduler`. */
function componentAt(address: string): string {
  const parts = address.split('/');
  const component = parts[parts.length - 1] ?? '';
  return parts.length === 3 ? `The ${component} on ${parts[1]}` : `The ${component}`;
}

/** The same within a sentence. */
function whom(address: string): string {
  return componentAt(address).replace(/^The/, 'the');
}

function actorOf(hop: HopRecord): string {
  return hop.by !== undefined && hop.by !== '' ? `The ${hop.by} controller` : componentAt(hop.from);
}

/** `a pod`, `a ReplicaSet`, `an EndpointSlice`. */
function aThing(resource: string): string {
  if (resource === 'leases') return 'its Lease';
  const kind = kindOfResource(resource)?.kind;
  if (kind === undefined) return resource;
  const noun = kind === 'Pod' ? 'pod' : kind;
  return `${/^[AEIO]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** The command line that an input's hop stands for; '' for the boot. */
export function commandLineOf(simulation: Simulation, hop: HopRecord): string {
  const entry = simulation.journal.find(({ at, hop: words }) => {
    return at === hop.start && words.key === hop.key && words.verb === hop.verb;
  });
  return entry?.label ?? '';
}

/** What a component asked the API server for. */
function requestText(hop: HopRecord): string {
  const [plural = '', subresource = ''] = hop.resource.split('/');
  const actor = actorOf(hop);
  if (subresource === 'binding') return `${actor} bound it to a node`;
  if (subresource === 'eviction') return `${actor} asked it to leave its node`;
  if (subresource === 'status') return `${actor} reported its status`;
  if (hop.verb === 'create') return `${actor} asked for ${aThing(plural)}`;
  if (hop.verb === 'delete') return `${actor} deleted it`;
  return plural === 'replicasets' ? `${actor} changed its size` : `${actor} changed it`;
}

/** What a person asked for. */
function inputText(hop: HopRecord): string {
  if (hop.resource === 'faults') return `You did this to ${hop.key}`;
  if (hop.resource.endsWith('/exec')) return 'You ran a command in its container';
  if (hop.resource.endsWith('/scale')) return 'You asked for another number of pods';
  if (hop.verb === 'create') return `You asked for ${aThing(hop.resource)}`;
  return hop.verb === 'delete' ? 'You deleted it' : 'You changed it';
}

const SEEN: Readonly<Record<string, string>> = {
  ADDED: 'is there',
  MODIFIED: 'has changed',
  DELETED: 'is gone',
};

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** One hop of a chain of causes as a sentence; null for the steps in between. */
function reasonOf(simulation: Simulation, hop: HopRecord): Cause | null {
  const make = (text: string, detail: string): Cause => ({ at: hop.start, text, detail, now: false });
  switch (hop.kind) {
    case 'input': {
      const label = commandLineOf(simulation, hop);
      return label === '' ? make('The cluster was started', hop.key) : make(inputText(hop), label);
    }
    case 'request':
      return make(requestText(hop), `${methodOf(hop.verb)} ${pathOf(hop)}`);
    case 'watch': {
      const what = `${lastPart(hop.key)} ${SEEN[hop.verb] ?? 'has changed'}`;
      return make(`${componentAt(hop.to)} saw that ${what}`, `watch ${pathOf(hop)}`);
    }
    case 'cri':
      if (hop.verb !== 'exited') return null;
      return make(`${componentAt(hop.to)} found that the container had ended`, lastPart(hop.key));
    case 'exec':
      if (hop.resource === 'reply') return null;
      return make(`${componentAt(hop.from)} handed the command to ${whom(hop.to)}`, hop.verb);
    default:
      return null;
  }
}

/** The newest commit to the object with its chain of causes, the input first. */
function chainOf(simulation: Simulation, resource: string, key: string): HopRecord[] {
  const commits = simulation.trace.about(resource, key).filter(({ kind }) => kind === 'txn');
  const newest = commits[commits.length - 1];
  return newest === undefined ? [] : simulation.trace.chain(newest.id).reverse();
}

/** What a component did to another object because of the same command; null for what only repeats or reports. */
function effectOf(hop: HopRecord): Cause | null {
  const [plural = '', subresource = ''] = hop.resource.split('/');
  const name = lastPart(hop.key);
  const actor = actorOf(hop);
  const make = (text: string): Cause => {
    return { at: hop.start, text, detail: `${methodOf(hop.verb)} ${pathOf(hop)}`, now: false };
  };
  if (subresource === 'binding') return make(`${actor} gave ${name} a node`);
  if (subresource === 'status') return plural === 'pods' ? make(`${actor} reported on ${name}`) : null;
  if (hop.verb === 'create')
    return make(`${actor} asked for ${aThing(plural)}${name === '' ? '' : `, ${name}`}`);
  if (hop.verb === 'delete') return make(`${actor} deleted ${name}`);
  return plural === 'replicasets' ? make(`${actor} changed the size of ${name}`) : null;
}

const CAUSES_MAX = 12;
const EFFECTS_MAX = 8;

/** The first stays, because it is the command; of the rest the newest. */
function shortened(causes: readonly Cause[], most: number): Cause[] {
  const first = causes[0];
  return causes.length <= most || first === undefined ? [...causes] : [first, ...causes.slice(1 - most)];
}

export function withNewest(causes: readonly Cause[]): Cause[] {
  return causes.map((cause, index) => ({ ...cause, now: index === causes.length - 1 }));
}

export interface Story {
  readonly why: readonly Cause[];
  readonly effects: readonly Cause[];
}

/** Why an object is as it is, and what else came of it. `resource` is the prefix below `/registry/`. */
export function storyOf(simulation: Simulation, resource: string, key: string): Story {
  const chain = chainOf(simulation, resource, key);
  const root = chain[0];
  if (root === undefined) return { why: [], effects: [] };
  const why = chain.map((hop) => (isBackground(hop) ? null : reasonOf(simulation, hop)));
  const others = simulation.trace.between(root.id, simulation.seq).filter((hop) => {
    const isOther = hop.key !== key && !isBackground(hop);
    return isOther && hop.kind === 'request' && hop.root === root.id;
  });
  // Only what a person did has effects worth telling: everything at all came of the boot.
  const effects = commandLineOf(simulation, root) === '' ? [] : others.map(effectOf);
  return {
    why: shortened(
      why.filter((cause) => cause !== null),
      CAUSES_MAX,
    ),
    effects: effects.filter((cause) => cause !== null).slice(0, EFFECTS_MAX),
  };
}
