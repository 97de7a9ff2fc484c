/** Models kubectl/pkg/describe (describePersistentVolume, describePersistentVolumeClaim, describeStorageClass, describeCSINode). */
import { canonicalQuantity } from '../../../engine/api/quantity';
import type { Fields } from '../fields';
import { accessModesText, phaseText, storageClassOf, writeClaim } from './claim';
import { writeEvents } from './events';
import { labelsText, writeAnnotations, writeItems, writeLabels } from './labels';
import { PERSISTENT_SOURCES, writeVolumeSource } from './volumes';
import type { Surroundings } from './workloads';
import { type DescribeWriter, described, goList, rfc1123, yesNo } from './writer';

export function describePersistentVolume(volume: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', volume.name);
    writeLabels(w, 'Labels', volume.labels);
    writeAnnotations(w, 'Annotations', volume.annotations);
    w.row(0, 'Finalizers', goList(volume.texts('metadata.finalizers')));
    w.row(0, 'StorageClass', storageClassOf(volume));
    w.row(0, 'Status', phaseText(volume, now));
    const claim = volume.at('spec.claimRef');
    w.row(0, 'Claim', claim.exists ? `${claim.text('namespace')}/${claim.text('name')}` : '');
    w.row(0, 'Reclaim Policy', volume.text('spec.persistentVolumeReclaimPolicy'));
    w.row(0, 'Access Modes', accessModesText(volume.texts('spec.accessModes')));
    if (volume.has('spec.volumeMode')) w.row(0, 'VolumeMode', volume.text('spec.volumeMode'));
    w.row(0, 'Capacity', canonicalQuantity(volume.map('spec.capacity')['storage'] ?? '0'));
    writeNodeAffinity(w, volume.at('spec.nodeAffinity.required'));
    w.row(0, 'Message', volume.text('status.message'));
    w.line(0, 'Source:');
    writeVolumeSource(w, volume.at('spec'), PERSISTENT_SOURCES);
    writeEvents(w, events, now);
  });
}

function writeNodeAffinity(w: DescribeWriter, required: Fields): void {
  w.line(0, `Node Affinity:\t${required.exists ? '' : '<none>'}`);
  if (!required.exists) return;
  const terms = required.list('nodeSelectorTerms');
  w.line(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}`);
  for (const [index, term] of terms.entries()) writeTerm(w, 2, index, term.list('matchExpressions'));
}

function writeTerm(w: DescribeWriter, level: number, index: number, requirements: readonly Fields[]): void {
  w.write(level, `Term ${index}:\t`);
  if (requirements.length === 0) w.line(0, '<none>');
  for (const [at, requirement] of requirements.entries()) {
    if (at > 0) w.write(level, '\t');
    const operator = (requirement.text('operator') || 'In').toLowerCase();
    const values = requirement.texts('values');
    const list = values.length > 0 ? ` [${values.join(', ')}]` : '';
    w.line(0, `${requirement.text('key')} ${operator}${list}`);
  }
}

/** `pods`: those of its namespace. */
export function describeClaim(claim: Fields, pods: readonly Fields[], { events, now }: Surroundings): string {
  return described((w) => {
    writeClaim(w, claim, true, now);
    writeItems(w, 'Used By', usersOf(claim, pods));
    const conditions = claim.list('status.conditions');
    if (conditions.length > 0) {
      w.line(0, 'Conditions:');
      w.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
      w.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    }
    for (const condition of conditions) {
      const times = ['lastProbeTime', 'lastTransitionTime'].map((path) => rfc1123(condition.text(path)));
      const cells = [condition.text('type'), condition.text('status'), ...times, condition.text('reason')];
      w.line(1, `${cells.map((cell) => `${cell} \t`).join('')}${condition.text('message')}`);
    }
    writeEvents(w, events, now);
  });
}

/** Names of pods that mount it, once for each volume that does, and of pods that own it. Sorted. */
function usersOf(claim: Fields, pods: readonly Fields[]): readonly string[] {
  const users = pods.flatMap((pod) =>
    pod
      .list('spec.volumes')
      .filter((volume) => volume.text('persistentVolumeClaim.claimName') === claim.name)
      .map(() => pod),
  );
  for (const owner of claim.list('metadata.ownerReferences')) {
    const pod = pods.find((candidate) => candidate.uid === owner.text('uid'));
    if (owner.text('kind') === 'Pod' && pod !== undefined && !users.includes(pod)) users.push(pod);
  }
  return users.map((pod) => pod.name).sort();
}

export function describeStorageClass(storageClass: Fields, { events, now }: Surroundings): string {
  const isDefault = ['storageclass.kubernetes.io', 'storageclass.beta.kubernetes.io'].some(
    (domain) => storageClass.annotations[`${domain}/is-default-class`] === 'true',
  );
  return described((w) => {
    w.row(0, 'Name', storageClass.name);
    w.row(0, 'IsDefaultClass', isDefault ? 'Yes' : 'No');
    w.row(0, 'Annotations', labelsText(storageClass.annotations));
    w.row(0, 'Provisioner', storageClass.text('provisioner'));
    w.row(0, 'Parameters', labelsText(storageClass.map('parameters')));
    const expands = storageClass.at('allowVolumeExpansion');
    w.row(0, 'AllowVolumeExpansion', expands.exists ? yesNo(expands.value === true) : '<unset>');
    const options = storageClass.texts('mountOptions');
    w.line(0, options.length === 0 ? 'MountOptions:\t<none>' : 'MountOptions:');
    for (const option of options) w.line(1, option);
    for (const [label, path] of [
      ['ReclaimPolicy', 'reclaimPolicy'],
      ['VolumeBindingMode', 'volumeBindingMode'],
    ] as const) {
      if (storageClass.has(path)) w.row(0, label, storageClass.text(path));
    }
    if (storageClass.has('allowedTopologies')) {
      const terms = storageClass.list('allowedTopologies');
      w.line(0, `AllowedTopologies:\t${terms.length === 0 ? '<none>' : ''}`);
      for (const [index, term] of terms.entries()) writeTerm(w, 1, index, term.list('matchLabelExpressions'));
    }
    writeEvents(w, events, now);
  });
}

export function describeVolumeAttributesClass(
  attributesClass: Fields,
  { events, now }: Surroundings,
): string {
  return described((w) => {
    w.row(0, 'Name', attributesClass.name);
    w.row(0, 'Annotations', labelsText(attributesClass.annotations));
    w.row(0, 'DriverName', attributesClass.text('driverName'));
    w.row(0, 'Parameters', labelsText(attributesClass.map('parameters')));
    writeEvents(w, events, now);
  });
}

export function describeCsiNode(node: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', node.name);
    writeLabels(w, 'Labels', node.labels);
    writeAnnotations(w, 'Annotations', node.annotations);
    w.row(0, 'CreationTimestamp', rfc1123(node.text('metadata.creationTimestamp')));
    w.line(0, 'Spec:');
    if (node.has('spec.drivers')) w.line(1, 'Drivers:');
    for (const driver of node.list('spec.drivers')) {
      w.line(2, `${driver.text('name')}:`);
      w.row(3, 'Node ID', driver.text('nodeID'));
      if (driver.has('allocatable.count')) {
        w.line(3, 'Allocatables:');
        w.row(4, 'Count', driver.number('allocatable.count'));
      }
      if (driver.has('topologyKeys')) w.row(3, 'Topology Keys', goList(driver.texts('topologyKeys')));
    }
    writeEvents(w, events, now);
  });
}
