/** What an image holds and what it does when it runs, as data. An image is added by adding a file to images/. */
import type { Server } from './server';

/** A small program of an image, such as `redis-cli ping`. */
export interface Tool {
  /** What it says while the image's server listens … */
  readonly up: ToolReply;
  /** … and while it does not; absent: the same. */
  readonly down?: ToolReply;
  /** A signal that it sends to PID 1. */
  readonly signal?: number;
}

export interface ToolReply {
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** What the server needs to begin at all. */
export interface Requirement {
  /** One of these variables must have a value. */
  readonly env: readonly string[];
  /** What it says on stderr without them, and how it leaves. */
  readonly message: string;
  readonly exitCode: number;
}

/** How a container was started, for an image whose server depends on it. */
export interface Start {
  /** The whole command line. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly tag: string;
}

export interface Image {
  /** As in a manifest, without tag: `nginx`, `registry.k8s.io/pause`. */
  readonly name: string;
  /** Tags that exist, by pattern. */
  readonly tags: RegExp;
  /** Compressed size, bytes: what a pull has to bring. */
  readonly sizeBytes: number;
  /** What `command` of a manifest replaces. */
  readonly entrypoint: readonly string[];
  /** What `args` of a manifest replaces. */
  readonly cmd: readonly string[];
  /** Its own server; absent for an image that is there for its shell. */
  readonly server?: Server;
  /** Names under which its server is started; the first one is what runs by default. */
  readonly binaries: readonly string[];
  /** By the beginning of the command line. */
  readonly tools?: Readonly<Record<string, Tool>>;
  /** Commands of our shell that it does not have. */
  readonly lacks?: readonly string[];
  /** Built from scratch: it has no shell and no commands at all. */
  readonly scratch?: true;
  readonly requires?: Requirement;
  /** The server as the command line, the environment or the tag want it. */
  readonly adapt?: (server: Server, start: Start) => Server;
  /** The process of the cluster that it is: `kube-scheduler`. */
  readonly component?: string;
  /** What it prints when it starts, line by line. */
  readonly banner?: readonly string[];
}

export const MB = 1_000_000;
export const MIB = 1024 * 1024;

/** A version, and what official images put before and behind it. */
const VERSIONED =
  /^(latest|stable|mainline|alpine|slim|[0-9]+(\.[0-9]+){0,3}(-[a-z0-9.]+)*|stable-alpine|mainline-alpine)$/;

/** Tags of images that are known by their version only. */
export const ANY_TAG = /^.+$/;

export type ServerWishes = Partial<Server> & Pick<Server, 'name'>;

/**
 * A server that leaves on SIGTERM with code 0, and speaks no HTTP unless told. The quick ones listen before the kubelet
 * hears that they run.
 */
export function server(wishes: ServerWishes): Server {
  return {
    startMs: 0,
    ports: [],
    http: null,
    root: '',
    onTerm: { exitCode: 0, afterMs: 100 },
    memoryBytes: 10 * MIB,
    growthBytes: 0,
    ...wishes,
  };
}

type ImageWishes = Partial<Image> & Pick<Image, 'name' | 'sizeBytes'>;

/** An image; without an entrypoint, its server's name is its command. */
export function image(wishes: ImageWishes): Image {
  const name = wishes.server?.name ?? wishes.cmd?.[0] ?? '';
  return { tags: VERSIONED, entrypoint: [], cmd: [name], binaries: name === '' ? [] : [name], ...wishes };
}

/** True when a command of our shell is not in the image. */
export function lacksCommand({ scratch, lacks }: Image, name: string): boolean {
  return scratch === true || lacks?.includes(name) === true;
}

/** What a runtime says of a program that is not there. */
export function notInPath(name: string): string {
  return `exec: "${name}": executable file not found in $PATH`;
}

/** The value of `--name=value`, `-name=value` or `--name value` on a command line. */
export function optionIn(words: readonly string[], name: string): string | undefined {
  for (let i = 0; i < words.length; i++) {
    const word = (words[i] as string).replace(/^--?/, '');
    if (word === name && words[i]?.startsWith('-') === true) return words[i + 1];
    if (word.startsWith(`${name}=`) && words[i]?.startsWith('-') === true) return word.slice(name.length + 1);
  }
  return undefined;
}
