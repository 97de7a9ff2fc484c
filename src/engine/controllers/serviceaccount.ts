/**
 * The service account controller: every active namespace has an account `default`.
 * Models pkg/controller/serviceaccount/serviceaccounts_controller.go.
 */
import type { ServiceAccount } from '../api/serviceaccount';
import type { CacheChange } from '../client/informer';
import { NOTHING_TO_DO, type Controller, type Plan, type View } from './controller';
import { isActive } from './namespaces';

const NAME = 'default';

function reconcile(namespace: string, view: View): Plan {
  if (!isActive(view, namespace) || view.get('serviceaccounts', `${namespace}/${NAME}`) !== undefined)
    return NOTHING_TO_DO;
  const metadata = { name: NAME, namespace };
  const body: ServiceAccount = { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
  return { steps: [[{ verb: 'create', resource: 'serviceaccounts', namespace, name: NAME, body }]] };
}

/** A namespace that came or changed, and an account that is gone. */
function keysFor({ resource, key, now }: CacheChange): readonly string[] {
  if (resource === 'namespaces') return now === undefined ? [] : [key];
  return now === undefined && key.endsWith(`/${NAME}`) ? [key.slice(0, -NAME.length - 1)] : [];
}

export const serviceAccountController: Controller = {
  name: 'serviceaccount',
  component: 'service-account-controller',
  watches: ['namespaces', 'serviceaccounts'],
  keysFor,
  reconcile,
};
