/** Why an object is as it is: the causes of its newest commit, walked back through the trace to an input. */
import type { HopRecord } from '../engine/kernel/trace';
import type { Simulation } from '../engine/kernel/simulation';
import { isAboutEvents, methodOf, pathOf } from './projection/hops';
import type { Inspection } from './protocol';

type Reason = Inspection['why'][number];

/** `The kubelet on worker-2`, `The kube-scheduler`. */
function componentAt(address: string): string {
  const parts = address.split('/');
  const component = parts[parts.length - 1] ?? '';
  return parts.length === 3 ? `The ${component} on ${parts[1]}` : `The ${component}`;
}

function actorOf(hop: HopRecord): string {
  return hop.by !== undefined && hop.by !== '' ? `The ${hop.by} controller` : componentAt(hop.from);
}

const NOUNS: Readonly<Record<string, string>> = {
  pods: 'a pod',
  replicasets: 'a ReplicaSet',
  deployments: 'a Deployment',
  nodes: 'a Node',
  leases: 'its Lease',
};

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
  if (subresource === 'status') return `${actor} reported its status`;
  if (hop.verb === 'create') return `${actor} asked for ${NOUNS[plural] ?? plural}`;
  if (hop.verb === 'delete') return `${actor} deleted it`;
  return plural === 'replicasets' ? `${actor} changed its size` : `${actor} changed it`;
}

/** What a person asked for. */
function inputText(hop: HopRecord): string {
  if (hop.resource.endsWith('/exec')) return 'You ran a command in its container';
  if (hop.resource.endsWith('/scale')) return 'You asked for another number of pods';
  if (hop.verb === 'create') return `You asked for ${NOUNS[hop.resource] ?? hop.resource}`;
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
function reasonOf(simulation: Simulation, hop: HopRecord): Reason | null {
  const make = (text: string, detail: string): Reason => ({ at: hop.start, text, detail, now: false });
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
      return hop.resource === 'reply' ? null : make('The command was handed on', hop.verb);
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

const REASONS_MAX = 12;

/** Oldest first, at most twelve; the first of all stays. `resource` is the prefix below `/registry/`. */
export function whyOf(simulation: Simulation, resource: string, key: string): Reason[] {
  const reasons: Reason[] = [];
  for (const hop of chainOf(simulation, resource, key)) {
    const reason = isAboutEvents(hop) ? null : reasonOf(simulation, hop);
    if (reason !== null) reasons.push(reason);
  }
  const first = reasons[0];
  const shown =
    reasons.length <= REASONS_MAX || first === undefined
      ? reasons
      : [first, ...reasons.slice(1 - REASONS_MAX)];
  return shown.map((reason, index) => (index === shown.length - 1 ? { ...reason, now: true } : reason));
}
