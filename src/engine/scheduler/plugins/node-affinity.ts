/** Node selectors and node affinity. Models pkg/scheduler/framework/plugins/nodeaffinity. */
import type { Node } from '../../api/node';
import type { NodeSelectorTerm, Pod, PreferredSchedulingTerm } from '../../api/pod';
import { matchesTerm, mayBeOn, NAME_FIELD, requiredTerms } from '../../api/node-affinity';
import {
  SKIP,
  type FilterPlugin,
  type PreFiltered,
  type QueueingHint,
  type Rejection,
  type ScorePlugin,
} from '../framework';
import { toHundred } from '../normalise';

const NAME = 'NodeAffinity';

const REJECTED: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't match Pod's node affinity/selector"],
  unresolvable: true,
};

const CONFLICT: Rejection = {
  plugin: NAME,
  reasons: ['pod affinity terms conflict'],
  unresolvable: true,
};

/** The nodes that a term names; null when it names none. */
function namedBy({ matchFields = [] }: NodeSelectorTerm): readonly string[] | null {
  let names: readonly string[] | null = null;
  for (const { key, operator, values = [] } of matchFields) {
    if (key !== NAME_FIELD || operator !== 'In') continue;
    names = names === null ? values : names.filter((name) => values.includes(name));
  }
  return names;
}

/** The only nodes that come into question, as for the pods of a DaemonSet; null when any may. */
function namedNodes({ spec }: Pod): ReadonlySet<string> | null {
  const terms = requiredTerms(spec) ?? [];
  if (terms.length === 0) return null;
  const names = new Set<string>();
  for (const term of terms) {
    const named = namedBy(term);
    if (named === null) return null;
    for (const name of named) names.add(name);
  }
  return names;
}

function preFilter({ pod }: { readonly pod: Pod }): PreFiltered<null> {
  if (pod.spec.nodeSelector === undefined && requiredTerms(pod.spec) === undefined) return SKIP;
  const nodes = namedNodes(pod);
  if (nodes === null) return { state: null };
  return nodes.size === 0 ? { rejection: CONFLICT } : { state: null, nodes };
}

type Preferred = readonly PreferredSchedulingTerm[];

function preferredTerms({ spec }: Pod): Preferred {
  return spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
}

function sumOfWeights(node: Node, terms: Preferred): number {
  let sum = 0;
  for (const { weight, preference } of terms) if (matchesTerm(preference, node)) sum += weight;
  return sum;
}

export const nodeAffinity: FilterPlugin<null> & QueueingHint = {
  name: NAME,
  preFilter,
  filter: ({ pod }, { node }) => (mayBeOn(pod.spec, node) ? null : REJECTED),
  concerns: (event) =>
    event.resource === 'node' && event.now !== undefined && (event.old === undefined || event.changed.labels),
  helps({ spec }, event) {
    if (event.resource !== 'node' || event.now === undefined || !mayBeOn(spec, event.now)) return false;
    return event.old === undefined || !mayBeOn(spec, event.old);
  },
};

export const nodeAffinityScore: ScorePlugin<Preferred> = {
  name: NAME,
  weight: 2,
  preScore({ pod }) {
    const terms = preferredTerms(pod);
    return terms.length === 0 ? SKIP : terms;
  },
  score: (_, nodes, terms) => nodes.map(({ node }) => sumOfWeights(node, terms)),
  normalise: toHundred,
};
