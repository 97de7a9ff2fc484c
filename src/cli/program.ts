/** A program that the shell can run: kubectl today; eksctl, aws and docker have their place beside it. */
import type { Transport } from './http';

/** The shell's files as programs see them. Paths are absolute or relative to `cwd`. */
export interface Files {
  readonly cwd: string;
  /** Throws a `FileError`. */
  read(path: string): Promise<string>;
  /** The bytes of a file, where these files keep bytes: they need not be UTF-8. Throws a `FileError`. */
  readBytes?(path: string): Promise<Uint8Array>;
  /** Throws a `FileError`. Makes missing folders only with `makeFolders`. */
  write(path: string, text: string, makeFolders?: boolean): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names in a folder, sorted. Throws a `FileError`. */
  list(path: string): Promise<readonly string[]>;
  kind(path: string): Promise<'file' | 'folder' | 'missing'>;
}

/** `code` as in POSIX: ENOENT, EISDIR, ENOTDIR, EACCES. */
export class FileError extends Error {
  override readonly name = 'FileError';
  constructor(
    readonly code: string,
    readonly path: string,
  ) {
    super(`${code}: ${path}`);
  }
}

export interface Input {
  /** True when a person types: no end of file until Ctrl-D. */
  readonly isTerminal: boolean;
  /** The next piece (a line as typed, with its newline, or what a pipe holds); null at the end of file. */
  read(): Promise<string | null>;
}

/** The keyboard while one program has it to itself: every key as its bytes, Ctrl-C included, and nothing is echoed. */
export interface RawKeyboard {
  /** The next bytes; null when the terminal has gone. */
  read(): Promise<Uint8Array | null>;
  /** Columns and rows of the screen. */
  size(): { readonly columns: number; readonly rows: number };
  /** Calls back whenever the size changes. */
  onResize(changed: () => void): void;
  /** Gives the keyboard back to the shell. A `read` that waits ends with null. */
  release(): void;
}

/** A connection to a port of this machine, as the program that listens sees it. */
export interface LocalConnection {
  /** Ends when the other side has sent all it had to send. */
  readonly incoming: AsyncIterable<Uint8Array>;
  send(bytes: Uint8Array): void;
  close(): void;
}

export interface LocalListener {
  /** The port that was given, or the free one that was taken for 0. */
  readonly port: number;
  close(): void;
}

/** What a program may use of the world around it. */
export interface ProgramContext {
  readonly transport: Transport;
  readonly files: Files;
  readonly env: ReadonlyMap<string, string>;
  readonly stdin: Input;
  /** True when stdout is the person's terminal. */
  readonly isTerminal: boolean;
  out(text: string): void;
  err(text: string): void;
  /** The line that the person typed; it names the inputs that the program makes. */
  readonly commandLine: string;
  /** Wall clock of the world, ms since 1970. */
  now(): number;
  /** Waits in virtual time, ms. Rejects with the signal's reason when the program is interrupted. */
  sleep(ms: number): Promise<void>;
  /** Aborted by Ctrl-C. The program then ends with code 130. */
  readonly signal: AbortSignal;
  /** Lets the person edit a text. Resolves with the text as saved; null when the editor was left without saving. */
  edit(name: string, text: string): Promise<string | null>;
  /** Takes the keyboard for itself (`exec -it`). Missing where nobody types. */
  raw?(): RawKeyboard;
  /** Listens on a port of this machine, for `curl localhost:8080` in the same shell. Null when the port is taken. */
  listen?(port: number, accept: (connection: LocalConnection) => void): LocalListener | null;
}

export interface Program {
  readonly name: string;
  /** Resolves with the exit code. Never rejects, but for an interrupt. `args`: without the program's own name. */
  run(args: readonly string[], context: ProgramContext): Promise<number>;
}
