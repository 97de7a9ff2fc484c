/** ServiceAccount. Models pkg/apis/core and pkg/registry/core/serviceaccount/strategy.go. */
import { ageColumn, nameColumn, numberColumn } from './columns';
import { collect, type FieldError } from './field-error';
import type { Kind } from './kind';
import type { ApiObject } from './meta';
import { inheritMeta } from './meta-update';
import { validateMeta, validateMetaUpdate } from './meta-validation';
import { dns1123Subdomain } from './names';
import { mapShared, withFields } from './share';

interface SecretReference {
  readonly name?: string;
}

export interface ServiceAccount extends ApiObject {
  readonly secrets?: readonly SecretReference[];
  readonly imagePullSecrets?: readonly { readonly name?: string }[];
  readonly automountServiceAccountToken?: boolean;
}

const STRUCTS = {
  ServiceAccount: `
    metadata!:ObjectMeta secrets:[]ObjectReference imagePullSecrets:[]LocalObjectReference
    automountServiceAccountToken*:bool`,
} as const;

function nameOnly(reference: SecretReference): SecretReference {
  const { name } = reference;
  return Object.keys(reference).length === (name === undefined ? 0 : 1)
    ? reference
    : name === undefined
      ? {}
      : { name };
}

/** References to Secrets are by name only. */
function withCleanSecrets(account: ServiceAccount): ServiceAccount {
  const { secrets } = account;
  return secrets === undefined ? account : withFields(account, { secrets: mapShared(secrets, nameOnly) });
}

function validateAccount(account: ServiceAccount): readonly FieldError[] {
  return validateMeta(account.metadata, { namespaced: true, rule: dns1123Subdomain, core: true });
}

export const serviceAccountKind: Kind<ServiceAccount> = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  resource: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  storagePrefix: 'serviceaccounts',
  structs: STRUCTS,
  hasStatus: false,
  hasGeneration: false,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults: (account) => account,
  prepareForCreate: withCleanSecrets,
  prepareForUpdate: (account, old) =>
    withFields(withCleanSecrets(account), { metadata: inheritMeta(account.metadata, old.metadata) }),
  validateCreate: validateAccount,
  validateUpdate: (account, old) =>
    collect(validateMetaUpdate(account.metadata, old.metadata), validateAccount(account)),
  columns: [nameColumn, numberColumn('Secrets', ({ secrets = [] }) => secrets.length), ageColumn],
};
