/** ServiceAccount: every pod speaks as somebody. Models plugin/pkg/admission/serviceaccount/admission.go. */
import type { ApiObject, ObjectMeta } from '../../api/meta';
import type { Namespace } from '../../api/namespace';
import type { Container, Pod, PodSpec, Volume } from '../../api/pod';
import type { ServiceAccount } from '../../api/serviceaccount';
import { mapShared, memoisedCompletion } from '../../api/share';
import type { Status } from '../../api/status';
import { get } from '../../etcd/store';
import { nextSuffix } from '../../kernel/random';
import type { Exchange } from '../exchange';
import { forbiddenNew } from './plugin';

const DEFAULT_ACCOUNT = 'default';
const VOLUME_NAME = 'kube-api-access-';
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
/** An hour, and a bit by which the kubelet knows these tokens. */
const TOKEN_SECONDS = 3607;
const FILE_MODE = 0o644;

/** Pods made from one template share its spec object, so that the second pod costs nothing. */
const withAccountName = memoisedCompletion((spec: PodSpec): PodSpec => {
  const serviceAccountName = spec.serviceAccountName || DEFAULT_ACCOUNT;
  return { ...spec, serviceAccountName, serviceAccount: serviceAccountName };
});

/** The pod as a kubelet shows what it runs from its own disk: no account, and nothing may be changed in it. */
function isMirrorPod({ annotations }: ObjectMeta): boolean {
  return annotations?.['kubernetes.io/config.mirror'] !== undefined;
}

function tokenVolume(name: string): Volume {
  const items = [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }];
  const sources = [
    { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items } },
  ];
  return { name, projected: { sources, defaultMode: FILE_MODE } };
}

/** Mounts the volume unless something else is mounted there. */
function withMount(container: Container, volume: string): Container {
  const mounts = container.volumeMounts ?? [];
  if (mounts.some(({ mountPath }) => mountPath === TOKEN_PATH)) return container;
  const mount = { name: volume, readOnly: true, mountPath: TOKEN_PATH };
  return { ...container, volumeMounts: [...mounts, mount] };
}

function withToken({ state }: Exchange, spec: PodSpec): PodSpec {
  const { volumes = [], containers, initContainers } = spec;
  const given = volumes.find(({ name }) => name.startsWith(VOLUME_NAME));
  const name = given?.name ?? VOLUME_NAME + nextSuffix(state.choices, 5);
  const mounted = mapShared(containers, (container) => withMount(container, name));
  const mountedInit = mapShared(initContainers ?? [], (container) => withMount(container, name));
  const isNeeded = mounted !== containers || (initContainers !== undefined && mountedInit !== initContainers);
  if (!isNeeded) return spec;
  return {
    ...spec,
    volumes: given === undefined ? [...volumes, tokenVolume(name)] : volumes,
    containers: mounted,
    ...(initContainers === undefined ? {} : { initContainers: mountedInit }),
  };
}

function withPullSecrets(spec: PodSpec, { imagePullSecrets = [] }: ServiceAccount): PodSpec {
  if ((spec.imagePullSecrets ?? []).length > 0 || imagePullSecrets.length === 0) return spec;
  return { ...spec, imagePullSecrets };
}

function accountOf({ etcd, request }: Exchange, name: string): ServiceAccount | undefined {
  return get(etcd, 'serviceaccounts', `${request.namespace}/${name}`)?.value as ServiceAccount | undefined;
}

/** Refuses pods whose account does not exist; mounts the account's token into the others. */
export function serviceAccount(exchange: Exchange, object: ApiObject): ApiObject | Status {
  if (object.kind !== 'Pod') return object;
  const pod = object as Pod;
  if (isMirrorPod(pod.metadata)) {
    if ((pod.spec.serviceAccountName ?? '') === '') return pod;
    return forbiddenNew(exchange, pod, 'a mirror pod may not reference service accounts');
  }
  const spec = withAccountName(pod.spec);
  if (!exchange.state.serviceAccounts) return spec === pod.spec ? pod : withSpec(pod, spec);
  const { serviceAccountName: name = DEFAULT_ACCOUNT } = spec;
  const account = accountOf(exchange, name);
  if (account === undefined) {
    const where = `${exchange.request.namespace}/${name}`;
    const reason = `error looking up service account ${where}: serviceaccount "${name}" not found`;
    return forbiddenNew(exchange, pod, reason);
  }
  const isMounted = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  return withSpec(pod, withPullSecrets(isMounted ? withToken(exchange, spec) : spec, account));
}

function withSpec(pod: Pod, spec: PodSpec): Pod {
  return { ...pod, spec };
}

/**
 * True for a new pod whose default account its namespace does not have yet: its controller makes it in a moment, so
 * the plugin looks again several times.
 */
export function awaitsDefaultAccount(exchange: Exchange): boolean {
  const { state, request, kind, etcd } = exchange;
  if (!state.serviceAccounts || request.verb !== 'create' || kind.resource !== 'pods') return false;
  if (request.subresource !== '') return false;
  const namespace = get(etcd, 'namespaces', request.namespace)?.value as Namespace | undefined;
  if (namespace === undefined || namespace.status.phase === 'Terminating') return false;
  const { metadata, spec } = (request.body ?? {}) as Partial<Pod>;
  if (metadata === undefined || isMirrorPod(metadata)) return false;
  const name = spec?.serviceAccountName || DEFAULT_ACCOUNT;
  return name === DEFAULT_ACCOUNT && accountOf(exchange, name) === undefined;
}
