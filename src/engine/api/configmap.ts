/** ConfigMap. Models pkg/apis/core and pkg/registry/core/configmap/strategy.go. */
import { base64ByteLength } from './base64';
import { ageColumn, nameColumn, numberColumn } from './columns';
import { DATA_BYTES_MAX, validateDataKeys, validateImmutableData } from './config-data';
import { collect, type FieldError, invalid, NO_ERRORS, tooLong } from './field-error';
import type { Kind } from './kind';
import type { ApiObject, StringMap } from './meta';
import { inheritMeta } from './meta-update';
import { validateMeta, validateMetaUpdate } from './meta-validation';
import { byteLength, dns1123Subdomain } from './names';
import { withFields } from './share';

export interface ConfigMap extends ApiObject {
  readonly data?: StringMap;
  /** Base64. */
  readonly binaryData?: StringMap;
  readonly immutable?: boolean;
}

const STRUCTS = {
  ConfigMap: 'metadata!:ObjectMeta immutable*@4:bool data@2:{} binaryData:{}Bytes',
} as const;

function validateSize({ data = {}, binaryData = {} }: ConfigMap): readonly FieldError[] {
  let bytes = 0;
  for (const value of Object.values(data)) bytes += byteLength(value);
  for (const value of Object.values(binaryData)) bytes += base64ByteLength(value);
  return bytes > DATA_BYTES_MAX ? [tooLong('', DATA_BYTES_MAX)] : NO_ERRORS;
}

function validateConfigMap(map: ConfigMap): readonly FieldError[] {
  const { data = {}, binaryData = {} } = map;
  const doubled = Object.keys(data).filter((key) => Object.hasOwn(binaryData, key));
  return collect(
    validateMeta(map.metadata, { namespaced: true, rule: dns1123Subdomain, core: true }),
    validateDataKeys(data, 'data'),
    doubled.sort().map((key) => invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    validateDataKeys(binaryData, 'binaryData'),
    validateSize(map),
  );
}

export const configMapKind: Kind<ConfigMap> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  namespaced: true,
  storagePrefix: 'configmaps',
  structs: STRUCTS,
  hasStatus: false,
  hasGeneration: false,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults: (map) => map,
  prepareForCreate: (map) => map,
  prepareForUpdate: (map, old) => withFields(map, { metadata: inheritMeta(map.metadata, old.metadata) }),
  validateCreate: validateConfigMap,
  validateUpdate: (map, old) =>
    collect(
      validateMetaUpdate(map.metadata, old.metadata),
      validateImmutableData(map, old, ['data', 'binaryData']),
      validateConfigMap(map),
    ),
  columns: [
    nameColumn,
    numberColumn(
      'Data',
      ({ data = {}, binaryData = {} }) => Object.keys(data).length + Object.keys(binaryData).length,
    ),
    ageColumn,
  ],
};
