/** What a script in a container sees around it: files, names, the network, and the programs of its image. */
import type { Context } from '../kernel/component';
import { imageOf } from '../workload/registry';
import { lacksCommand, notInPath, type Image, type Tool } from '../workload/image';
import type { Answer, Ask } from '../workload/shell/process';
import type { HostMount, HostProcess, ImageTool, ServerProgram, ShellHost } from '../workload/shell/host';
import { directoryOf } from '../workload/files';
import { memoryOf } from './container-memory';
import { isCommand } from '../workload/shell/commands';
import { fileSystemOf, hostnameOf, readFile } from './container-files';
import { userlandOf } from './image-files';
import { answerHttp, isUp, listenerInPod } from './container-server';
import type { ContainerdState, Instance } from './containerd-state';

/** What differs between a main process, a command of `exec`, and a look from outside. */
export interface HostWishes {
  print(stream: 'stdout' | 'stderr', text: string): void;
  signal(number: number): string;
  /** Ctrl-C reaches a process that is no shell. */
  interrupt(): void;
  /** Asks the network; null when the answer takes time. */
  ask(ask: Ask): Answer | null;
}

export function hostOf(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  wishes: HostWishes,
): ShellHost {
  const { now, epoch } = context;
  return {
    now,
    epochMs: state.epochMs,
    hostname: hostnameOf(state, instance),
    ip: state.sandboxes.map.get(instance.podUid)?.ip ?? '',
    mainName: instance.program.name,
    userland: userlandOf(instance),
    user: instance.user ?? 'root',
    mounts: mountsOf(instance),
    processes: () => processesOf(state, instance),
    memoryBytes: () => memoryOf(state, instance, now),
    files: fileSystemOf(state, epoch, instance),
    print: wishes.print,
    signal: wishes.signal,
    interrupt: wishes.interrupt,
    program: (words) => programFor(state, instance, words, now, wishes),
    ask: (ask) => answerLocally(state, instance, ask, now) ?? wishes.ask(ask),
  };
}

const images = new WeakMap<Instance, Image | null>();

function imageBehind(instance: Instance): Image | undefined {
  let image = images.get(instance);
  if (image === undefined) {
    image = imageOf(instance.image) ?? null;
    images.set(instance, image);
  }
  return image ?? undefined;
}

/** Directories that the kubelet has filled, and volumes of the pod. */
function mountsOf({ files = {}, mounts = [] }: Instance): readonly HostMount[] {
  const filled = [...new Set(Object.keys(files).map(directoryOf))].sort();
  return [
    ...mounts.map(({ path, readOnly }): HostMount => ({ path, kind: 'disk', readOnly })),
    ...filled.map((path): HostMount => ({ path, kind: 'tmpfs', readOnly: true })),
  ];
}

function commandLineOf({ program: { name, script } }: Instance): string {
  if (script === null) return name === 'nginx' ? 'nginx: master process nginx -g daemon off;' : name;
  return (script.words ?? ['sh', '-c', script.text.replace(/\s+/g, ' ').trim()]).join(' ');
}

/** Processes have numbers of their own in each container. An ephemeral container sees those of its target. */
function processesOf(state: ContainerdState, instance: Instance): readonly HostProcess[] {
  const target =
    instance.target === undefined
      ? undefined
      : [...state.containers.map.values()].find(
          ({ podUid, name, state: stage }) =>
            podUid === instance.podUid && name === instance.target && stage === 'running',
        );
  const found: string[] = target === undefined ? [] : [commandLineOf(target)];
  found.push(commandLineOf(instance));
  for (const [key, { containerId }] of state.execs) {
    const script = state.processes.map.get(key)?.frames[0]?.script;
    if (containerId === instance.id && script !== undefined)
      found.push((script.words ?? ['sh', '-c', script.text]).join(' '));
  }
  return found.map((command, i) => ({ pid: i === 0 ? 1 : 6 * i + 1, command }));
}

/** A program that the image has or has not, where ours would say otherwise. */
function programFor(
  state: ContainerdState,
  instance: Instance,
  line: readonly string[],
  now: number,
  { signal }: HostWishes,
): ServerProgram | ImageTool | 'missing' | undefined {
  const image = imageBehind(instance);
  if (image === undefined) return undefined;
  const words = line[0]?.endsWith('entrypoint.sh') === true ? line.slice(1) : line;
  const [name = ''] = words;
  const tool = toolOf(image, words);
  if (tool !== undefined) {
    const {
      exitCode,
      stdout = '',
      stderr = '',
    } = isUp(state, instance, now) ? tool.up : (tool.down ?? tool.up);
    const note = tool.signal === undefined ? '' : signal(tool.signal);
    return { kind: 'tool', exitCode, stdout, stderr: stderr + note };
  }
  if (image.server === undefined || !image.binaries.includes(name)) {
    const missing = !BUILTINS.has(name) && lacksCommand(image, name);
    return missing ? 'missing' : undefined;
  }
  const { server } = image;
  const tag = '';
  const started =
    image.adapt === undefined ? server : image.adapt(server, { words, env: instance.env ?? {}, tag });
  const text = words.join(' ');
  const daemon = (name === 'nginx' && !text.includes('daemon off')) || /--daemonize yes/.test(text);
  return { kind: 'server', server: started, daemon };
}

function toolOf({ tools }: Image, words: readonly string[]): Tool | undefined {
  const [name = ''] = words;
  if (tools === undefined || name === '') return undefined;
  for (const start of Object.keys(tools)) {
    if (!start.startsWith(name)) continue;
    const line = words.join(' ');
    if (line === start || line.startsWith(`${start} `)) return tools[start];
  }
  return undefined;
}

/** Why a command can't be begun in a container; '' when it can. */
export function execProblem(state: ContainerdState, instance: Instance, words: readonly string[]): string {
  const image = imageBehind(instance);
  const [name = ''] = words;
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (image === undefined || image.binaries.includes(base)) return '';
  const isThere =
    readFile(state, instance, name) !== undefined || toolOf(image, [base, ...words.slice(1)]) !== undefined;
  if (isThere || (!lacksCommand(image, base) && isCommand(base))) return '';
  const why = name.includes('/')
    ? `exec: "${name}": stat ${name}: no such file or directory`
    : notInPath(name);
  return `OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown`;
}

/** What every shell does by itself. */
const BUILTINS = new Set([
  'echo',
  'exit',
  'cd',
  'kill',
  'trap',
  'true',
  'false',
  ':',
  'export',
  'wait',
  'read',
  'test',
  '[',
]);

const LOOPBACK = /^(localhost|127(\.\d+){3})$/;

/** A request to the pod itself leaves no machine and takes no time. */
function answerLocally(state: ContainerdState, instance: Instance, ask: Ask, now: number): Answer | null {
  if (ask.kind === 'dns') return null;
  const own = state.sandboxes.map.get(instance.podUid);
  const ip = LOOPBACK.test(ask.host) ? '127.0.0.1' : ask.host;
  const isSelf = ip === '127.0.0.1' || ip === own?.ip || ask.host === hostnameOf(state, instance);
  if (!isSelf) return null;
  if (ask.port === 0) return { kind: 'open', ip };
  const listener = listenerInPod(state, instance.podUid, ask.port, now);
  if (listener === undefined) return { kind: 'failed', why: 'refused', ip };
  if (ask.kind === 'tcp') return { kind: 'open', ip };
  const answer = answerHttp(state, listener, ask.port, ask.path, now);
  if (answer.kind === 'ok') return { kind: 'http', ip, code: answer.code, body: answer.body };
  return { kind: 'failed', why: answer.kind, ip };
}
