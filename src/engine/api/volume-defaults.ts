/** Defaults of volumes. Models SetDefaults_Volume and its neighbours in pkg/apis/core/v1/defaults.go. */
import { defaultFieldRef } from './container-defaults';
import { mapShared, memoisedCompletion } from './share';

type Loose = Readonly<Record<string, unknown>>;

/** 0644, the mode of files made from objects. */
const DEFAULT_MODE = 0o644;
const TOKEN_EXPIRATION_SECONDS = 3600;

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withMissing(source: Loose, key: string, value: unknown): Loose {
  return source[key] === undefined ? { ...source, [key]: value } : source;
}

function defaultItems(source: Loose): Loose {
  const items = source['items'];
  if (!Array.isArray(items)) return source;
  const complete = mapShared(items as unknown[], (item) => (isObject(item) ? defaultFieldRef(item) : item));
  return complete === items ? source : { ...source, items: complete };
}

function defaultProjection(projection: unknown): unknown {
  if (!isObject(projection)) return projection;
  const token = projection['serviceAccountToken'];
  const downward = projection['downwardAPI'];
  let result = projection;
  if (isObject(token)) {
    const complete = withMissing(token, 'expirationSeconds', TOKEN_EXPIRATION_SECONDS);
    if (complete !== token) result = { ...result, serviceAccountToken: complete };
  }
  if (isObject(downward)) {
    const complete = defaultItems(downward);
    if (complete !== downward) result = { ...result, downwardAPI: complete };
  }
  return result;
}

function defaultProjected(source: Loose): Loose {
  const complete = withMissing(source, 'defaultMode', DEFAULT_MODE);
  const sources = complete['sources'];
  if (!Array.isArray(sources)) return complete;
  const projections = mapShared(sources as unknown[], defaultProjection);
  return projections === sources ? complete : { ...complete, sources: projections };
}

const SOURCE_DEFAULTS: Readonly<Record<string, (source: Loose) => Loose>> = {
  secret: (source) => withMissing(source, 'defaultMode', DEFAULT_MODE),
  configMap: (source) => withMissing(source, 'defaultMode', DEFAULT_MODE),
  downwardAPI: (source) => defaultItems(withMissing(source, 'defaultMode', DEFAULT_MODE)),
  projected: defaultProjected,
  hostPath: (source) => withMissing(source, 'type', ''),
};

function completeVolume(volume: Loose): Loose {
  const sources = Object.keys(volume).filter((key) => key !== 'name' && volume[key] !== undefined);
  if (sources.length === 0) return { ...volume, emptyDir: {} };
  let result = volume;
  for (const key of sources) {
    const source = volume[key];
    const complete = Object.hasOwn(SOURCE_DEFAULTS, key) ? SOURCE_DEFAULTS[key] : undefined;
    if (complete === undefined || !isObject(source)) continue;
    const completed = complete(source);
    if (completed !== source) result = { ...result, [key]: completed };
  }
  return result;
}

/** A volume as in a stored pod template. A volume without a source is an empty directory. */
export const defaultVolume = memoisedCompletion(completeVolume);
