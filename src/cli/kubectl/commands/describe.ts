import type { Call, Command } from '../command';
import { describeObject, type DescribeTask } from '../describe/describe';
import { isNotFound, KubectlError, plainMessage, throwAll } from '../errors';
import { FILE_FLAGS, find, type Info } from '../resources';

/** Models kubectl/pkg/cmd/describe. */
export const describeCommand: Command = {
  name: 'describe',
  use: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  short: 'Show details of a specific resource or group of resources',
  examples: `# A node
kubectl describe nodes node-1
# All pods of a Deployment, by the beginning of their names
kubectl describe pods web
# What a file names
kubectl describe -f pod.yaml
# By label
kubectl describe pods -l app=web`,
  completes: 'resources',
  flags: [
    ...FILE_FLAGS,
    { name: 'selector', short: 'l', type: 'string', help: 'A label query: app=web,tier in (a,b).' },
    {
      name: 'all-namespaces',
      short: 'A',
      type: 'bool',
      default: 'false',
      help: 'In all namespaces; the one of the context does not count.',
    },
    { name: 'show-events', type: 'bool', default: 'true', help: 'With the Events about the object.' },
    {
      name: 'chunk-size',
      type: 'int',
      default: '500',
      help: 'How many objects to ask for at once; 0 asks for all.',
    },
  ],
  async run(call) {
    const { args, flags } = call;
    const hasFiles = flags.strings('filename').length > 0 || flags.string('kustomize') !== '';
    if (args.length === 0 && !hasFiles) {
      throw new KubectlError(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    }
    const { infos, errors } = await find(call, { args, fetch: true, allOfType: true, continueOnError: true });
    const [first] = errors;
    if (errors.length === 1 && isNotFound(first) && args.length === 2) return describeByPrefix(call, first);
    return describeAll(call, infos, [...errors]);
  },
};

function taskOf(call: Call, { mapping, namespace, name }: Info): DescribeTask {
  const { client, flags } = call;
  const settings = { showEvents: flags.bool('show-events'), chunkSize: flags.int('chunk-size') };
  return { client, mapping, namespace, name, settings };
}

async function describeAll(call: Call, infos: readonly Info[], errors: unknown[]): Promise<undefined> {
  const told = new Set<string>();
  let isFirst = true;
  for (const info of infos) {
    try {
      const text = await describeObject(taskOf(call, info));
      call.out(isFirst ? text : `\n\n${text}`);
      isFirst = false;
    } catch (error) {
      if (call.context.signal.aborted) throw error;
      if (!told.has(plainMessage(error))) errors.push(error);
      told.add(plainMessage(error));
    }
  }
  if (infos.length === 0 && errors.length === 0) {
    const isEverywhere = call.flags.bool('all-namespaces');
    call.err(`No resources found${isEverywhere ? '' : ` in ${call.namespace} namespace.`}\n`);
  }
  throwAll(errors);
}

/** `describe pods web`: everything whose name begins so. */
async function describeByPrefix(call: Call, notFound: unknown): Promise<undefined> {
  const [type = '', prefix = ''] = call.args;
  const { infos } = await find(call, { args: [type], fetch: true, allOfType: true, singleType: true });
  const matching = infos.filter(({ name }) => name.startsWith(prefix));
  for (const info of matching) call.out(`${await describeObject(taskOf(call, info))}\n`);
  if (matching.length === 0) throwAll([notFound]);
}
