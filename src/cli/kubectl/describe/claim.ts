/** A claim for storage, alone or inside a pod. Models kubectl/pkg/describe (printPersistentVolumeClaim). */
import { ageSince } from '../../../engine/api/time';
import { canonicalQuantity } from '../../../engine/api/quantity';
import type { Fields } from '../fields';
import { writeAnnotations, writeLabels } from './labels';
import { type DescribeWriter, goList } from './writer';

const MODES = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

/** `RWO,RWX`, always in this order. */
export function accessModesText(modes: readonly string[]): string {
  return MODES.filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

/** The storage class, the old annotation first. */
export function storageClassOf(object: Fields): string {
  return (
    object.annotations['volume.beta.kubernetes.io/storage-class'] ?? object.text('spec.storageClassName')
  );
}

/** `isWhole` is false for a template inside a pod, which has no name and no status. `now`: ms since 1970. */
export function writeClaim(w: DescribeWriter, claim: Fields, isWhole: boolean, now: number): void {
  if (isWhole) {
    w.row(0, 'Name', claim.name);
    w.row(0, 'Namespace', claim.namespace);
  }
  w.row(0, 'StorageClass', storageClassOf(claim));
  if (isWhole) w.row(0, 'Status', phaseText(claim, now));
  const volume = claim.text('spec.volumeName');
  w.row(0, 'Volume', volume);
  writeLabels(w, 'Labels', claim.labels);
  writeAnnotations(w, 'Annotations', claim.annotations);
  if (isWhole) w.row(0, 'Finalizers', goList(claim.texts('metadata.finalizers')));
  const capacity = canonicalQuantity(claim.map('status.capacity')['storage'] ?? '0');
  w.row(0, 'Capacity', volume === '' ? '' : capacity);
  w.row(0, 'Access Modes', volume === '' ? '' : accessModesText(claim.texts('status.accessModes')));
  if (claim.has('spec.volumeMode')) w.row(0, 'VolumeMode', claim.text('spec.volumeMode'));
  const source = claim.at('spec.dataSource');
  if (!source.exists) return;
  w.line(0, 'DataSource:');
  if (source.has('apiGroup')) w.row(1, 'APIGroup', source.text('apiGroup'));
  w.row(1, 'Kind', source.text('kind'));
  w.row(1, 'Name', source.text('name'));
}

/** The phase, or `Terminating (lasts 5s)`. */
export function phaseText(object: Fields, now: number): string {
  return object.has('metadata.deletionTimestamp')
    ? `Terminating (lasts ${ageSince(object.text('metadata.deletionTimestamp'), now)})`
    : object.text('status.phase');
}

/** The modes that are asked for, as Go prints a list. */
export function accessModesOf(claim: Fields): string {
  return goList(claim.texts('spec.accessModes'));
}
