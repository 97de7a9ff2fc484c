/** Terms of pod affinity, ready for matching. Models AffinityTerm in pkg/scheduler/framework/types.go. */
import type { StringMap } from '../api/meta';
import type { Affinity, Pod, PodAffinity, PodAffinityTerm } from '../api/pod';
import { formatSelector, matchesSelector, type LabelSelector } from '../api/selector';
import { memoised } from '../api/share';

export interface AffinityTerm {
  /** Equal for terms that say the same. */
  readonly key: string;
  readonly topologyKey: string;
  readonly namespaces: readonly string[];
  /** null selects no namespaces besides those named. */
  readonly namespaceSelector: LabelSelector | null;
  /** null selects no pods. */
  readonly selector: LabelSelector | null;
}

/** Weight is negative for what the pod would rather be away from. */
export interface WeightedTerm {
  readonly weight: number;
  readonly term: AffinityTerm;
}

export interface PodTerms {
  readonly affinity: readonly AffinityTerm[];
  readonly antiAffinity: readonly AffinityTerm[];
  readonly preferred: readonly WeightedTerm[];
}

const NO_TERMS: PodTerms = { affinity: [], antiAffinity: [], preferred: [] };

function selectorKey(selector: LabelSelector | null): string {
  return selector === null ? '-' : `{${formatSelector(selector)}}`;
}

function termOf(given: PodAffinityTerm, own: string): AffinityTerm {
  const { topologyKey, namespaceSelector = null, labelSelector: selector = null } = given;
  const named = given.namespaces ?? [];
  const namespaces = named.length === 0 && namespaceSelector === null ? [own] : named;
  const key = `${topologyKey} ${namespaces.join()} ${selectorKey(namespaceSelector)} ${selectorKey(selector)}`;
  return { key, topologyKey, namespaces, namespaceSelector, selector };
}

function required(affinity: PodAffinity | undefined, own: string): readonly AffinityTerm[] {
  const terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return terms === undefined ? [] : terms.map((term) => termOf(term, own));
}

function preferred(affinity: PodAffinity | undefined, own: string, sign: 1 | -1): readonly WeightedTerm[] {
  const terms = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.map(({ weight, podAffinityTerm }) => ({
    weight: sign * weight,
    term: termOf(podAffinityTerm, own),
  }));
}

function termsOf({ podAffinity, podAntiAffinity }: Affinity, own: string): PodTerms {
  return {
    affinity: required(podAffinity, own),
    antiAffinity: required(podAntiAffinity, own),
    preferred: [...preferred(podAffinity, own, 1), ...preferred(podAntiAffinity, own, -1)],
  };
}

/** By namespace: the pods of one template share its affinity object, and nearly always their namespace. */
const termsByNamespace = memoised((_: Affinity) => new Map<string, PodTerms>());

export function podTerms({ metadata, spec }: Pod): PodTerms {
  const { affinity } = spec;
  if (affinity?.podAffinity === undefined && affinity?.podAntiAffinity === undefined) return NO_TERMS;
  const { namespace = '' } = metadata;
  const known = termsByNamespace(affinity);
  let terms = known.get(namespace);
  if (terms === undefined) {
    terms = termsOf(affinity, namespace);
    known.set(namespace, terms);
  }
  return terms;
}

/** True when the term means this pod, whose namespace has these labels. */
export function termSelects(term: AffinityTerm, { metadata }: Pod, namespaceLabels: StringMap): boolean {
  const { namespaces, namespaceSelector, selector } = term;
  if (selector === null || !matchesSelector(selector, metadata.labels)) return false;
  if (namespaces.includes(metadata.namespace ?? '')) return true;
  return namespaceSelector !== null && matchesSelector(namespaceSelector, namespaceLabels);
}
