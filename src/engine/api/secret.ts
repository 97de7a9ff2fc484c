/** Secret. Models pkg/apis/core and pkg/registry/core/secret/strategy.go. */
import { base64ByteLength, decodeBase64, encodeBase64 } from './base64';
import { ageColumn, column, nameColumn, numberColumn } from './columns';
import { DATA_BYTES_MAX, validateDataKeys, validateImmutableData } from './config-data';
import { collect, type FieldError, invalid, NO_ERRORS, required, tooLong } from './field-error';
import type { Kind } from './kind';
import type { ApiObject, StringMap } from './meta';
import { inheritMeta } from './meta-update';
import { immutable, validateMeta, validateMetaUpdate } from './meta-validation';
import { dns1123Subdomain } from './names';
import { withFields } from './share';

export interface Secret extends ApiObject {
  readonly type?: string;
  /** Base64. */
  readonly data?: StringMap;
  /** Plain texts, for writing only: the API server folds them into `data`. */
  readonly stringData?: StringMap;
  readonly immutable?: boolean;
}

const STRUCTS = {
  Secret: 'metadata!:ObjectMeta immutable*@5:bool data@2:{}Bytes stringData@4:{} type@3:~v1.SecretType',
} as const;

/** Models Convert_v1_Secret_To_core_Secret: the plain texts win. */
function foldStringData(secret: Secret): Secret {
  const { stringData, ...rest } = secret;
  if (stringData === undefined) return secret;
  const texts = Object.entries(stringData).map(([key, text]) => [key, encodeBase64(text)] as const);
  const data = { ...rest.data, ...Object.fromEntries(texts) };
  return Object.keys(data).length === 0 ? rest : { ...rest, data };
}

function applyDefaults(secret: Secret): Secret {
  return withFields(foldStringData(secret), { type: secret.type || 'Opaque' });
}

const ACCOUNT_NAME = 'kubernetes.io/service-account.name';

/** Keys that a type cannot do without. */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function validateDocker(type: string, data: StringMap): readonly FieldError[] {
  const key = type === 'kubernetes.io/dockercfg' ? '.dockercfg' : '.dockerconfigjson';
  const code = data[key];
  if (code === undefined) return NO_ERRORS;
  try {
    JSON.parse(decodeBase64(code));
    return NO_ERRORS;
  } catch {
    const words = "invalid character 'x' looking for beginning of value";
    const first = decodeBase64(code).trim().slice(0, 1);
    const detail = first === '' ? 'unexpected end of JSON input' : words.replace('x', first);
    return [invalid(`data[${key}]`, '<secret contents redacted>', detail)];
  }
}

/** What each built-in type must hold. Any other text is a type of the user's own. */
function validateType({ type = '', data = {}, metadata }: Secret): readonly FieldError[] {
  switch (type) {
    case 'kubernetes.io/service-account-token':
      return (metadata.annotations?.[ACCOUNT_NAME] ?? '') === ''
        ? [required(`metadata.annotations[${ACCOUNT_NAME}]`)]
        : NO_ERRORS;
    case 'kubernetes.io/basic-auth':
      return Object.hasOwn(data, 'username') || Object.hasOwn(data, 'password')
        ? NO_ERRORS
        : [required('data[username]'), required('data[password]')];
    case 'kubernetes.io/ssh-auth':
      return (data['ssh-privatekey'] ?? '') === '' ? [required('data[ssh-privatekey]')] : NO_ERRORS;
    default: {
      const keys = Object.hasOwn(REQUIRED_KEYS, type) ? (REQUIRED_KEYS[type] ?? []) : [];
      const missing = keys.filter((key) => !Object.hasOwn(data, key));
      if (missing.length > 0) return missing.map((key) => required(`data[${key}]`));
      return type.startsWith('kubernetes.io/dockerc') ? validateDocker(type, data) : NO_ERRORS;
    }
  }
}

function validateSecret(secret: Secret): readonly FieldError[] {
  const { data = {} } = secret;
  let bytes = 0;
  for (const value of Object.values(data)) bytes += base64ByteLength(value);
  return collect(
    validateMeta(secret.metadata, { namespaced: true, rule: dns1123Subdomain, core: true }),
    validateDataKeys(data, 'data'),
    bytes > DATA_BYTES_MAX ? [tooLong('data', DATA_BYTES_MAX)] : NO_ERRORS,
    validateType(secret),
  );
}

function prepareForUpdate(secret: Secret, old: Secret): Secret {
  return withFields(secret, { metadata: inheritMeta(secret.metadata, old.metadata) });
}

export const secretKind: Kind<Secret> = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  resource: 'secrets',
  singular: 'secret',
  shortNames: [],
  namespaced: true,
  storagePrefix: 'secrets',
  structs: STRUCTS,
  hasStatus: false,
  hasGeneration: false,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults,
  prepareForCreate: (secret) => secret,
  prepareForUpdate,
  validateCreate: validateSecret,
  validateUpdate: (secret, old) =>
    collect(
      validateMetaUpdate(secret.metadata, old.metadata),
      immutable(secret.type, old.type, 'type', secret.type ?? ''),
      validateImmutableData(secret, old, ['data']),
      validateSecret(secret),
    ),
  selectableFields: { type: ({ type }) => type ?? '' },
  columns: [
    nameColumn,
    column('Type', ({ type }) => type ?? ''),
    numberColumn('Data', ({ data = {} }) => Object.keys(data).length),
    ageColumn,
  ],
};
