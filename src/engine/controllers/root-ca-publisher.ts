/**
 * The root CA publisher: the ConfigMap `kube-root-ca.crt` in every active namespace, for the pods' `ca.crt`.
 * Models pkg/controller/certificates/rootcacertpublisher/publisher.go.
 */
import type { ConfigMap } from '../api/configmap';
import { deepEqual } from '../api/equal';
import type { CacheChange } from '../client/informer';
import { NOTHING_TO_DO, type Controller, type Plan, type View } from './controller';
import { isActive } from './namespaces';

const NAME = 'kube-root-ca.crt';

/** Base64 of a sentence: there is no certificate authority in this cluster. */
const CERTIFICATE_LINES = [
  'S3ViZSBPcnJlcnkgaXMgYSBjbG9ja3dvcmsgbW9kZWw6IG5vdGhpbmcgaGVyZSBp',
  'cyBzZWNyZXQsIGFuZCB0aGlzIGlzIG5vIGNlcnRpZmljYXRlLiBJdCBzdGFuZHMg',
  'd2hlcmUgdGhlIGNlcnRpZmljYXRlIGF1dGhvcml0eSBvZiBhIHJlYWwgY2x1c3Rl',
  'ciBzdGFuZHMsIGluIHRoZSBDb25maWdNYXAga3ViZS1yb290LWNhLmNydCBvZiBl',
  'dmVyeSBuYW1lc3BhY2UsIHNvIHRoYXQgcG9kcyBmaW5kIHRoZSBmaWxlIHRoYXQg',
  'dGhleSBleHBlY3Qu',
];

const DATA = {
  'ca.crt': ['-----BEGIN CERTIFICATE-----', ...CERTIFICATE_LINES, '-----END CERTIFICATE-----', ''].join('\n'),
};

const ANNOTATIONS = {
  'kubernetes.io/description': 'With this certificate pods can verify the API server of their cluster.',
};

function reconcile(namespace: string, view: View): Plan {
  if (!isActive(view, namespace)) return NOTHING_TO_DO;
  const present = view.get<ConfigMap>('configmaps', `${namespace}/${NAME}`);
  const place = { resource: 'configmaps', namespace, name: NAME } as const;
  if (present === undefined) {
    const metadata = { name: NAME, namespace, annotations: ANNOTATIONS };
    const body: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: DATA };
    return { steps: [[{ ...place, verb: 'create', body }]] };
  }
  if (deepEqual(present.data, DATA)) return NOTHING_TO_DO;
  return { steps: [[{ ...place, verb: 'update', body: { ...present, data: DATA } }]] };
}

function keysFor({ resource, key, now }: CacheChange): readonly string[] {
  if (resource === 'namespaces') return now === undefined ? [] : [key];
  return key.endsWith(`/${NAME}`) ? [key.slice(0, -NAME.length - 1)] : [];
}

export const rootCaPublisher: Controller = {
  name: 'root-ca-publisher',
  component: 'root-ca-cert-publisher',
  watches: ['namespaces', 'configmaps'],
  keysFor,
  reconcile,
};
