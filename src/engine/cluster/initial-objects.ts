/** What etcd holds before anybody has asked for anything. */
import { kindOf } from '../api/kinds';
import type { Kind } from '../api/kind';
import type { ApiObject } from '../api/meta';
import { formatTime } from '../api/time';
import { createEtcd, put } from '../etcd/store';
import { createStream, nextUuid, type RandomStream } from '../kernel/random';
import { addonManifests } from './addons';

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

function namespace(name: string): ApiObject & { readonly spec: unknown } {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {} };
}

/** The object as the API server would have stored it. */
function stored(kind: Kind, manifest: ApiObject, epochMs: number, uids: RandomStream): ApiObject {
  const object = kind.prepareForCreate(kind.applyDefaults(manifest));
  return {
    ...object,
    metadata: {
      ...object.metadata,
      uid: nextUuid(uids),
      creationTimestamp: formatTime(epochMs),
      ...(kind.hasGeneration ? { generation: 1 } : {}),
    },
  };
}

/** etcd as `kubeadm init` leaves it. `addons` holds the address of the API server's machine, or null for none. */
export function initialEtcd(
  seed: number,
  epochMs: number,
  addons: { readonly apiServerIp: string } | null,
): ReturnType<typeof createEtcd> {
  const etcd = createEtcd();
  const uids = createStream(seed, 'initial namespaces');
  const manifests = [
    ...NAMESPACES.map(namespace),
    ...(addons === null ? [] : addonManifests(addons.apiServerIp)),
  ];
  for (const manifest of manifests) {
    const kind = kindOf(manifest.apiVersion, manifest.kind);
    if (kind === undefined) throw new Error(`no kind ${manifest.apiVersion} ${manifest.kind}`);
    const object = stored(kind, manifest, epochMs, uids);
    const { name, namespace: place } = object.metadata;
    const key = place === undefined ? name : `${place}/${name}`;
    put(etcd, 0, kind.storagePrefix, key, 0, (revision) => ({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(revision) },
    }));
  }
  return etcd;
}
