/** `kubectl get`. Models kubectl/pkg/cmd/get/get.go. */
import type { Call, Command, FlagSpec } from '../command';
import { KubectlError, usageError } from '../errors';
import { requestAll } from '../get/request';
import { isHuman, showObjects, showTables } from '../get/show';
import { watchResources } from '../get/watch';
import { failure } from '../http-client';
import { OUTPUT_FORMATS, PRINT_FLAGS } from '../print/printer';
import { FILE_FLAGS } from '../resources';

const FORMATS = [...OUTPUT_FORMATS, 'custom-columns', 'custom-columns-file', 'wide'];

const flag = (name: string, help: string, more: Partial<FlagSpec> = {}): FlagSpec => ({
  name,
  type: 'bool',
  default: more.type === undefined ? 'false' : '',
  help,
  ...more,
});

const FLAGS: readonly FlagSpec[] = [
  ...PRINT_FLAGS.map((each) =>
    each.name === 'output'
      ? { ...each, values: FORMATS, help: `How to print. One of: (${FORMATS.join(', ')}).` }
      : each,
  ),
  ...FILE_FLAGS,
  flag('all-namespaces', 'Look in all namespaces.', { short: 'A' }),
  flag('chunk-size', 'How many objects to ask for at once; 0 for all.', { type: 'int', default: '500' }),
  flag('field-selector', 'Only objects with these fields: metadata.name=web, status.phase!=Running …', {
    type: 'string',
  }),
  flag('ignore-not-found', 'An object that is not there is no error.'),
  flag('label-columns', 'Labels that get a column of their own, separated by commas.', {
    short: 'L',
    type: 'strings',
    default: '[]',
  }),
  flag('no-headers', 'Without the line of headers.'),
  flag('output-watch-events', 'With --watch: also print what happened to each object.'),
  flag('raw', 'A path to ask the server for, printed as it comes.', { type: 'string' }),
  flag('selector', 'Only objects with these labels: app=web, app!=web, app in (web,db), app, !app.', {
    short: 'l',
    type: 'string',
  }),
  flag('server-print', 'Let the server make the table.', { default: 'true' }),
  flag('show-kind', 'Write the type before each name.'),
  flag('show-labels', 'Show all labels in a last column.'),
  flag('sort-by', 'The field to sort by: {.metadata.creationTimestamp}.', { type: 'string' }),
  flag('subresource', 'Get a subresource of the object: status, scale.', { type: 'string' }),
  flag('watch', 'After listing, go on with each change.', { short: 'w' }),
  flag('watch-only', 'Only changes, without listing first.'),
];

export const getCommand: Command = {
  name: 'get',
  use: `get [(-o|--output=)${FORMATS.join('|')}] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]`,
  short: 'Display one or many resources',
  long: `Display one or many resources.

 Prints a table of the most important fields, or the objects themselves with -o. Without a name all objects of the type are listed: those of the current namespace, or of all namespaces with -A.

"kubectl api-resources" names all types.`,
  examples: `
# All pods of the current namespace
kubectl get pods

# With the node, the IP and more
kubectl get pods -o wide

# Pods of all namespaces with a label, and their changes from now on
kubectl get pods -A -l app=web --watch

# One Deployment as YAML
kubectl get deployment web -o yaml

# A single field
kubectl get pod web -o jsonpath={.status.podIP}

# Columns of your own
kubectl get pods -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image

# Several types at once
kubectl get pods,services`,
  flags: FLAGS,
  completes: 'resources',
  async run(call) {
    if (call.flags.string('raw') !== '') return getRaw(call);
    checkFlags(call);
    const { flags } = call;
    const isSorted = flags.string('sort-by') !== '';
    const wanted = {
      asTable: isHuman(call) && flags.bool('server-print'),
      withObjects: isSorted,
      chunkSize: isSorted ? 0 : flags.int('chunk-size'),
      forWatch: false,
    };
    if (flags.bool('watch') || flags.bool('watch-only')) {
      await watchResources(call, { ...wanted, chunkSize: flags.int('chunk-size') });
      return 0;
    }
    const result = await requestAll(call, wanted);
    if (isHuman(call)) showTables(call, result);
    else await showObjects(call, result);
    return 0;
  },
};

function checkFlags(call: Call): void {
  const { flags, args } = call;
  const isWatch = flags.bool('watch');
  const isWatchOnly = flags.bool('watch-only');
  if ((isWatch || isWatchOnly) && flags.string('sort-by') !== '')
    call.err(
      isWatch
        ? 'warning: --watch requested, --sort-by will be ignored for watch events received\n'
        : 'warning: --watch-only requested, --sort-by will be ignored\n',
    );
  if (
    !isWatch &&
    !isWatchOnly &&
    args.length === 0 &&
    flags.strings('filename').length === 0 &&
    flags.string('kustomize') === ''
  ) {
    call.err(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
    );
    throw usageError(
      call.path,
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    );
  }
  const output = flags.string('output');
  if (flags.bool('show-labels') && output !== '' && output !== 'wide')
    throw new KubectlError(`--show-labels option cannot be used with ${output} printer`);
  if (flags.bool('output-watch-events') && !isWatch && !isWatchOnly)
    throw new KubectlError('--output-watch-events option can only be used with --watch or --watch-only');
}

/** `--raw /api/v1/…`: the answer as it comes. */
async function getRaw(call: Call): Promise<number> {
  const { flags, args } = call;
  const raw = flags.string('raw');
  if (args.length > 0) throw new KubectlError('arguments may not be passed when --raw is specified');
  if (flags.bool('watch') || flags.bool('watch-only') || flags.string('selector') !== '')
    throw new KubectlError(
      '--raw may not be specified with other flags that filter the server request or alter the output',
    );
  if (flags.string('output') !== '') throw new KubectlError('--raw and --output are mutually exclusive');
  if (!raw.startsWith('/'))
    throw new KubectlError(`--raw must be a valid URL path: parse "${raw}": invalid URI for request`);
  const reply = await call.client.raw('GET', raw, { accept: 'application/json, */*' });
  if (reply.status >= 400) throw await failure(reply);
  for await (const chunk of reply.chunks) call.out(chunk);
  return 0;
}
