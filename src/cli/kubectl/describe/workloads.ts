/** Things that run pods. Models kubectl/pkg/describe (describeDeployment, describeReplicaSet …). */
import type { Fields } from '../fields';
import { accessModesOf, storageClassOf } from './claim';
import { writeEvents } from './events';
import { labelsText, writeAnnotations, writeLabels } from './labels';
import { selectorString, selectorText, writeController } from './pod';
import { writePodTemplate } from './pod-template';
import { type DescribeWriter, described, rfc1123 } from './writer';
import { canonicalQuantity } from '../../../engine/api/quantity';

/** How many of its pods are in which phase. */
export interface PodCounts {
  readonly running: number;
  readonly waiting: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** Pods that the object controls, by phase. */
export function countPods(pods: readonly Fields[], ownerUid: string): PodCounts {
  const owned = pods.filter((pod) => pod.controller?.text('uid') === ownerUid);
  const count = (phase: string) => owned.filter((pod) => pod.text('status.phase') === phase).length;
  return {
    running: count('Running'),
    waiting: count('Pending'),
    succeeded: count('Succeeded'),
    failed: count('Failed'),
  };
}

function podsText({ running, waiting, succeeded, failed }: PodCounts): string {
  return `${running} Running / ${waiting} Waiting / ${succeeded} Succeeded / ${failed} Failed`;
}

function writeConditions(w: DescribeWriter, object: Fields): void {
  const conditions = object.list('status.conditions');
  if (conditions.length === 0) return;
  w.line(0, 'Conditions:\n  Type\tStatus\tReason');
  w.line(1, '----\t------\t------');
  for (const condition of conditions) {
    w.line(1, `${condition.text('type')} \t${condition.text('status')}\t${condition.text('reason')}`);
  }
}

export interface Surroundings {
  readonly events: readonly Fields[] | null;
  /** ms since 1970. */
  readonly now: number;
}

export function describeDeployment(
  deployment: Fields,
  replicaSets: { readonly old: readonly Fields[]; readonly new: Fields | undefined },
  { events, now }: Surroundings,
): string {
  return described((w) => {
    w.row(0, 'Name', deployment.name);
    w.row(0, 'Namespace', deployment.namespace);
    w.row(0, 'CreationTimestamp', rfc1123(deployment.text('metadata.creationTimestamp')));
    writeLabels(w, 'Labels', deployment.labels);
    writeAnnotations(w, 'Annotations', deployment.annotations);
    w.row(0, 'Selector', selectorString(deployment.at('spec.selector')));
    const count = (path: string, word: string) => `${deployment.number(path)} ${word}`;
    const counts = [
      count('spec.replicas', 'desired'),
      count('status.updatedReplicas', 'updated'),
      count('status.replicas', 'total'),
      count('status.availableReplicas', 'available'),
      count('status.unavailableReplicas', 'unavailable'),
    ];
    w.row(0, 'Replicas', counts.join(' | '));
    w.row(0, 'StrategyType', deployment.text('spec.strategy.type'));
    w.row(0, 'MinReadySeconds', deployment.number('spec.minReadySeconds'));
    const rolling = deployment.at('spec.strategy.rollingUpdate');
    if (rolling.exists) {
      const [unavailable, surge] = [rolling.text('maxUnavailable'), rolling.text('maxSurge')];
      w.row(0, 'RollingUpdateStrategy', `${unavailable} max unavailable, ${surge} max surge`);
    }
    writePodTemplate(w, deployment.at('spec.template'));
    writeConditions(w, deployment);
    const newest = replicaSets.new === undefined ? [] : [replicaSets.new];
    if (replicaSets.old.length + newest.length > 0) {
      w.row(0, 'OldReplicaSets', replicaSetsText(replicaSets.old));
      w.row(0, 'NewReplicaSet', replicaSetsText(newest));
    }
    writeEvents(w, events, now);
  });
}

function replicaSetsText(sets: readonly Fields[]): string {
  const texts = sets.map(
    (set) => `${set.name} (${set.number('status.replicas')}/${set.number('spec.replicas')} replicas created)`,
  );
  return texts.length === 0 ? '<none>' : texts.join(', ');
}

export function describeReplicaSet(set: Fields, counts: PodCounts, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', set.name);
    w.row(0, 'Namespace', set.namespace);
    w.row(0, 'Selector', selectorText(set.at('spec.selector')));
    writeLabels(w, 'Labels', set.labels);
    writeAnnotations(w, 'Annotations', set.annotations);
    writeController(w, set);
    writeReplicas(w, set, counts);
    writeEvents(w, events, now);
  });
}

