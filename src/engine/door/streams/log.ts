/**
 * GET pods/NAME/log: read beside the clock from what the node's runtime keeps; nothing in the world changes.
 * Models LogLocation in pkg/registry/core/pod/strategy.go, validateContainerLogStatus in pkg/kubelet/kubelet_pods.go and
 * ReadLogs in pkg/kubelet/kuberuntime/logs.
 */
import type { ContainerStatus, Pod } from '../../api/pod';
import { badRequest, invalid, notFound, type Status } from '../../api/status';
import { bytesOfText, textOfBytes } from '../../api/text-bytes';
import { formatTime } from '../../api/time';
import { unexplained } from '../../apiserver/exchange';
import { containerMeant } from '../../apiserver/streams';
import { get } from '../../etcd/store';
import { logOf, type LogLine, type LogView } from '../../node/container-log';
import type { ContainerdState, Instance } from '../../node/containerd-state';
import type { Flow } from '../flow';
import type { DoorHost } from '../host';
import type { Place } from '../place';
import { bootOf, isServedBy } from '../serving';
import { etcdOf, refuse, sendAnswer, wallOf, type Taken } from '../taken';
import { componentLines } from './component-log';
import { kubeletProblem } from './kubelet-reach';
import { logOptions, type LogOptions } from './log-options';

/** One container's log. */
interface Source {
  readonly node: string;
  readonly containerId: string;
}

const NO_TEXT = { status: 204, headers: {}, body: '' } as const;
const TEXT_HEADERS = { 'content-type': 'text/plain' } as const;

function statusOf({ status }: Pod, container: string): ContainerStatus | undefined {
  const {
    containerStatuses = [],
    initContainerStatuses = [],
    ephemeralContainerStatuses = [],
  } = status ?? {};
  return [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses].find(
    ({ name }) => name === container,
  );
}

/** The instance whose log is meant, by its id, or why there is none. */
function instanceMeant(pod: Pod, container: string, previous: boolean): string | Status {
  const status = statusOf(pod, container);
  const what = `container "${container}" in pod "${pod.metadata.name}"`;
  if (status === undefined) return badRequest(`${what} is not available`);
  const last = status.lastState?.terminated;
  const { running, terminated, waiting } = status.state;
  if (previous) return last?.containerID ?? badRequest(`previous terminated ${what} not found`);
  if (running !== undefined) return status.containerID ?? '';
  if (terminated !== undefined)
    return terminated.containerID ?? last?.containerID ?? badRequest(`${what} is terminated`);
  if (last !== undefined) return last.containerID ?? badRequest(`${what} is terminated`);
  switch (waiting?.reason) {
    case undefined:
      return badRequest(`${what} is waiting to start - no logs yet`);
    case 'ErrImagePull':
      return badRequest(`${what} is waiting to start: image can't be pulled`);
    case 'ImagePullBackOff':
      return badRequest(`${what} is waiting to start: trying and failing to pull image`);
    default:
      return badRequest(`${what} is waiting to start: ${waiting?.reason ?? ''}`);
  }
}

function queryOf({ container: _container, ...options }: LogOptions): string {
  const { follow, previous, tailLines, limitBytes, timestamps } = options;
  const words = [
    ...(follow ? ['follow=true'] : []),
    ...(limitBytes === null ? [] : [`limitBytes=${limitBytes}`]),
    ...(previous ? ['previous=true'] : []),
    ...(tailLines === null ? [] : [`tailLines=${tailLines}`]),
    ...(timestamps ? ['timestamps=true'] : []),
  ].join('&');
  return words === '' ? '' : `?${words}`;
}

