/** `kubectl explain`. Models kubectl/pkg/cmd/explain and kubectl/pkg/explain. */
import type { Call, Command } from '../command';
import { groupVersion, type Mapping, resourceName } from '../discovery';
import { KubectlError } from '../errors';
import type { GroupVersionKind, OpenApiDocument } from '../explain/schema';
import { explainHead, explainText } from '../explain/text';
import { failure } from '../http-client';

const FORMATS = ['plaintext', 'plaintext-openapiv2'];

export const explainCommand: Command = {
  name: 'explain',
  use: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  short: 'Get documentation for a resource',
  long: `Describe the fields of a type.

 Fields are named by their path:

        <type>.<fieldName>[.<fieldName>]

Use "kubectl api-resources" for a complete list of supported resources.`,
  examples: `
# The type Pod and its fields
kubectl explain pods

# One field
kubectl explain pods.spec.containers

# All fields below, in one line each
kubectl explain deployments.spec --recursive`,
  flags: [
    { name: 'api-version', type: 'string', help: 'Of which version of the API (group/version).' },
    {
      name: 'output',
      type: 'string',
      default: 'plaintext',
      help: 'How to print: (plaintext, plaintext-openapiv2).',
      completes: 'values',
      values: FORMATS,
    },
    { name: 'recursive', type: 'bool', default: 'false', help: 'The fields of fields too.' },
  ],
  completes: 'resource types',
  async run(call) {
    const [word, ...more] = call.args;
    if (word === undefined)
      throw new KubectlError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    if (more.length > 0) throw new KubectlError('We accept only this format: explain RESOURCE\n');
    const { flags } = call;
    const output = flags.string('output');
    if (output === 'plaintext-openapiv2')
      throw new KubectlError('the format plaintext-openapiv2 is not available here: use plaintext');
    const { mapping, fields } = await parseWord(call, word);
    const version = flags.string('api-version') || groupVersion(mapping);
    const document = await documentOf(call, version, mapping);
    if (!FORMATS.includes(output)) throw new KubectlError(`unrecognized format: ${output}`);
    const gvk = kindIn(document, version, mapping);
    call.out(explainHead(gvk));
    call.out(explainText({ document, gvk, fields, isRecursive: flags.bool('recursive') }));
    return 0;
  },
};

/** `pods.spec.containers`, `deployments.apps.spec`: the type and the path below it. */
async function parseWord(
  call: Call,
  word: string,
): Promise<{ readonly mapping: Mapping; readonly fields: readonly string[] }> {
  const [type = '', ...path] = word.replace(/\.$/, '').split('.');
  const first = await typeOf(call, type);
  const same = (await call.discovery.all()).filter(
    (each) => each.resource === first.resource || each.singular === type || each.shortNames.includes(type),
  );
  const named = call.flags.string('api-version') === '' ? same : [];
  for (const mapping of named) {
    const full = resourceName(mapping);
    const rest = word.slice(full.length).replace(/^\./, '').replace(/\.$/, '');
    const isPrefix = word === full || word.startsWith(`${full}.`);
    if (isPrefix) return { mapping, fields: rest === '' ? [] : rest.split('.') };
  }
  return { mapping: first, fields: path };
}

async function typeOf(call: Call, word: string): Promise<Mapping> {
  try {
    return await call.discovery.forWord(word);
  } catch (error) {
    // Told without `error: ` before it, as explain does.
    if (error instanceof KubectlError) throw new KubectlError(error.message, 1, true);
    throw error;
  }
}

/** `/v1, Resource=pods`. */
function resourceText(version: string, { resource }: Mapping): string {
  const [name = '', group = ''] = version.split('/').reverse();
  return `${group}/${name}, Resource=${resource}`;
}

async function documentOf(call: Call, version: string, mapping: Mapping): Promise<OpenApiDocument> {
  const index = (await getJson(call, '/openapi/v3')) as {
    readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
  };
  const path = index.paths[version.includes('/') ? `apis/${version}` : `api/${version}`];
  if (path === undefined)
    throw new KubectlError(`couldn't find resource for "${resourceText(version, mapping)}"`);
  return (await getJson(call, path.serverRelativeURL)) as OpenApiDocument;
}

async function getJson(call: Call, path: string): Promise<unknown> {
  const reply = await call.client.raw('GET', path, { accept: 'application/json' });
  if (reply.status >= 400) throw await failure(reply);
  return JSON.parse(await reply.text()) as unknown;
}

/** The kind that the resource's operations name. */
function kindIn({ paths = {} }: OpenApiDocument, version: string, mapping: Mapping): GroupVersionKind {
  const root = `/${version.includes('/') ? 'apis' : 'api'}/${version}`;
  const { resource } = mapping;
  for (const place of [resource, `namespaces/{namespace}/${resource}`]) {
    for (const path of [`${root}/${place}`, `${root}/${place}/{name}`]) {
      for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
        const gvk = paths[path]?.[method]?.['x-kubernetes-group-version-kind'];
        if (gvk !== undefined) return gvk;
      }
    }
  }
  throw new KubectlError(`error: GVR (${resourceText(version, mapping)}) not found in OpenAPI schema`);
}
