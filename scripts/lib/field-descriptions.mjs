/**
 * The descriptions of the fields of the API: from the package kubernetes-types at build time, pruned to what our API server
 * serves. The page and Node programs load them as the module `virtual:field-descriptions` when they are first asked for.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { freezeDefine } from './freeze-define.mjs';
import { NEWER_DESCRIPTIONS } from './newer-descriptions.mjs';
import { cacheDir, inProject } from './project.mjs';

/** @typedef {Record<string, Record<string, string>>} Descriptions by type (`apps.v1.Deployment`) and field; '' is the type */

const MODULE = 'virtual:field-descriptions';

/** Types that the package has in files of their own. */
const FILES = new Map([
  ['api.resource.Quantity', 'api/resource'],
  ['pkg.runtime.RawExtension', 'runtime'],
  ['util.intstr.IntOrString', 'util/intstr'],
]);

const DECLARATION =
  /^(?:\/\*\*(?<text>(?:(?!\*\/)[\s\S])*)\*\/\n)?export (?:interface|type) (?<name>\w+)(?: \{\n(?<body>[\s\S]*?)^\}| = )/gm;
const FIELD =
  /^ {4}(?:\/\*\*(?<text>(?:(?!\*\/)[\s\S])*)\*\/\n {4})?(?:readonly )?"?(?<name>[\w$-]+)"?\??: /gm;

/** Of several lines, without the stars before them. @param {string} comment */
function plainText(comment) {
  return comment
    .split('\n')
    .map((line) => line.trim().replace(/^\* ?/, ''))
    .join('\n')
    .trim();
}

/**
 * What one file of the package says.
 *
 * @param {string} source
 * @returns {Map<string, Record<string, string>>} by the name of the type
 */
export function readDeclarations(source) {
  /** @type {Map<string, Record<string, string>>} */
  const types = new Map();
  for (const { groups = {} } of source.matchAll(DECLARATION)) {
    /** @type {Record<string, string>} */
    const fields = groups['text'] === undefined ? {} : { '': plainText(groups['text']) };
    for (const field of (groups['body'] ?? '').matchAll(FIELD)) {
      const { name = '', text = '' } = field.groups ?? {};
      fields[name] = plainText(text);
    }
    types.set(groups['name'] ?? '', fields);
  }
  return types;
}

/** @type {Map<string, Map<string, Record<string, string>>>} */
const read = new Map();

/** @param {string} type @returns {Record<string, string> | undefined} */
export function packageDescription(type) {
  const parts = type.split('.');
  const file = FILES.get(type) ?? parts.slice(0, 2).join('/');
  let declarations = read.get(file);
  if (declarations === undefined) {
    const place = inProject('node_modules', 'kubernetes-types', `${file}.d.ts`);
    try {
      declarations = readDeclarations(readFileSync(place, 'utf8'));
    } catch {
      declarations = new Map();
    }
    read.set(file, declarations);
  }
  return declarations.get(parts.at(-1) ?? '');
}

/**
 * Which types and fields the API server serves: asked of its own code.
 *
 * @returns {Promise<Record<string, readonly string[]>>}
 */
export async function servedTypes() {
  const outfile = path.join(cacheDir, `openapi-types-${process.pid}.mjs`);
  await build({
    entryPoints: [inProject('src/engine/apiserver/http/openapi-types.ts')],
    outfile,
    bundle: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    format: 'esm',
    define: freezeDefine(false),
    logLevel: 'warning',
  });
  /** @type {unknown} */
  const made = await import(`${pathToFileURL(outfile).href}?${Date.now()}`);
  rmSync(outfile, { force: true });
  return /** @type {{ describedTypes(): Record<string, readonly string[]> }} */ (made).describedTypes();
}

/** @returns {Promise<Descriptions>} */
export async function fieldDescriptions() {
  /** @type {Descriptions} */
  const result = {};
  for (const [type, fields] of Object.entries(await servedTypes())) {
    const described = { ...packageDescription(type), ...NEWER_DESCRIPTIONS[type] };
    /** @type {Record<string, string>} */
    const kept = {};
    for (const name of ['', ...fields]) {
      const text = described[name];
      if (text !== undefined && text !== '') kept[name] = text;
    }
    if (Object.keys(kept).length > 0) result[type] = kept;
  }
  return result;
}

/** @type {Promise<string> | undefined} */
let source;

function moduleSource() {
  // A text that is parsed is read faster than a literal of this size.
  source ??= fieldDescriptions().then(
    (descriptions) => `export default JSON.parse(${JSON.stringify(JSON.stringify(descriptions))});`,
  );
  return source;
}

/** For Vite and Vitest. */
export function fieldDescriptionsPlugin() {
  return {
    name: 'field-descriptions',
    /** @param {string} id */
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    /** @param {string} id */
    load: (id) => (id === `\0${MODULE}` ? moduleSource() : undefined),
  };
}

/** For esbuild, which bundles the Node programs. @type {import('esbuild').Plugin} */
export const fieldDescriptionsForEsbuild = {
  name: 'field-descriptions',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^virtual:field-descriptions$/ }, ({ path: id }) => ({
      path: id,
      namespace: MODULE,
    }));
    onLoad({ filter: /.*/, namespace: MODULE }, async () => ({
      contents: await moduleSource(),
      loader: 'js',
    }));
  },
};
