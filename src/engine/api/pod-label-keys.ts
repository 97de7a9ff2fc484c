/**
 * `matchLabelKeys` of pod affinity: the values of the pod itself go into the selectors when the pod is created. Models
 * applyMatchLabelKeysAndMismatchLabelKeys in pkg/registry/core/pod/strategy.go.
 */
import type { Affinity, PodAffinity, PodAffinityTerm } from './affinity-types';
import type { StringMap } from './meta';
import type { Pod, PodSpec } from './pod-types';
import type { LabelSelectorRequirement } from './selector';
import { mapShared, withFields } from './share';

function requirements(
  keys: readonly string[] | undefined,
  operator: string,
  labels: StringMap,
): readonly LabelSelectorRequirement[] {
  return (keys ?? []).flatMap((key) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });
}

function withOwnLabels(term: PodAffinityTerm, labels: StringMap): PodAffinityTerm {
  const { labelSelector, matchLabelKeys, mismatchLabelKeys } = term;
  if (labelSelector === undefined) return term;
  const added = [
    ...requirements(matchLabelKeys, 'In', labels),
    ...requirements(mismatchLabelKeys, 'NotIn', labels),
  ];
  if (added.length === 0) return term;
  const matchExpressions = [...(labelSelector.matchExpressions ?? []), ...added];
  return { ...term, labelSelector: { ...labelSelector, matchExpressions } };
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function completeAffinity(affinity: PodAffinity, labels: StringMap): PodAffinity {
  const { [REQUIRED]: required, [PREFERRED]: preferred } = affinity;
  return withFields(affinity, {
    ...(required === undefined
      ? {}
      : { [REQUIRED]: mapShared(required, (term) => withOwnLabels(term, labels)) }),
    ...(preferred === undefined
      ? {}
      : {
          [PREFERRED]: mapShared(preferred, (weighted) =>
            withFields(weighted, { podAffinityTerm: withOwnLabels(weighted.podAffinityTerm, labels) }),
          ),
        }),
  });
}

/** The same spec for the many pods that ask for nothing of the kind. */
export function withOwnLabelKeys(pod: Pod): PodSpec {
  const { affinity } = pod.spec;
  const { podAffinity, podAntiAffinity } = affinity ?? {};
  if (affinity === undefined || (podAffinity === undefined && podAntiAffinity === undefined)) return pod.spec;
  const labels = pod.metadata.labels ?? {};
  const complete: Affinity = withFields(affinity, {
    ...(podAffinity === undefined ? {} : { podAffinity: completeAffinity(podAffinity, labels) }),
    ...(podAntiAffinity === undefined ? {} : { podAntiAffinity: completeAffinity(podAntiAffinity, labels) }),
  });
  return complete === affinity ? pod.spec : { ...pod.spec, affinity: complete };
}
