/** `kubectl api-resources`. Models kubectl/pkg/cmd/apiresources/apiresources.go. */
import type { Call, Command } from '../command';
import { groupVersion, type Mapping, resourceName } from '../discovery';
import { KubectlError, usageError } from '../errors';
import { tabulate, TABLE_LAYOUT } from '../print/tabwriter';

const HEADERS = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND'];

export const apiResourcesCommand: Command = {
  name: 'api-resources',
  use: 'api-resources [flags]',
  short: 'Print the supported API resources on the server',
  examples: `
# All types
kubectl api-resources

# With their verbs and categories
kubectl api-resources -o wide

# Types of one group, or without a namespace
kubectl api-resources --api-group=apps
kubectl api-resources --namespaced=false`,
  flags: [
    { name: 'api-group', type: 'string', help: 'Only types of this group.' },
    { name: 'cached', type: 'bool', default: 'false', help: 'Use what is known already.' },
    { name: 'categories', type: 'strings', default: '[]', help: 'Only types of these categories.' },
    {
      name: 'namespaced',
      type: 'bool',
      default: 'true',
      help: 'Types with (true) or without (false) a namespace.',
    },
    { name: 'no-headers', type: 'bool', default: 'false', help: 'Without the line of headers.' },
    {
      name: 'output',
      short: 'o',
      type: 'string',
      help: 'How to print. One of: (wide, name).',
      completes: 'values',
      values: ['wide', 'name'],
    },
    {
      name: 'sort-by',
      type: 'string',
      help: "Sort by 'name' or 'kind'.",
      completes: 'values',
      values: ['name', 'kind'],
    },
    { name: 'verbs', type: 'strings', default: '[]', help: 'Only types that have these verbs.' },
  ],
  completes: 'none',
  async run(call) {
    const { flags, args } = call;
    if (args.length > 0) throw usageError(call.path, `unexpected arguments: [${args.join(' ')}]`);
    const output = flags.string('output');
    if (!['', 'wide', 'name'].includes(output)) throw new KubectlError(`--output ${output} is not available`);
    const sortField = flags.string('sort-by');
    if (!['', 'name', 'kind'].includes(sortField))
      throw new KubectlError('--sort-by accepts only name or kind');
    const shown = preferred(await call.discovery.all()).filter((mapping) => isWanted(call, mapping));
    const sorted = sortedBy(shown, sortField);
    const headers = output === 'wide' ? [...HEADERS, 'VERBS', 'CATEGORIES'] : HEADERS;
    const lines = sorted.map((mapping) => rowOf(mapping, output));
    const hasHeaders = !flags.bool('no-headers') && output !== 'name';
    const all = hasHeaders ? [headers, ...lines] : lines;
    call.out(tabulate(all.map((cells) => `${cells.join('\t')}\n`).join(''), TABLE_LAYOUT));
    return 0;
  },
};

/** Of several versions of a type the one that the server names first. */
export function preferred(mappings: readonly Mapping[]): readonly Mapping[] {
  const seen = new Set<string>();
  return mappings.filter((mapping) => {
    const name = resourceName(mapping);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function isWanted({ flags }: Call, { group, namespaced, verbs, categories }: Mapping): boolean {
  if (verbs.length === 0) return false;
  if (flags.isSet('api-group') && flags.string('api-group') !== group) return false;
  if (flags.isSet('namespaced') && flags.bool('namespaced') !== namespaced) return false;
  return (
    flags.strings('verbs').every((verb) => verbs.includes(verb)) &&
    flags.strings('categories').every((category) => categories.includes(category))
  );
}

function sortedBy(mappings: readonly Mapping[], field: string): readonly Mapping[] {
  const key = ({ resource, kind, group }: Mapping) =>
    field === 'name' ? resource : field === 'kind' ? kind : group;
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...mappings].sort((a, b) => compare(key(a), key(b)) || compare(a.resource, b.resource));
}

function rowOf(mapping: Mapping, output: string): readonly string[] {
  if (output === 'name') return [resourceName(mapping)];
  const { resource, shortNames, namespaced, kind, verbs, categories } = mapping;
  const cells = [resource, shortNames.join(','), groupVersion(mapping), String(namespaced), kind];
  return output === 'wide' ? [...cells, verbs.join(','), categories.join(',')] : cells;
}
