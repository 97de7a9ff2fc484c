/**
 * The volumes of a pod: mounted before its sandbox is made, and kept up to date while it runs.
 * Models pkg/kubelet/volumemanager and the back-off of pkg/volume/util/nestedpendingoperations.
 */
import { deepEqual } from '../api/equal';
import type { Pod } from '../api/pod';
import type { Context } from '../kernel/component';
import type { Self } from './downward-api';
import type { ObjectLookup } from './environment';
import { recordOf, update, type KubeletState } from './kubelet-state';
import { cachedObject, haveObjects, objectKey } from './object-cache';
import { volumeReferences, volumesOf } from './object-references';
import { isAlive, specOf, type ContainerRecord, type PodRecord } from './pod-record';
import { announce, callRuntime, runtimeOf } from './runtime-calls';
import { refreshedFiles, volumeFiles } from './volume-files';

const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 122_000;

export function selfOf(state: KubeletState, record: PodRecord): Self {
  return { pod: record.pod, podIp: record.ip, machine: state.machine };
}

/** Objects of the pod's namespace, as they were last read. */
export function lookupFor(state: KubeletState, { metadata }: Pod): ObjectLookup {
  const { namespace = '' } = metadata;
  return (reference) => cachedObject(state, namespace, reference);
}

/** Says which volumes can't be mounted. Returns how many there are. */
function announceFailures(state: KubeletState, context: Context, record: PodRecord): number {
  const self = selfOf(state, record);
  const lookup = lookupFor(state, record.pod);
  let failures = 0;
  for (const volume of volumesOf(record.pod.spec)) {
    const [first] = record.pod.spec.containers;
    const result = first === undefined ? null : volumeFiles(self, first, lookup, volume);
    if (result === null || !('error' in result)) continue;
    failures++;
    const message = `MountVolume.SetUp failed for volume "${volume.name}" : ${result.error}`;
    announce(state, context, record, '', 'Warning', 'FailedMount', message);
  }
  return failures;
}

/** Mounts what the pod needs. Returns its record, or null while something is missing: it is worked on again then. */
export function mountVolumes(state: KubeletState, context: Context, record: PodRecord): PodRecord | null {
  const references = volumeReferences(record.pod.spec);
  if (references.length === 0) return record;
  const mounting = record.mounting ?? { askedAt: context.now, backoffMs: 0, waits: false };
  if (mounting.waits) return null;
  const { uid, pod } = record;
  const { namespace = '' } = pod.metadata;
  if (!haveObjects(state, context, uid, namespace, references, mounting.askedAt)) {
    update(state, context, { ...record, mounting });
    return null;
  }
  if (announceFailures(state, context, record) === 0) {
    const { mounting: _, ...mounted } = record;
    return mounted;
  }
  const backoffMs = Math.min(Math.max(2 * mounting.backoffMs, RETRY_MIN_MS), RETRY_MAX_MS);
  update(state, context, { ...record, mounting: { askedAt: context.now, backoffMs, waits: true } });
  context.after(backoffMs, 'mount', uid);
  return null;
}

/** A back-off is over. Returns true when the pod is to be worked on. */
export function mountAgain(state: KubeletState, context: Context, uid: string): boolean {
  const record = recordOf(state, uid);
  if (record?.mounting?.waits !== true) return false;
  const mounting = { ...record.mounting, askedAt: context.now, waits: false };
  update(state, context, { ...record, mounting });
  return true;
}

function refreshContainer(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  { name, id }: ContainerRecord,
): PodRecord {
  const before = runtimeOf(state, context).containers.map.get(id)?.files;
  if (before === undefined) return record;
  const files = refreshedFiles(
    selfOf(state, record),
    specOf(record, name),
    lookupFor(state, record.pod),
    before,
  );
  if (deepEqual(files, before)) return record;
  return callRuntime(state, context, record, 'UpdateFiles', name, { containerId: id, files });
}

/** Writes the files of the pod's running containers anew, where they have changed. */
export function refreshFiles(state: KubeletState, context: Context, record: PodRecord): PodRecord {
  let current = record;
  for (const container of record.containers) {
    if (isAlive(container)) current = refreshContainer(state, context, current, container);
  }
  return current;
}

/** An object has changed: whoever has mounted it sees that. */
export function refreshUsers(state: KubeletState, context: Context, key: string): void {
  for (const record of [...state.pods.map.values()]) {
    const { namespace = '' } = record.pod.metadata;
    const uses = volumeReferences(record.pod.spec).some((one) => objectKey(namespace, one) === key);
    if (uses && record.mounting === undefined) refreshFiles(state, context, record);
  }
}

/** True for a pod whose files tell of its labels and annotations. */
export function showsMetadata({ spec }: Pod): boolean {
  return volumesOf(spec).some(
    ({ downwardAPI, projected }) =>
      downwardAPI !== undefined || projected?.sources?.some((source) => source.downwardAPI !== undefined),
  );
}
