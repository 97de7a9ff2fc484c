/**
 * Static pods: a kubelet runs the manifests that lie on its disk, whether there is an API server or not, and shows
 * each of them there as a mirror. Models pkg/kubelet/config/file.go and pkg/kubelet/pod/mirror_client.go.
 */
import { deepEqual } from '../api/equal';
import { keyOf } from '../api/meta';
import type { Pod } from '../api/pod';
import { formatTime } from '../api/time';
import { isSuccess, type ApiResponse } from '../api/wire';
import { cached, type Informer } from '../client/informer';
import { send } from '../client/requests';
import type { Context } from '../kernel/component';
import { recordOf, update, type KubeletState, type Manifest } from './kubelet-state';
import type { PodRecord } from './pod-record';
import { reportStatus } from './status-manager';

const HASH = 'kubernetes.io/config.hash';
const MIRROR = 'kubernetes.io/config.mirror';
const SEEN = 'kubernetes.io/config.seen';
const SOURCE = 'kubernetes.io/config.source';

/** Remembered with the POST of a mirror. */
export interface MirrorTag {
  readonly mirrorOf: string;
}

/** A mirror that could not be created is tried again with the next sync. */
const RETRY_MS = 10_000;

export function isMirror({ metadata }: Pod): boolean {
  return metadata.annotations?.[MIRROR] !== undefined;
}

/** A file appeared in the directory of manifests, or was taken out of it. */
export function changeManifest(state: KubeletState, name: string, present: boolean): void {
  const manifest = state.manifests.get(name);
  if (manifest !== undefined) state.manifests.set(name, { ...manifest, present });
}

/** The record of the static pod of this name. */
export function staticRecord(state: KubeletState, key: string): PodRecord | undefined {
  for (const { pod } of state.manifests.values()) {
    if (keyOf(pod.metadata) === key) return recordOf(state, pod.metadata.uid ?? '');
  }
  return undefined;
}

function podsOf(state: KubeletState): Informer {
  return state.informers.get('pods') as Informer;
}

function mirrorOf(state: KubeletState, context: Context, pod: Pod, nodeUid: string): unknown {
  const { name, namespace = '', uid = '', labels = {}, annotations = {} } = pod.metadata;
  const { name: node } = state.machine;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels,
      annotations: {
        ...annotations,
        [HASH]: uid,
        [MIRROR]: uid,
        [SEEN]: formatTime(state.epochMs + context.now),
        [SOURCE]: 'file',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node, uid: nodeUid, controller: true }],
    },
    spec: pod.spec,
  };
}

function createMirror(state: KubeletState, context: Context, record: PodRecord): void {
  const nodeUid = state.node.node?.metadata.uid;
  // Its owner is the node, so the node has to be there first.
  if (nodeUid === undefined || record.mirroring === true) return;
  const { name, namespace = '' } = record.pod.metadata;
  const body = mirrorOf(state, context, record.pod, nodeUid);
  const tag: MirrorTag = { mirrorOf: record.uid };
  update(state, context, { ...record, mirroring: true });
  send(state.client, context, { verb: 'create', resource: 'pods', namespace, name, body }, tag);
}

/** Takes the answer to a POST. A mirror that is there already comes with the watch. */
export function mirrorAnswered(
  state: KubeletState,
  context: Context,
  { mirrorOf: uid }: MirrorTag,
  response: ApiResponse,
): void {
  const known = recordOf(state, uid);
  if (known === undefined) return;
  const { mirroring: _, ...rest } = known;
  const record = update(state, context, rest);
  if (isSuccess(response.code)) adoptMirror(state, context, record, response.body as Pod);
  else context.after(RETRY_MS, 'sync-static-pods', null);
}

function adoptMirror(state: KubeletState, context: Context, record: PodRecord, mirror: Pod): void {
  const { uid = '' } = mirror.metadata;
  const { sent, sending } = record;
  if (record.mirror !== uid) {
    reportStatus(state, context, update(state, context, { ...record, mirror: uid, sent: null }));
  } else if (sent !== null && !sending && !deepEqual(sent, mirror.status)) {
    // Somebody else has written it.
    reportStatus(state, context, update(state, context, { ...record, sent: mirror.status }));
  }
}

/** Deleting a mirror ends nothing: it is removed at once, and made anew if its static pod is still there. */
function deleteMirror(state: KubeletState, context: Context, { metadata }: Pod): void {
  const { name, namespace = '', uid = '' } = metadata;
  const options = { gracePeriodSeconds: 0, uid };
  send(state.client, context, { verb: 'delete', resource: 'pods', namespace, name, options }, null);
}

function syncMirror(state: KubeletState, context: Context, { pod, present }: Manifest): void {
  const { uid = '' } = pod.metadata;
  const record = recordOf(state, uid);
  const mirror = cached<Pod>(podsOf(state), keyOf(pod.metadata));
  if (mirror === undefined) {
    if (record === undefined) return;
    const alone =
      record.mirror === '' ? record : update(state, context, { ...record, mirror: '', sent: null });
    if (present) createMirror(state, context, alone);
    return;
  }
  const isOurs = mirror.metadata.annotations?.[MIRROR] === uid;
  const isLeaving = mirror.metadata.deletionTimestamp !== undefined;
  if (record !== undefined && isOurs && !isLeaving) adoptMirror(state, context, record, mirror);
  else deleteMirror(state, context, mirror);
}

/** What is to be started and what is to be ended; the mirrors follow. */
export interface StaticWork {
  readonly start: readonly Pod[];
  readonly end: readonly PodRecord[];
}

const NOTHING: StaticWork = { start: [], end: [] };

/** Compares manifests, pods and mirrors. The caller starts and ends pods. */
export function syncStaticPods(state: KubeletState, context: Context): StaticWork {
  if (state.manifests.size === 0 || state.found === null) return NOTHING;
  const start: Pod[] = [];
  const end: PodRecord[] = [];
  for (const manifest of state.manifests.values()) {
    const record = recordOf(state, manifest.pod.metadata.uid ?? '');
    if (manifest.present && record === undefined) start.push(manifest.pod);
    if (!manifest.present && record?.stage === 'active') end.push(record);
    if (podsOf(state).synced) syncMirror(state, context, manifest);
  }
  return { start, end };
}
