/** Values behind references of environment variables. Models kubectl/pkg/cmd/set/env/env_resolve.go. */
import { goQuote } from '../../../engine/api/go-print';
import { isJsonObject } from '../../../engine/api/json';
import { parseBytes, parseMillicores } from '../../../engine/api/quantity';
import { SECRETS } from '../built-in-kinds';
import type { KubeObject } from '../client';
import type { Call } from '../command';
import { KubectlError } from '../errors';
import type { EnvVarSource } from './environment';
import type { Container } from './set-objects';
import { resourceOf } from './typed-kinds';

const CONFIG_MAPS = resourceOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '' } });

/** Asks for each ConfigMap and Secret once. */
export class EnvironmentResolver {
  readonly #known = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(
    private readonly call: Call,
    private readonly object: KubeObject,
  ) {}

  async value(source: EnvVarSource, container: Container): Promise<string> {
    const { secretKeyRef, configMapKeyRef, fieldRef, resourceFieldRef } = source;
    if (secretKeyRef !== undefined) return this.#secret(secretKeyRef.name ?? '', secretKeyRef.key);
    if (configMapKeyRef !== undefined)
      return this.#configMap(configMapKeyRef.name ?? '', configMapKeyRef.key);
    if (fieldRef !== undefined) return this.#field(fieldRef.fieldPath);
    if (resourceFieldRef !== undefined) return resourceValue(resourceFieldRef.resource, container);
    throw new KubectlError('invalid valueFrom');
  }

  async #data(kind: 'Secret' | 'ConfigMap', name: string): Promise<Readonly<Record<string, unknown>>> {
    const key = `${kind}/${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const mapping = kind === 'Secret' ? SECRETS : CONFIG_MAPS;
    const { data } = await this.call.client.get(mapping, this.call.namespace, name);
    const found = isJsonObject(data) ? data : {};
    this.#known.set(key, found);
    return found;
  }

  async #secret(name: string, key: string): Promise<string> {
    const value = (await this.#data('Secret', name))[key];
    if (typeof value !== 'string') throw new KubectlError(`key ${key} not found in secret ${name}`);
    return new TextDecoder().decode(Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0)));
  }

  async #configMap(name: string, key: string): Promise<string> {
    const value = (await this.#data('ConfigMap', name))[key];
    if (typeof value !== 'string') throw new KubectlError(`key ${key} not found in config map ${name}`);
    return value;
  }

  #field(path: string): string {
    const { name, namespace = '', uid = '', labels = {}, annotations = {} } = this.object.metadata;
    const [, map, key = ''] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? [];
    if (map === 'labels') return labels[key] ?? '';
    if (map === 'annotations') return annotations[key] ?? '';
    const simple: Readonly<Record<string, string>> = {
      'metadata.name': name,
      'metadata.namespace': namespace,
      'metadata.uid': uid,
      'metadata.labels': mapText(labels),
      'metadata.annotations': mapText(annotations),
    };
    const value = simple[path];
    if (value === undefined) throw new KubectlError(`unsupported fieldPath: ${path}`);
    return value;
  }
}

function mapText(map: Readonly<Record<string, string>>): string {
  return Object.keys(map)
    .toSorted()
    .map((key) => `${key}=${goQuote(map[key] ?? '')}`)
    .join('\n');
}

/** Whole cores or bytes, rounded up: a divisor other than one is not read here. */
function resourceValue(path: string, container: Container): string {
  const [, list = '', name = ''] = /^(limits|requests)\.(cpu|memory|ephemeral-storage)$/.exec(path) ?? [];
  if (list === '') throw new KubectlError(`Unsupported container resource : ${path}`);
  const resources = isJsonObject(container['resources']) ? container['resources'] : {};
  const amounts = isJsonObject(resources[list]) ? resources[list] : {};
  const given = amounts[name];
  const text = typeof given === 'string' || typeof given === 'number' ? String(given) : '0';
  const amount = name === 'cpu' ? Math.ceil((parseMillicores(text) ?? 0) / 1000) : (parseBytes(text) ?? 0);
  return String(amount);
}
