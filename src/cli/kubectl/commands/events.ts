import { parseTime } from '../../../engine/api/time';
import { EVENTS } from '../built-in-kinds';
import type { KubeObject, ListOptions } from '../client';
import type { Call, Command } from '../command';
import { compareTimes, eventAge } from '../describe/events';
import { escapeForTerminal } from '../describe/writer';
import { groupVersion } from '../discovery';
import { KubectlError } from '../errors';
import { Fields } from '../fields';
import { goSort } from '../go-sort';
import { TABLE_LAYOUT, TabWriter } from '../print/tabwriter';
import { OUTPUT_FLAGS } from '../write/flags';
import { resultPrinter } from '../write/output';

/** Models kubectl/pkg/cmd/events. */
export const eventsCommand: Command = {
  name: 'events',
  use: 'events [(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  short: 'List events',
  examples: `# Recent Events of the namespace, of all namespaces
kubectl events
kubectl events -A
# About one pod, and those to come
kubectl events --for pod/web --watch
# Only warnings
kubectl events --types=Warning`,
  completes: 'none',
  flags: [
    { name: 'watch', short: 'w', type: 'bool', default: 'false', help: 'Go on as new Events come.' },
    {
      name: 'all-namespaces',
      short: 'A',
      type: 'bool',
      default: 'false',
      help: 'In all namespaces; the one of the context does not count.',
    },
    {
      name: 'for',
      type: 'string',
      help: 'Only about this object: pod/web.',
      completes: 'resources',
    },
    {
      name: 'types',
      type: 'strings',
      default: '[]',
      help: 'Only of these types.',
      completes: 'values',
      values: ['Normal', 'Warning'],
    },
    { name: 'no-headers', type: 'bool', default: 'false', help: 'Without the line of headings.' },
    {
      name: 'chunk-size',
      type: 'int',
      default: '500',
      help: 'How many objects to ask for at once; 0 asks for all.',
    },
    ...OUTPUT_FLAGS,
  ],
  async run(call) {
    const { client, flags } = call;
    const fieldSelector = await subjectSelector(call);
    for (const type of flags.strings('types')) {
      if (!/^(normal|warning)$/i.test(type)) throw new KubectlError('valid --types are Normal or Warning');
    }
    const namespace = flags.bool('all-namespaces') ? '' : call.namespace;
    const options: ListOptions = { limit: 500, ...(fieldSelector === '' ? {} : { fieldSelector }) };
    const show = shower(call);
    if (flags.bool('watch')) return watch(call, namespace, options, show);
    const { items } = await client.list(EVENTS, namespace, options);
    const wanted = items.filter((item) => isWanted(call, item));
    if (wanted.length === 0) {
      call.err(namespace === '' ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`);
      return 0;
    }
    const sorted = goSort(wanted, (a, b) => compareTimes(lastSeen(Fields.of(a)), lastSeen(Fields.of(b))));
    await show(sorted, true);
    return 0;
  },
};

function isWanted({ flags }: Call, event: KubeObject): boolean {
  const types = flags.strings('types').map((type) => type.toLowerCase());
  return types.length === 0 || types.includes(String(event['type']).toLowerCase());
}

/** `--for pod/web` as a field selector. */
async function subjectSelector({ flags, discovery }: Call): Promise<string> {
  const word = flags.string('for');
  if (word === '') return '';
  const [type = '', name, ...rest] = word.split('/');
  if (name === undefined) throw new KubectlError('--for must be in resource/name form');
  if (rest.length > 0) {
    throw new KubectlError('arguments in resource/name form may not have more than one slash');
  }
  const mapping = await discovery.forWord(type.toLowerCase()).catch((error: unknown) => {
    throw error instanceof KubectlError ? new KubectlError(error.message, 1, true) : error;
  });
  const version = groupVersion(mapping);
  return `involvedObject.kind=${mapping.kind},involvedObject.apiVersion=${version},involvedObject.name=${name}`;
}

async function watch(call: Call, namespace: string, options: ListOptions, show: Show): Promise<number> {
  for await (const { type, object } of call.client.watch(EVENTS, namespace, options)) {
    const isNews = type === 'ADDED' || type === 'MODIFIED';
    if (isNews && isWanted(call, object)) await show([object], false);
  }
  return 0;
}

type Show = (events: readonly KubeObject[], isList: boolean) => Promise<void>;

/** Prints as `-o` says. A list is printed as one object. */
function shower(call: Call): Show {
  const { flags } = call;
  if (flags.string('output') === '') {
    const table = new EventTable(call);
    return (events) => {
      table.print(events.map(Fields.of));
      return Promise.resolve();
    };
  }
  const printing = resultPrinter(call, 'none');
  return async (events, isList) => {
    const printer = await printing;
    if (!isList) for (const event of events) await printer.print(event, '');
    // Upstream prints no names of a list.
    if (!isList || flags.string('output') === 'name') return;
    const list = { apiVersion: 'v1', kind: 'EventList', metadata: {}, items: events };
    await printer.print(list as unknown as KubeObject, '');
  };
}

/** Columns stay as wide as they were while a watch goes on. */
class EventTable {
  private readonly tabs = new TabWriter(TABLE_LAYOUT);
  private hasHeaders: boolean;
  private readonly isEverywhere: boolean;

  constructor(private readonly call: Call) {
    this.hasHeaders = call.flags.bool('no-headers');
    this.isEverywhere = call.flags.bool('all-namespaces');
  }

  print(events: readonly Fields[]): void {
    if (!this.hasHeaders) this.row('NAMESPACE', ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']);
    this.hasHeaders = true;
    const now = this.call.context.now();
    for (const event of events) {
      const texts = [
        event.text('type'),
        event.text('reason'),
        `${event.text('involvedObject.kind')}/${event.text('involvedObject.name')}`,
        event.text('message').trim(),
      ];
      this.row(event.namespace, [eventAge(event, now), ...texts.map(escapeForTerminal)]);
    }
    this.call.out(this.tabs.flush());
  }

  private row(namespace: string, cells: readonly string[]): void {
    this.tabs.write(`${(this.isEverywhere ? [namespace, ...cells] : cells).join('\t')}\n`);
  }
}

function lastSeen(event: Fields): number {
  const path = event.has('series')
    ? 'series.lastObservedTime'
    : event.has('lastTimestamp')
      ? 'lastTimestamp'
      : 'eventTime';
  return parseTime(event.text(path)) ?? Number.NEGATIVE_INFINITY;
}