export function describeReplicationController(
  controller: Fields,
  counts: PodCounts,
  { events, now }: Surroundings,
): string {
  return described((w) => {
    w.row(0, 'Name', controller.name);
    w.row(0, 'Namespace', controller.namespace);
    w.row(0, 'Selector', labelsText(controller.map('spec.selector')));
    writeLabels(w, 'Labels', controller.labels);
    writeAnnotations(w, 'Annotations', controller.annotations);
    writeReplicas(w, controller, counts);
    writeEvents(w, events, now);
  });
}

function writeReplicas(w: DescribeWriter, object: Fields, counts: PodCounts): void {
  const [current, desired] = [object.number('status.replicas'), object.number('spec.replicas')];
  w.row(0, 'Replicas', `${current} current / ${desired} desired`);
  w.row(0, 'Pods Status', podsText(counts));
  writePodTemplate(w, object.at('spec.template'));
  writeConditions(w, object);
}

export function describeDaemonSet(set: Fields, counts: PodCounts, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', set.name);
    w.row(0, 'Namespace', set.namespace);
    w.row(0, 'Selector', selectorString(set.at('spec.selector')));
    w.row(0, 'Node-Selector', labelsText(set.map('spec.template.spec.nodeSelector')));
    writeLabels(w, 'Labels', set.labels);
    writeAnnotations(w, 'Annotations', set.annotations);
    for (const [words, path] of [
      ['Desired Number of Nodes Scheduled', 'desiredNumberScheduled'],
      ['Current Number of Nodes Scheduled', 'currentNumberScheduled'],
      ['Number of Nodes Scheduled with Up-to-date Pods', 'updatedNumberScheduled'],
      ['Number of Nodes Scheduled with Available Pods', 'numberAvailable'],
      ['Number of Nodes Misscheduled', 'numberMisscheduled'],
    ] as const) {
      w.line(0, `${words}: ${set.number(`status.${path}`)}`);
    }
    w.row(0, 'Pods Status', podsText(counts));
    writePodTemplate(w, set.at('spec.template'));
    writeEvents(w, events, now);
  });
}

export function describeStatefulSet(set: Fields, counts: PodCounts, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', set.name);
    w.row(0, 'Namespace', set.namespace);
    w.row(0, 'CreationTimestamp', rfc1123(set.text('metadata.creationTimestamp')));
    w.row(0, 'Selector', selectorString(set.at('spec.selector')));
    writeLabels(w, 'Labels', set.labels);
    writeAnnotations(w, 'Annotations', set.annotations);
    w.row(0, 'Replicas', `${set.number('spec.replicas')} desired | ${set.number('status.replicas')} total`);
    w.row(0, 'Update Strategy', set.text('spec.updateStrategy.type'));
    const rolling = set.at('spec.updateStrategy.rollingUpdate');
    if (rolling.has('partition')) {
      w.row(1, 'Partition', rolling.number('partition'));
      if (rolling.has('maxUnavailable')) w.row(1, 'MaxUnavailable', rolling.text('maxUnavailable'));
    }
    w.row(0, 'Pods Status', podsText(counts));
    writePodTemplate(w, set.at('spec.template'));
    writeClaimTemplates(w, set.list('spec.volumeClaimTemplates'));
    writeEvents(w, events, now);
  });
}

function writeClaimTemplates(w: DescribeWriter, templates: readonly Fields[]): void {
  w.line(0, templates.length === 0 ? 'Volume Claims:\t<none>' : 'Volume Claims:');
  for (const claim of templates) {
    w.row(1, 'Name', claim.name);
    w.row(1, 'StorageClass', storageClassOf(claim));
    writeLabels(w, 'Labels', claim.labels, '  ');
    writeLabels(w, 'Annotations', claim.annotations, '  ');
    const storage = claim.map('spec.resources.requests')['storage'];
    w.row(1, 'Capacity', storage === undefined ? '<default>' : canonicalQuantity(storage));
    w.row(1, 'Access Modes', accessModesOf(claim));
  }
}
