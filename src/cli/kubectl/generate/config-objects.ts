/** ConfigMaps and Secrets of `kubectl create`. Models kubectl/pkg/cmd/create/create_{configmap,secret*}.go. */
import { goQuote } from '../../../engine/api/go-print';
import type { KubeObject } from '../client';
import { KubectlError } from '../errors';
import { goJsonText } from '../go-json';
import { base64 } from './base64';
import {
  collectData,
  type DataSources,
  type DataValue,
  keyErrors,
  type SourceContext,
  textValue,
} from './config-data';
import { dataHash } from './hash';
import { filled, filledText, metadataOf } from './metadata';

interface Common {
  readonly name: string;
  readonly namespace: string;
  readonly appendHash: boolean;
}

function checkSources({ literals, files, envFiles }: DataSources): void {
  if (envFiles.length > 0 && (files.length > 0 || literals.length > 0)) {
    throw new KubectlError('from-env-file cannot be combined with from-file or from-literal');
  }
}

/** The object under its name with the hash of its data. */
function hashed(object: KubeObject, appendHash: boolean): KubeObject {
  if (!appendHash) return object;
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, name: `${metadata.name}-${dataHash(object)}` } };
}

export async function configMap(
  input: Common & { readonly sources: DataSources },
  context: Omit<SourceContext, 'noun'>,
): Promise<KubeObject> {
  const { name, namespace, sources, appendHash } = input;
  checkSources(sources);
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  await collectData(sources, { ...context, noun: 'config' }, (key, value) => {
    const errors = keyErrors(key);
    if (errors.length > 0) {
      throw new KubectlError(`${goQuote(key)} is not a valid key name for a ConfigMap: ${errors.join(',')}`);
    }
    const place = key in data ? 'Data' : key in binaryData ? 'BinaryData' : '';
    if (place !== '') {
      throw new KubectlError(
        `cannot add key ${goQuote(key)}, another key by that name already exists in ${place} for ConfigMap ${goQuote(name)}`,
      );
    }
    if (value.text === undefined) binaryData[key] = base64(value.bytes);
    else data[key] = value.text;
  });
  const object = {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: metadataOf({ name, namespace }),
    ...filled('data', data),
    ...filled('binaryData', binaryData),
  };
  return hashed(object, appendHash);
}

function secretOf(input: Common, data: ReadonlyMap<string, DataValue>, type: string): KubeObject {
  const encoded = Object.fromEntries([...data].map(([key, { bytes }]) => [key, base64(bytes)]));
  const object = {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: metadataOf(input),
    ...filled('data', encoded),
    ...filledText('type', type),
  };
  return hashed(object, input.appendHash);
}

async function secretData(
  sources: DataSources,
  context: Omit<SourceContext, 'noun'>,
): Promise<ReadonlyMap<string, DataValue>> {
  const data = new Map<string, DataValue>();
  await collectData(sources, { ...context, noun: 'secret' }, (key, value) => {
    const errors = keyErrors(key);
    if (errors.length > 0) {
      throw new KubectlError(`${goQuote(key)} is not valid key name for a Secret ${errors.join(';')}`);
    }
    if (data.has(key))
      throw new KubectlError(`cannot add key ${key}, another key by that name already exists`);
    data.set(key, value);
  });
  return data;
}

export async function genericSecret(
  input: Common & { readonly sources: DataSources; readonly type: string },
  context: Omit<SourceContext, 'noun'>,
): Promise<KubeObject> {
  checkSources(input.sources);
  return secretOf(input, await secretData(input.sources, context), input.type);
}

export interface RegistryInput extends Common {
  readonly files: readonly string[];
  readonly server: string;
  readonly username: string;
  readonly password: string;
  readonly email: string;
}

const DOCKER_KEY = '.dockerconfigjson';

/** The `~/.docker/config.json` of one registry. */
function dockerConfig({ server, username, password, email }: RegistryInput): string {
  const auth = base64(new TextEncoder().encode(`${username}:${password}`));
  const entry = {
    ...filledText('username', username),
    ...filledText('password', password),
    ...filledText('email', email),
    auth,
  };
  return goJsonText({ auths: { [server]: entry } });
}

export async function registrySecret(
  input: RegistryInput,
  context: Omit<SourceContext, 'noun'>,
): Promise<KubeObject> {
  const { files, username, password, server } = input;
  if (files.length === 0 && [username, password, server].includes('')) {
    throw new KubectlError(
      'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
    );
  }
  const named = files.map((source) => (source.includes('=') ? source : `${DOCKER_KEY}=${source}`));
  const data =
    files.length > 0
      ? await secretData({ literals: [], files: named, envFiles: [] }, context)
      : new Map([[DOCKER_KEY, textValue(dockerConfig(input))]]);
  return secretOf(input, data, 'kubernetes.io/dockerconfigjson');
}

/** Certificate and key as they stand in the files; that they fit each other must have been checked. */
export function tlsSecret(input: Common & { readonly cert: DataValue; readonly key: DataValue }): KubeObject {
  const data = new Map([
    ['tls.crt', input.cert],
    ['tls.key', input.key],
  ]);
  return secretOf(input, data, 'kubernetes.io/tls');
}
