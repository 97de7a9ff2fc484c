import { formatTime, parseTime } from '../../../engine/api/time';
import { PODS } from '../built-in-kinds';
import type { Call, Command } from '../command';
import { isNotFound, KubectlError, plainMessage, usageError } from '../errors';
import { Fields } from '../fields';
import { failure, resourcePath } from '../http-client';
import { containerByName, DEFAULT_CONTAINER, sayDefaulted } from '../pods/containers';
import { CONTAINER_FLAG, podRunningTimeout } from '../pods/flags';
import { byLogging } from '../pods/order';
import { goType, namedObject, podSelector, podsOf } from '../pods/target';

const USE = 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]';
const USAGE_ERROR = `expected '${USE}'.\nPOD or TYPE/NAME is a required argument for the logs command`;

/** Models kubectl/pkg/cmd/logs. */
export const logsCommand: Command = {
  name: 'logs',
  use: USE,
  short: 'Print the logs for a container in a pod',
  examples: `# The log of a pod with one container
kubectl logs web
# Follow all containers of the pods with a label
kubectl logs -f -l app=web --all-containers
# What a container said before it crashed
kubectl logs web -c app -p
# The last 20 lines of the last hour
kubectl logs web --tail=20 --since=1h
# The first pod of a Job
kubectl logs job/hello`,
  completes: 'pods',
  flags: [
    { name: 'all-pods', type: 'bool', default: 'false', help: 'All pods of the object; with --prefix.' },
    { name: 'all-containers', type: 'bool', default: 'false', help: 'All containers of the pod.' },
    { name: 'follow', short: 'f', type: 'bool', default: 'false', help: 'Go on as lines are added.' },
    { name: 'timestamps', type: 'bool', default: 'false', help: 'The time before each line.' },
    { name: 'limit-bytes', type: 'int', default: '0', help: 'At most so many bytes; 0 is no limit.' },
    {
      name: 'previous',
      short: 'p',
      type: 'bool',
      default: 'false',
      help: 'Of the instance of the container before this one.',
    },
    {
      name: 'tail',
      type: 'int',
      default: '-1',
      help: 'The last so many lines; -1 is all of them, but 10 with a selector.',
    },
    { name: 'ignore-errors', type: 'bool', default: 'false', help: 'Go on when one log cannot be had.' },
    { name: 'since-time', type: 'string', help: 'Lines after this time (RFC 3339).' },
    { name: 'since', type: 'duration', default: '0s', help: 'Lines newer than this: 5s, 2m, 3h.' },
    CONTAINER_FLAG,
    {
      name: 'insecure-skip-tls-verify-backend',
      type: 'bool',
      default: 'false',
      help: "Do not check the kubelet's certificate.",
    },
    podRunningTimeout('20s'),
    { name: 'selector', short: 'l', type: 'string', help: 'A label query: app=web,tier in (a,b).' },
    {
      name: 'max-log-requests',
      type: 'int',
      default: '5',
      help: 'How many logs to follow at the same time with a selector.',
    },
    { name: 'prefix', type: 'bool', default: 'false', help: 'Pod and container before each line.' },
  ],
  async run(call) {
    const options = optionsOf(call);
    const targets = await targetsOf(call, options);
    validate(call, options);
    const requests = targets.flatMap((pod) => requestsOf(call, pod, options));
    const { isFollowed } = options;
    const most = call.flags.int('max-log-requests');
    if (isFollowed && requests.length > Math.max(1, most)) {
      throw new KubectlError(
        `you are attempting to follow ${requests.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
      );
    }
    if (isFollowed) await followAll(call, requests, options);
    else for (const request of requests) await print(call, request, options);
    return 0;
  },
};

interface Options {
  readonly word: string;
  readonly selector: string;
  readonly container: string;
  readonly isFollowed: boolean;
  readonly isAllPods: boolean;
  readonly isAllContainers: boolean;
  readonly hasPrefix: boolean;
  /** The query of the log's request, without its container. */
  readonly query: Readonly<Record<string, string>>;
  readonly tailLines: number | null;
}

interface LogRequest {
  readonly pod: Fields;
  readonly container: string;
}

function optionsOf(call: Call): Options {
  const { args, flags, path } = call;
  const selector = flags.string('selector').trim();
  if (args.length > 2 || (args.length === 0 && selector === '')) throw usageError(path, USAGE_ERROR);
  if (args.length === 1 && selector !== '') {
    throw usageError(path, 'only a selector (-l) or a POD name is allowed');
  }
  const tail = flags.int('tail');
  const isShort = selector !== '' && tail === -1 && !flags.isSet('tail');
  const tailLines = isShort ? 10 : tail === -1 ? null : tail;
  return {
    word: args[0] ?? '',
    selector,
    container: args[1] ?? flags.string('container'),
    isFollowed: flags.bool('follow'),
    isAllPods: flags.bool('all-pods'),
    isAllContainers: flags.bool('all-containers'),
    hasPrefix: flags.bool('prefix') || flags.bool('all-pods'),
    query: queryOf(call, tailLines),
    tailLines,
  };
}

function queryOf({ flags }: Call, tailLines: number | null): Readonly<Record<string, string>> {
  const query: Record<string, string> = {};
  for (const [flag, key] of [
    ['follow', 'follow'],
    ['insecure-skip-tls-verify-backend', 'insecureSkipTLSVerifyBackend'],
    ['previous', 'previous'],
    ['timestamps', 'timestamps'],
  ] as const) {
    if (flags.bool(flag)) query[key] = 'true';
  }
  if (flags.int('limit-bytes') !== 0) query['limitBytes'] = String(flags.int('limit-bytes'));
  if (flags.duration('since') !== 0)
    query['sinceSeconds'] = String(Math.round(flags.duration('since') / 1000));
  if (flags.string('since-time') !== '') query['sinceTime'] = sinceTime(flags.string('since-time'));
  if (tailLines !== null) query['tailLines'] = String(tailLines);
  return query;
}

function sinceTime(text: string): string {
  const ms = parseTime(text);
  if (ms !== null) return formatTime(ms);
  throw new KubectlError(
    `parsing time "${text}" as "2006-01-02T15:04:05Z07:00": cannot parse "${text}" as "2006"`,
  );
}

function validate({ args, flags }: Call, { container, isAllContainers, tailLines }: Options): void {
  const problem = (message: string) => new KubectlError(message);
  if (flags.string('since-time') !== '' && flags.duration('since') !== 0) {
    throw problem('at most one of `sinceTime` or `sinceSeconds` may be specified');
  }
  if (isAllContainers && container !== '') {
    throw problem(`--all-containers=true should not be specified with container name ${container}`);
  }
  if (flags.isSet('container') && args.length === 2) {
    throw problem('only one of -c or an inline [CONTAINER] arg is allowed');
  }
  if (flags.int('limit-bytes') < 0) throw problem('--limit-bytes must be greater than 0');
  if (flags.duration('since') < 0) throw problem('--since must be greater than 0');
  if (tailLines !== null && tailLines < -1) throw problem('--tail must be greater than or equal to -1');
}

/** The pods whose logs are meant. */
async function targetsOf(call: Call, options: Options): Promise<readonly Fields[]> {
  const { client, namespace, flags } = call;
  if (options.selector !== '') {
    const { items } = await client.list(PODS, namespace, { labelSelector: options.selector });
    if (items.length === 0) call.err(`No resources found in ${namespace} namespace.\n`);
    return items.map(Fields.of);
  }
  const object = await namedObject(call, [options.word]).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    throw new KubectlError(
      `error from server (NotFound): ${plainMessage(error)} in namespace "${namespace}"`,
    );
  });
  if (object.text('kind') === 'Pod') return [object];
  const selector = selectorOf(object);
  const pods = await podsOf(
    client,
    object.namespace,
    selector,
    flags.duration('pod-running-timeout'),
    byLogging,
  );
  const [first] = pods;
  if (pods.length === 1) return [first];
  if (options.isAllPods) return pods;
  call.err(`Found ${pods.length} pods, using pod/${first.name}\n`);
  return [first];
}

function selectorOf(object: Fields): string {
  const doing = 'cannot get the logs from';
  if (object.text('kind').endsWith('List')) throw new KubectlError(`${doing} ${goType(object)}`);
  return podSelector(object, doing);
}

/** Which logs of a pod. Says on stderr which container it took by default. */
function requestsOf(call: Call, pod: Fields, options: Options): readonly LogRequest[] {
  if (options.isAllContainers) {
    return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((place) =>
      pod.list(`spec.${place}`).map((container) => ({ pod, container: container.text('name') })),
    );
  }
  const container = options.container || presetContainer(call, pod) || firstContainer(call, pod, options);
  if (containerByName(pod, container) === undefined) {
    throw new KubectlError(`container ${container} is not valid for pod ${pod.name}`);
  }
  return [{ pod, container }];
}

function presetContainer(call: Call, pod: Fields): string {
  const preset = pod.annotations[DEFAULT_CONTAINER] ?? '';
  if (preset === '' || containerByName(pod, preset) !== undefined) return preset;
  call.err(`Default container name "${preset}" not found in pod ${pod.name}\n`);
  return '';
}

function firstContainer(call: Call, pod: Fields, { isAllPods }: Options): string {
  const name = pod.list('spec.containers')[0]?.text('name') ?? '';
  if (!isAllPods) sayDefaulted(call, pod, name);
  return name;
}

/** All at the same time; when one fails, the others say no more. */
async function followAll(call: Call, requests: readonly LogRequest[], options: Options): Promise<void> {
  const ended = new AbortController();
  try {
    await Promise.all(requests.map((request) => print(call, request, options, ended.signal)));
  } finally {
    ended.abort();
  }
}

/** Prints line by line, so that logs that are followed together do not mix inside a line. */
async function print(
  call: Call,
  { pod, container }: LogRequest,
  options: Options,
  ended?: AbortSignal,
): Promise<void> {
  const prefix = options.hasPrefix ? `[pod/${pod.name}/${container}] ` : '';
  try {
    const path = resourcePath(PODS, pod.namespace, pod.name, 'log');
    const reply = await call.client.raw('GET', path, { query: { ...options.query, container } });
    if (reply.status >= 400) throw await failure(reply);
    let rest = '';
    for await (const chunk of reply.chunks) {
      if (ended?.aborted === true) return;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) call.out(lines.map((line) => `${prefix}${line}\n`).join(''));
    }
    if (rest !== '') call.out(prefix + rest);
  } catch (error) {
    if (call.context.signal.aborted || !call.flags.bool('ignore-errors')) throw error;
    call.out(`error: ${plainMessage(error)}\n`);
  }
}
