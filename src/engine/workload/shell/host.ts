/** What a running script sees of the container around it. Lives for one slice only, so it may hold functions. */
import type { FileNode } from '../files';
import type { Server } from '../server';
import type { Answer, Ask, ShellProcess, Stream, Wait } from './process';

/** The files of a container: those of its image, its volumes and its own. */
export interface FileSystem {
  read(path: string): FileNode | undefined;
  isDirectory(path: string): boolean;
  /** Absolute paths of all files; those of directories end with a slash. */
  paths(): readonly string[];
  /** Writes a file, makes a directory (path with a slash at its end), or removes (null). Returns '' or why it can't. */
  write(path: string, node: FileNode | null): string;
}

/** A server of the image, in the foreground or (`daemon`) in the background. */
export interface ServerProgram {
  readonly kind: 'server';
  readonly server: Server;
  readonly daemon: boolean;
}

/** A small program of the image: what it says. */
export interface ImageTool {
  readonly kind: 'tool';
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process as `ps` shows it. */
export interface HostProcess {
  readonly pid: number;
  readonly command: string;
}

export interface HostMount {
  readonly path: string;
  /** `tmpfs`: what the kubelet fills (tokens, Secrets); else a disk. */
  readonly kind: 'tmpfs' | 'disk';
  readonly readOnly: boolean;
}

export interface ShellHost {
  readonly now: number;
  readonly epochMs: number;
  readonly hostname: string;
  readonly ip: string;
  /** What PID 1 is called. */
  readonly mainName: string;
  /** Who runs in the container: `root`, or a number. */
  readonly user: string;
  /** Volumes, by where they are mounted. */
  readonly mounts: readonly HostMount[];
  /** What runs in the container, its main process first. */
  processes(): readonly HostProcess[];
  /** Memory that the container uses. */
  memoryBytes(): number;
  /** Whose userland the image has: what shells and tools say differs. */
  readonly userland: 'busybox' | 'debian';
  readonly files: FileSystem;
  print(stream: 'stdout' | 'stderr', text: string): void;
  /** Ctrl-C reaches a process that is no shell. */
  interrupt(): void;
  /** Sends a signal to PID 1. Returns what to say about it, or ''. */
  signal(number: number): string;
  /** A program of the image, by the words of its command line; `missing` where ours would have one and it has not. */
  program(words: readonly string[]): ServerProgram | ImageTool | 'missing' | undefined;
  /** An answer that is known at once, or null when it has to be waited for. */
  ask(ask: Ask): Answer | null;
}

/** One command under way. */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly process: ShellProcess;
  readonly host: ShellHost;
  /** What it reads, up to now: a command that takes it uses `takeInput`. */
  takeInput(): Stream;
  takeLine(): string | null;
  /** Of input that a client sends: what has come so far. Null for other input. */
  takeSome(): { readonly text: string; readonly over: boolean } | null;
  out(text: string, zeros?: number): void;
  err(text: string): void;
}

/** An exit code, or what it waits for. */
export type Outcome = number | Wait;

export interface Command {
  run(call: Call): Outcome;
  /** Goes on once what it asked for has been answered. */
  finish?(call: Call, answer: Answer): number;
  /** Looks again. */
  poll?(call: Call, seen: number): Outcome;
}