/** Where the log is, null for a pod that has no node yet, or why it can't be had. */
function sourceOf(taken: Taken, { info, kind }: Place, options: LogOptions): Source | Status | null {
  const { host } = taken;
  const { namespace, name } = info;
  const pod = get(etcdOf(host), 'pods', `${namespace}/${name}`)?.value as Pod | undefined;
  if (pod === undefined) return notFound(kind, name);
  const meant = containerMeant(pod, options.container);
  if ('refused' in meant) return meant.refused;
  const node = pod.spec.nodeName ?? '';
  if (node === '') return null;
  const problem = kubeletProblem(host, node);
  if (problem !== '') {
    const url = `https://${problem.address}:10250/containerLogs/${namespace}/${name}/${meant.name}${queryOf(options)}`;
    return unexplained(500, `Get "${url}": ${problem.why}`);
  }
  const id = instanceMeant(pod, meant.name, options.previous);
  return typeof id === 'string' ? { node, containerId: id.replace(/^[a-z-]+:\/\//, '') } : id;
}

function runtimeOf({ simulation, cluster }: DoorHost, node: string): ContainerdState | undefined {
  return simulation.stateOf(`${cluster}/${node}/containerd`) as ContainerdState | undefined;
}

function instanceOf(host: DoorHost, { node, containerId }: Source): Instance | undefined {
  return runtimeOf(host, node)?.containers.map.get(containerId);
}

const NOTHING: LogView = { lines: [], first: 0, open: false };

function viewOf(host: DoorHost, source: Source): LogView {
  const state = runtimeOf(host, source.node);
  const instance = state?.containers.map.get(source.containerId);
  if (state === undefined || instance === undefined) return NOTHING;
  const view = logOf(state, instance);
  if (instance.program.component === '' || instance.state === 'created') return view;
  const now = host.simulation.now;
  const own = componentLines(etcdOf(host), instance, host.epochMs).filter(({ at }) => at <= now);
  return { ...view, lines: [...own, ...view.lines] };
}

/** RFC 3339 with nine digits, as a kubelet prints it. */
function stamp(ms: number): string {
  return `${formatTime(ms).slice(0, -1)}.${String(Math.floor(ms) % 1000).padStart(3, '0')}000000Z `;
}

/** Prints lines as they come, and remembers how far it has come. */
class Printer {
  /** Number of the next line, and how much of it has been printed already. */
  private next = -1;
  private printed = 0;
  private left: number;

  constructor(
    private readonly host: DoorHost,
    private readonly source: Source,
    private readonly options: LogOptions,
  ) {
    this.left = options.limitBytes ?? Infinity;
  }

  /** What is new since the last time. */
  read(): string {
    const { lines, first, open } = viewOf(this.host, this.source);
    const end = first + lines.length;
    if (this.next < 0) this.next = this.begin(first, end);
    let text = '';
    for (let number = Math.max(this.next, first); number < end; number++) {
      const line = lines[number - first] as LogLine;
      const isOpen = open && number === end - 1;
      text += this.line(line, number === this.next ? this.printed : 0, isOpen);
      this.printed = isOpen ? line.text.length : 0;
      this.next = isOpen ? number : number + 1;
    }
    return this.cut(text);
  }

  private begin(first: number, end: number): number {
    const { tailLines } = this.options;
    return tailLines === null ? first : Math.max(first, end - tailLines);
  }

  private line({ at, text }: LogLine, printed: number, isOpen: boolean): string {
    const { since, timestamps } = this.options;
    const ms = this.host.epochMs + at;
    if (since !== null && ms < since) return '';
    const head = timestamps && printed === 0 && text !== '' ? stamp(ms) : '';
    return `${timestamps && text === '' ? stamp(ms) : head}${text.slice(printed)}${isOpen ? '' : '\n'}`;
  }

  private cut(text: string): string {
    if (this.left === Infinity) return text;
    const bytes = bytesOfText(text);
    const kept = bytes.length <= this.left ? text : textOfBytes(bytes.subarray(0, this.left));
    this.left -= Math.min(this.left, bytes.length);
    return kept;
  }

  /** True when nothing more will come. */
  get isOver(): boolean {
    const instance = instanceOf(this.host, this.source);
    return this.left <= 0 || instance?.state !== 'running';
  }
}

class FollowedLog implements Flow {
  private readonly boot: number;

  constructor(
    private readonly taken: Taken,
    private readonly source: Source,
    private readonly printer: Printer,
  ) {
    this.boot = bootOf(taken.host);
  }

  pump(): boolean {
    // It comes by way of the API server.
    if (!isServedBy(this.taken.host, this.boot)) {
      this.taken.sink.end();
      return false;
    }
    const text = this.printer.read();
    if (text !== '') this.taken.sink.data(text);
    const isOver = this.printer.isOver || kubeletProblem(this.taken.host, this.source.node) !== '';
    if (isOver) this.taken.sink.end();
    return !isOver;
  }

  wakeAt(): number {
    return Infinity;
  }

  cut(): void {
    this.taken.sink.end();
  }

  input(): void {
    // A log takes no input.
  }

  close(): void {
    // Nothing is kept for it in the world.
  }
}

export function serveLog(taken: Taken, place: Place): Flow | null {
  const options = logOptions(taken.target.query, wallOf(taken.host));
  if (!('container' in options)) {
    refuse(taken, invalid({ group: '', kind: 'PodLogOptions' }, place.info.name, options));
    return null;
  }
  const source = sourceOf(taken, place, options);
  if (source === null) {
    // As upstream: no place, no content.
    sendAnswer(taken, NO_TEXT);
    return null;
  }
  if ('status' in source) {
    refuse(taken, source);
    return null;
  }
  const instance = instanceOf(taken.host, source);
  if (instance === undefined) {
    const body = `unable to retrieve container logs for containerd://${source.containerId}`;
    sendAnswer(taken, { status: 200, headers: TEXT_HEADERS, body });
    return null;
  }
  const printer = new Printer(taken.host, source, options);
  const text = printer.read();
  if (!options.follow || printer.isOver) {
    sendAnswer(taken, { status: 200, headers: TEXT_HEADERS, body: text });
    return null;
  }
  taken.sink.head(200, TEXT_HEADERS);
  if (text !== '') taken.sink.data(text);
  return new FollowedLog(taken, source, printer);
}
