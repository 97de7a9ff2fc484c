/** A kustomization.yaml. Models kustomize/api/types/kustomization.go. */
import { isJsonObject, type JsonObject } from '../../../engine/api/json';
import { KubectlError } from '../errors';

export interface GeneratorArgs {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly namespace: string;
  readonly behavior: string;
  readonly type: string;
  readonly files: readonly string[];
  readonly literals: readonly string[];
  readonly envs: readonly string[];
  readonly options: GeneratorOptions;
}

export interface GeneratorOptions {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly disableNameSuffixHash: boolean;
  readonly immutable: boolean;
}

export interface PatchEntry {
  readonly patch: string;
  readonly path: string;
  readonly target: JsonObject | null;
  /** From `patchesJson6902`, which comes later than the others. */
  readonly isLate: boolean;
}

export interface Kustomization {
  readonly resources: readonly string[];
  readonly namespace: string;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly labels: readonly {
    readonly pairs: Readonly<Record<string, string>>;
    readonly includeSelectors: boolean;
    readonly includeTemplates: boolean;
  }[];
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly images: readonly {
    readonly name: string;
    readonly newName: string;
    readonly newTag: string;
    readonly digest: string;
  }[];
  readonly replicas: readonly { readonly name: string; readonly count: number }[];
  readonly generators: readonly GeneratorArgs[];
  readonly patches: readonly PatchEntry[];
  /** Fields that are on their way out, in the order of kustomize's warnings. */
  readonly deprecated: readonly string[];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function records(value: unknown): readonly JsonObject[] {
  return list(value).filter(isJsonObject);
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function texts(value: unknown): readonly string[] {
  return list(value).map(text);
}

function pairs(value: unknown): Readonly<Record<string, string>> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
}

function optionsOf(own: unknown, common: unknown): GeneratorOptions {
  const [first, second] = [isJsonObject(common) ? common : {}, isJsonObject(own) ? own : {}];
  const flag = (name: string) => first[name] === true || second[name] === true;
  return {
    labels: { ...pairs(first['labels']), ...pairs(second['labels']) },
    annotations: { ...pairs(first['annotations']), ...pairs(second['annotations']) },
    disableNameSuffixHash: flag('disableNameSuffixHash'),
    immutable: flag('immutable'),
  };
}

function generators(value: unknown, kind: GeneratorArgs['kind'], common: unknown): readonly GeneratorArgs[] {
  return records(value).map((item) => ({
    kind,
    name: text(item['name']),
    namespace: text(item['namespace']),
    behavior: text(item['behavior']),
    type: text(item['type']),
    files: texts(item['files']),
    literals: texts(item['literals']),
    envs: [...texts(item['envs']), ...(item['env'] === undefined ? [] : [text(item['env'])])],
    options: optionsOf(item['options'], common),
  }));
}

function patches(file: JsonObject): readonly PatchEntry[] {
  const entry = (item: JsonObject, isLate: boolean): PatchEntry => ({
    patch: text(item['patch']),
    path: text(item['path']),
    target: isJsonObject(item['target']) ? item['target'] : null,
    isLate,
  });
  return [
    ...texts(file['patchesStrategicMerge']).map((item) => {
      const isInline = item.includes('\n');
      return { patch: isInline ? item : '', path: isInline ? '' : item, target: null, isLate: false };
    }),
    ...records(file['patches']).map((item) => entry(item, false)),
    ...records(file['patchesJson6902']).map((item) => entry(item, true)),
  ];
}

const KNOWN_FIELDS = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'openapi',
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'commonAnnotations',
  'patchesStrategicMerge',
  'patchesJson6902',
  'patches',
  'images',
  'imageTags',
  'replacements',
  'replicas',
  'vars',
  'sortOptions',
  'resources',
  'components',
  'crds',
  'bases',
  'configMapGenerator',
  'secretGenerator',
  'helmGlobals',
  'helmCharts',
  'helmChartInflationGenerator',
  'generatorOptions',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'buildMetadata',
]);

/** What this model of kustomize does not do: said, not passed over. */
const UNSUPPORTED = [
  'components',
  'replacements',
  'vars',
  'sortOptions',
  'crds',
  'helmCharts',
  'helmChartInflationGenerator',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'buildMetadata',
  'openapi',
];

function checkFields(file: JsonObject): void {
  const unknown = Object.keys(file).find((field) => !KNOWN_FIELDS.has(field));
  if (unknown !== undefined)
    throw new KubectlError(`invalid Kustomization: json: unknown field "${unknown}"`);
  const unsupported = UNSUPPORTED.find((field) => file[field] !== undefined);
  if (unsupported !== undefined) {
    throw new KubectlError(`simplified here: kustomization field "${unsupported}" is not supported`);
  }
}

/** Throws a `KubectlError` for fields that kustomize, or this model of it, does not know. */
export function readKustomization(file: JsonObject): Kustomization {
  checkFields(file);
  const common = file['generatorOptions'];
  const deprecated = ['commonLabels', 'bases', 'patchesStrategicMerge', 'patchesJson6902', 'vars'];
  return {
    resources: [...texts(file['resources']), ...texts(file['bases'])],
    namespace: text(file['namespace']),
    namePrefix: text(file['namePrefix']),
    nameSuffix: text(file['nameSuffix']),
    labels: records(file['labels']).map((item) => ({
      pairs: pairs(item['pairs']),
      includeSelectors: item['includeSelectors'] === true,
      includeTemplates: item['includeTemplates'] === true,
    })),
    commonLabels: pairs(file['commonLabels']),
    commonAnnotations: pairs(file['commonAnnotations']),
    images: records(file['images']).map((item) => ({
      name: text(item['name']),
      newName: text(item['newName']),
      newTag: text(item['newTag']),
      digest: text(item['digest']),
    })),
    replicas: records(file['replicas']).map((item) => ({
      name: text(item['name']),
      count: Number(item['count']),
    })),
    generators: [
      ...generators(file['configMapGenerator'], 'ConfigMap', common),
      ...generators(file['secretGenerator'], 'Secret', common),
    ],
    patches: patches(file),
    deprecated: deprecated.filter((field) => file[field] !== undefined),
  };
}
