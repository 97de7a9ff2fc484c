/** What a container's main process does once it runs, from its image and the manifest's words. Plain data. */
import type { Container } from '../api/pod';
import type { FileTree } from './files';
import { lacksCommand, MIB, notInPath, server, type Image } from './image';
import { findImage, isImage, referenceOf } from './registry';
import type { Server } from './server';
import { isCommand } from './shell/commands';
import { sleepMs } from './shell/commands/sleep';
import type { Script } from './shell/compile';

export interface Program {
  /** What the process is called: `nginx`, `sleep`. */
  readonly name: string;
  /** Set when it can't be started at all: the runtime's words. */
  readonly startError: string;
  /** ms until it ends by itself; -1 for never, or for as long as its script takes. */
  readonly runMs: number;
  /** Exit code of that end. */
  readonly exitCode: number;
  /** What it serves; null for a program that is no server. */
  readonly server: Server | null;
  /** What the small shell runs for it; null for a program that is no script. */
  readonly script: Script | null;
  /** `$0`, `$1` … of the script. */
  readonly args: readonly string[];
  readonly memoryBytes: number;
  /** What it prints when it starts; on stderr when it is a complaint. */
  readonly banner: readonly string[];
  readonly complains: boolean;
  /** The process of the cluster that it is; '' for none. */
  readonly component: string;
  /** Its input is kept open for clients that attach … */
  readonly stdin?: true;
  /** … until the first of them has left … */
  readonly stdinOnce?: true;
  /** … and is a terminal. */
  readonly tty?: true;
}

/** Memory of a shell, a `sleep` … */
const SMALL_BYTES = MIB;

function program(name: string, part: Partial<Program>): Program {
  return {
    name,
    startError: '',
    runMs: -1,
    exitCode: 0,
    server: null,
    script: null,
    args: [],
    memoryBytes: SMALL_BYTES,
    banner: [],
    complains: false,
    component: '',
    ...part,
  };
}

const SHELLS = new Set(['sh', 'bash', 'ash', 'dash']);
/** An interpreter without a terminal and without work reads end of file and leaves. */
const INTERPRETERS = new Set(['python3', 'python', 'node', 'irb', 'ruby', 'perl', 'java', 'php']);
/** Scripts that only prepare what they then start. */
const ENTRYPOINT = /(^|\/)(docker-)?entrypoint\.sh$/;

const RUNC =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  'unable to start container process: error during container init: ';

function cannotStart(name: string, why: string): Program {
  return program(name, { startError: `${RUNC}${why}: unknown`, exitCode: 128 });
}

function notFound(name: string): Program {
  const isPath = name.includes('/');
  return cannotStart(
    name,
    isPath ? `exec: "${name}": stat ${name}: no such file or directory` : notInPath(name),
  );
}

