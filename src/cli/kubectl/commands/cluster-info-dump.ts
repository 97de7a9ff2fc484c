/** `kubectl cluster-info dump`. Models kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go. */
import { DAEMON_SETS, EVENTS, NODES, PODS, REPLICA_SETS, SERVICES } from '../built-in-kinds';
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import type { Mapping } from '../discovery';
import { failure, resourcePath } from '../http-client';
import { PRINT_FLAGS, printerFor } from '../print/printer';

export const clusterDumpCommand: Command = {
  name: 'dump',
  use: 'dump [flags]',
  short: 'Dump relevant information for debugging and diagnosis',
  long: 'Prints what the cluster holds: nodes, and for each namespace its events, workloads, Services, Pods and their logs.',
  flags: [
    {
      name: 'all-namespaces',
      short: 'A',
      type: 'bool',
      default: 'false',
      help: 'All namespaces.',
    },
    { name: 'namespaces', type: 'strings', default: '[]', help: 'Which namespaces to dump.' },
    { name: 'output-directory', type: 'string', help: 'Where to put the files; - or nothing is the screen.' },
    ...PRINT_FLAGS.map((flag) => (flag.name === 'output' ? { ...flag, default: 'json' } : flag)),
    {
      name: 'pod-running-timeout',
      type: 'duration',
      default: '20s',
      help: 'How long to wait until at least one Pod runs.',
    },
  ],
  async run(call) {
    const writer = new DumpWriter(call, (await printerFor(call, { isTyped: true })).print);
    const { flags } = call;
    await writer.file('nodes', await listOf(call, NODES, ''));
    const named = flags.strings('namespaces');
    const some = named.length > 0 ? named : ['kube-system', call.namespace];
    const namespaces = flags.bool('all-namespaces') ? await allNamespaces(call) : some;
    for (const namespace of namespaces) await dumpNamespace(call, writer, namespace);
    if (writer.folder !== '') call.out(`Cluster info dumped to ${writer.folder}\n`);
    return 0;
  },
};

/** Objects to the screen or into files, as `--output-directory` says. */
class DumpWriter {
  readonly folder: string;
  private readonly ending: string;

  constructor(
    private readonly call: Call,
    private readonly print: (object: KubeObject) => string,
  ) {
    const folder = call.flags.string('output-directory');
    this.folder = folder === '-' ? '' : folder;
    this.ending = call.flags.string('output') === 'yaml' ? 'yaml' : 'json';
  }

  file(name: string, object: KubeObject): Promise<void> {
    return this.text(`${name}.${this.ending}`, this.print(object));
  }

  async text(name: string, text: string): Promise<void> {
    if (this.folder === '') this.call.out(text);
    else await this.call.context.files.write(`${this.folder}/${name}`, text, true);
  }
}

async function allNamespaces(call: Call): Promise<readonly string[]> {
  const mapping = await call.discovery.forWord('namespaces');
  const { items } = await call.client.list(mapping, '');
  return items.map(({ metadata }) => metadata.name);
}

/** File names and types, in the order of the dump. */
async function dumpedTypes(call: Call): Promise<readonly (readonly [string, Mapping])[]> {
  const controllers = await call.discovery.forKind('v1', 'ReplicationController');
  return [
    ['events', EVENTS],
    ...(controllers === undefined ? [] : [['replication-controllers', controllers] as const]),
    ['services', SERVICES],
    ['daemonsets', DAEMON_SETS],
    ['deployments', await call.discovery.forWord('deployments.apps')],
    ['replicasets', REPLICA_SETS],
    ['pods', PODS],
  ];
}

async function dumpNamespace(call: Call, writer: DumpWriter, namespace: string): Promise<void> {
  for (const [name, mapping] of await dumpedTypes(call)) {
    await writer.file(`${namespace}/${name}`, await listOf(call, mapping, namespace));
  }
  const { items } = await call.client.list(PODS, namespace);
  for (const pod of items) await dumpLogs(call, writer, pod);
}

async function dumpLogs(call: Call, writer: DumpWriter, { metadata, ...pod }: KubeObject): Promise<void> {
  const { name, namespace = '' } = metadata;
  const spec = pod['spec'] as {
    readonly containers: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
  };
  let logs = '';
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    const head = `==== START logs for container ${container.name} of pod ${namespace}/${name} ====\n`;
    const reply = await call.client.raw('GET', resourcePath(PODS, namespace, name, 'log'), {
      query: { container: container.name },
    });
    const log =
      reply.status >= 400 ? `Request log error: ${(await failure(reply)).message}\n` : await reply.text();
    const tail = `==== END logs for container ${container.name} of pod ${namespace}/${name} ====\n`;
    logs += head + log + tail;
  }
  await writer.text(`${namespace}/${name}/logs.txt`, logs);
}

async function listOf(call: Call, mapping: Mapping, namespace: string): Promise<KubeObject> {
  const reply = await call.client.raw('GET', resourcePath(mapping, namespace));
  if (reply.status >= 400) throw await failure(reply);
  return JSON.parse(await reply.text()) as KubeObject;
}
