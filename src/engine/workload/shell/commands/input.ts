/** What the text tools read: the files that they are given, or their input. */
import { resolvePath } from '../../files';
import type { Call } from '../host';
import { NO_INPUT, type Stream } from '../process';
import { openInput } from '../streams';

export interface Source {
  /** As given; '' for the input. */
  readonly name: string;
  readonly stream: Stream;
}

/** The sources, and whether one of them could not be opened. */
export function sourcesOf(
  call: Call,
  names: readonly string[],
): { readonly sources: readonly Source[]; readonly failed: boolean } {
  if (names.length === 0) return { sources: [{ name: '', stream: call.takeInput() }], failed: false };
  let failed = false;
  const sources: Source[] = [];
  for (const name of names) {
    const path = resolvePath(call.process.cwd, name);
    const stream = name === '-' ? call.takeInput() : openInput(call.host, path);
    if (stream !== null) {
      sources.push({ name, stream });
      continue;
    }
    failed = true;
    const why = call.host.files.isDirectory(path) ? 'read error: Is a directory' : "can't open";
    call.err(
      why === "can't open"
        ? `${call.name}: can't open '${name}': No such file or directory\n`
        : `${call.name}: ${why}\n`,
    );
  }
  return { sources, failed };
}

/** All of it as one stream. */
export function joined(sources: readonly Source[]): Stream {
  if (sources.length === 0) return NO_INPUT;
  let text = '';
  let zeros = 0;
  for (const { stream } of sources) {
    text += stream.text;
    zeros += stream.zeros;
  }
  return { text, zeros };
}

/** Lines without their ends. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Options in one letter each, and the words after them. Letters in `valued` take the next word. */
export function optionsOf(
  args: readonly string[],
  valued: string,
): {
  readonly flags: ReadonlySet<string>;
  readonly values: Readonly<Record<string, string>>;
  readonly words: readonly string[];
} {
  const flags = new Set<string>();
  const values: Record<string, string> = {};
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      i++;
      break;
    }
    if (!arg.startsWith('-') || arg === '-') break;
    if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split('=');
      flags.add(name);
      if (value !== undefined) values[name] = value;
      continue;
    }
    for (let j = 1; j < arg.length; j++) {
      const letter = arg[j] as string;
      flags.add(letter);
      if (!valued.includes(letter)) continue;
      const rest = arg.slice(j + 1);
      values[letter] = rest === '' ? (args[++i] ?? '') : rest;
      break;
    }
  }
  return { flags, values, words: args.slice(i) };
}