/** The whole command line: `command` replaces the entrypoint and the image's own arguments, `args` the arguments. */
function commandLine(image: Image, { command = [], args }: Container): readonly string[] {
  const words =
    command.length > 0 ? [...command, ...(args ?? [])] : [...image.entrypoint, ...(args ?? image.cmd)];
  if (!ENTRYPOINT.test(words[0] ?? '')) return words;
  const rest = words.slice(1);
  const isOption = rest.length === 0 || rest[0]?.startsWith('-') === true;
  return isOption ? [image.binaries[0] ?? '', ...rest] : rest;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function ofServer(
  image: Image,
  own: Server,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  tag: string,
): Program {
  const { requires, adapt, banner = [], component = '' } = image;
  if (requires !== undefined && !requires.env.some((name) => (env[name] ?? '') !== '')) {
    const { message, exitCode } = requires;
    return program(own.name, {
      runMs: 150,
      exitCode,
      banner: message.trimEnd().split('\n'),
      complains: true,
    });
  }
  const started = adapt === undefined ? own : adapt(own, { words, env, tag });
  return program(own.name, { server: started, memoryBytes: started.memoryBytes, banner, component });
}

/** A port of 0 stands for every port. */
const EVERY_PORT = [0];

/** Somebody's server, of which nothing is known: it answers on the ports that its container declares. */
function unknownServer(name: string, spec: Container): Program {
  const ports = spec.ports?.map(({ containerPort }) => containerPort) ?? [];
  const note = `simplified here: what ${name} does is not known; it answers every request with its pod's name`;
  const http = { '*': { code: 200, body: '{hostname}\n' } };
  const own = server({ name, ports: ports.length > 0 ? ports : EVERY_PORT, http, memoryBytes: 30 * MIB });
  return program(name, { server: own, memoryBytes: own.memoryBytes, banner: [note] });
}

function ofScript(script: Script, args: readonly string[]): Program {
  return program('sh', { script, args });
}

/** Commands that end at once, or wait for input, depending on whether there is any. */
function readsInput(words: readonly string[]): boolean {
  return words.length === 1 || words.slice(1).every((word) => /^-[a-z]*$/.test(word) && !word.endsWith('c'));
}

/** A command that needs no file of the image: a shell, or one of the shell's commands. */
function ofCommand(words: readonly string[], hasInput: boolean): Program | null {
  const [name = '', first = '', ...rest] = words.map((word, i) => (i === 0 ? baseName(word) : word));
  if (SHELLS.has(name)) {
    if (hasInput && readsInput(words)) return { ...ofScript({ text: '', words }, [name]), name };
    if (words.length === 1) return program('sh', { runMs: 0 });
    return /^-[a-z]*c$/.test(first)
      ? ofScript({ text: rest[0] ?? '' }, rest.length > 1 ? rest.slice(1) : ['sh'])
      : { ...ofScript({ text: '', words }, words), name: 'sh' };
  }
  if (name === 'sleep' && rest.length === 0 && !Number.isNaN(sleepMs(first))) {
    const ms = sleepMs(first);
    return program(name, { runMs: ms === Infinity ? -1 : ms });
  }
  if (name === 'tail' && words[1] === '-f' && words[2] === '/dev/null') return program(name, {});
  return isCommand(name)
    ? { ...ofScript({ text: '', words: [name, ...words.slice(1)] }, [name]), name }
    : null;
}

function work(
  image: Image,
  tag: string,
  spec: Container,
  env: Readonly<Record<string, string>>,
  files: FileTree,
): Program {
  const words = commandLine(image, spec);
  const [path = ''] = words;
  const name = baseName(path);
  const file = files[path];
  if (file !== undefined) {
    if ((file.mode & 0o111) === 0) return cannotStart(path, `exec: "${path}": permission denied`);
    return { ...ofScript({ text: '', words }, words), name };
  }
  if (image.server !== undefined && image.binaries.includes(name))
    return ofServer(image, image.server, words, env, tag);
  if (lacksCommand(image, name)) return notFound(path);
  if (INTERPRETERS.has(name) && words[1] !== '-m') {
    if (words.length > 1) return unknownServer(name, spec);
    return program(name, spec.stdin === true ? {} : { runMs: 0 });
  }
  const command = ofCommand(words, spec.stdin === true);
  if (command !== null) return command;
  const isOurs = image.server === undefined && image.binaries.length === 0 && image.cmd.length === 0;
  // A path into the image's own files, which we don't have, or an image that nobody knows.
  if (path.includes('/') || isOurs) return unknownServer(name === '' ? baseName(image.name) : name, spec);
  return notFound(path);
}

const NO_ENV: Readonly<Record<string, string>> = {};
const NO_FILES: FileTree = {};

/** True when the program is the same for every container of this declaration, whatever its variables and files. */
function isFixed({ adapt, requires }: Image, { command, args }: Container): boolean {
  const first = command?.[0] ?? args?.[0] ?? '';
  return adapt === undefined && requires === undefined && !first.includes('/');
}

/** What the declaration says of its input. */
function withInput(made: Program, { stdin, stdinOnce, tty }: Container): Program {
  if (stdin !== true && tty !== true) return made;
  return {
    ...made,
    ...(stdin === true ? { stdin } : {}),
    ...(stdinOnce === true ? { stdinOnce } : {}),
    ...(tty === true ? { tty } : {}),
  };
}

/** Programs that depend on nothing but the declaration of their container, which the pods of a set share. */
const known = new WeakMap<Container, Program>();

/** The program that a container runs. Its image must exist. */
export function programOf(spec: Container, env = NO_ENV, files = NO_FILES): Program {
  const reference = referenceOf(spec);
  const image = findImage(reference);
  if (!isImage(image)) throw new Error(image.error);
  const fixed = isFixed(image, spec);
  const cached = fixed ? known.get(spec) : undefined;
  if (cached !== undefined) return cached;
  const made = withInput(work(image, reference.tag, spec, env, files), spec);
  if (fixed) known.set(spec, made);
  return made;
}
