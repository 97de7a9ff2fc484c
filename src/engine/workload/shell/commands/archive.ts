/** tar: what `kubectl cp` needs, and a little more. Models the ustar format, with the long names of GNU and of pax. */
import { bytesOfText, textOfBytes } from '../../../api/text-bytes';
import { isWithin, resolvePath } from '../../files';
import type { Call, Command, Outcome } from '../host';
import { optionsOf } from './input';

const BLOCK = 512;
/** Of one file, characters: our own limit. */
const FILE_MAX = 1_048_576;

interface Member {
  /** As in the archive; a directory's ends with a slash. */
  readonly name: string;
  readonly mode: number;
  readonly bytes: Uint8Array;
}

// ------------------------------------------------------------------------------------------------- writing

function putText(block: Uint8Array, at: number, text: string): void {
  block.set(bytesOfText(text), at);
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')}\0`;
}

function headerOf(name: string, type: string, mode: number, size: number, seconds: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  putText(block, 0, name.slice(0, 100));
  putText(block, 100, octal(mode, 7));
  putText(block, 108, octal(0, 7));
  putText(block, 116, octal(0, 7));
  putText(block, 124, octal(size, 11));
  putText(block, 136, octal(seconds, 11));
  putText(block, 148, '        ');
  putText(block, 156, type);
  putText(block, 257, 'ustar  \0');
  putText(block, 265, 'root');
  putText(block, 297, 'root');
  const sum = block.reduce((total, byte) => total + byte, 0);
  putText(block, 148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
  whole.set(bytes);
  return whole;
}

function blocksOf({ name, mode, bytes }: Member, seconds: number): readonly Uint8Array[] {
  const isDirectory = name.endsWith('/');
  const header = headerOf(name, isDirectory ? '5' : '0', mode, bytes.length, seconds);
  if (bytesOfText(name).length <= 100) return [header, padded(bytes)];
  const long = bytesOfText(`${name}\0`);
  return [headerOf('././@LongLink', 'L', 0, long.length, 0), padded(long), header, padded(bytes)];
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What an archive of a path holds; null when there is nothing. */
function membersOf(call: Call, directory: string, word: string): readonly Member[] | null {
  const { files } = call.host;
  const path = resolvePath(directory, word);
  const name = word.replace(/^\/+/, '').replace(/\/+$/, '') || '.';
  const file = files.read(path);
  if (file !== undefined) return [{ name, mode: file.mode, bytes: bytesOfText(file.text) }];
  if (!files.isDirectory(path)) return null;
  const members: Member[] = [{ name: `${name}/`, mode: 0o755, bytes: new Uint8Array(0) }];
  for (const inner of [...files.paths()].sort((a, b) => (a < b ? -1 : 1))) {
    if (!isWithin(inner, path) || inner === path || inner === `${path}/`) continue;
    const node = files.read(inner);
    const rest = inner.slice(path === '/' ? 1 : path.length + 1);
    if (node !== undefined)
      members.push({ name: `${name}/${rest}`, mode: node.mode, bytes: bytesOfText(node.text) });
    else if (inner.endsWith('/'))
      members.push({ name: `${name}/${rest}`, mode: 0o755, bytes: new Uint8Array(0) });
  }
  return members;
}

function create(call: Call, archive: string, directory: string, words: readonly string[]): number {
  const seconds = Math.floor((call.host.epochMs + call.host.now) / 1000);
  const parts: Uint8Array[] = [];
  let code = 0;
  if (words.some((word) => word.startsWith('/'))) {
    const isBusybox = call.host.userland === 'busybox';
    call.err(
      isBusybox
        ? "tar: removing leading '/' from member names\n"
        : "tar: Removing leading `/' from member names\n",
    );
  }
  for (const word of words) {
    const members = membersOf(call, directory, word);
    if (members === null) {
      call.err(
        `tar: ${word}: ${call.host.userland === 'busybox' ? '' : 'Cannot stat: '}No such file or directory\n`,
      );
      code = call.host.userland === 'busybox' ? 1 : 2;
    } else {
      for (const member of members) parts.push(...blocksOf(member, seconds));
    }
  }
  if (code !== 0 && call.host.userland !== 'busybox') {
    call.err('tar: Exiting with failure status due to previous errors\n');
  }
  parts.push(new Uint8Array(2 * BLOCK));
  const text = textOfBytes(concat(parts));
  if (archive === '-') call.out(text);
  else call.host.files.write(resolvePath(call.process.cwd, archive), { text, mode: 0o644 });
  return code;
}

// ------------------------------------------------------------------------------------------------- reading

function fieldOf(block: Uint8Array, at: number, length: number): string {
  const end = block.indexOf(0, at);
  return textOfBytes(block.subarray(at, end < 0 || end > at + length ? at + length : end));
}

function paxPath(text: string): string {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(text)?.[1] ?? '';
}

/** The members of an archive; null when it is none. */
function readArchive(bytes: Uint8Array): readonly Member[] | null {
  const members: Member[] = [];
  let longName = '';
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const block = bytes.subarray(at, at + BLOCK);
    if (block[0] === 0) break;
    if (fieldOf(block, 257, 5) !== 'ustar') return null;
    const size = parseInt(fieldOf(block, 124, 12), 8) || 0;
    const type = fieldOf(block, 156, 1);
    const body = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (body.length < size) return null;
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'L') longName = textOfBytes(body).replace(/\0.*$/, '');
    else if (type === 'x') longName = paxPath(textOfBytes(body));
    else if (type === '' || type === '0' || type === '5') {
      const prefix = fieldOf(block, 345, 155);
      const short = prefix === '' ? fieldOf(block, 0, 100) : `${prefix}/${fieldOf(block, 0, 100)}`;
      const name = longName === '' ? short : longName;
      const isDirectory = type === '5' && !name.endsWith('/');
      members.push({
        name: isDirectory ? `${name}/` : name,
        mode: parseInt(fieldOf(block, 100, 8), 8) & 0o777,
        bytes: body,
      });
      longName = '';
    }
  }
  return members;
}

function makeDirectories(call: Call, path: string): void {
  const { files } = call.host;
  const parts = path.split('/').slice(1, -1);
  parts.forEach((_, i) => {
    const directory = `/${parts.slice(0, i + 1).join('/')}`;
    if (!files.isDirectory(directory)) files.write(`${directory}/`, { text: '', mode: 0o755 });
  });
}

function extractOne(call: Call, directory: string, { name, mode, bytes }: Member): string {
  const path = resolvePath(directory, name);
  makeDirectories(call, name.endsWith('/') ? `${path}/x` : path);
  if (name.endsWith('/')) return '';
  const text = textOfBytes(bytes);
  if (text.length > FILE_MAX)
    return 'File too large (simplified here: one file has at most a million characters)';
  return call.host.files.write(path, { text, mode: mode || 0o644 });
}

function archiveBytes(call: Call, archive: string): Uint8Array | null {
  if (archive === '-') return bytesOfText(call.takeInput().text);
  const file = call.host.files.read(resolvePath(call.process.cwd, archive));
  return file === undefined ? null : bytesOfText(file.text);
}

function open(call: Call, archive: string): readonly Member[] | null {
  const bytes = archiveBytes(call, archive);
  if (bytes === null) call.err(`tar: can't open '${archive}': No such file or directory\n`);
  const members = bytes === null ? null : readArchive(bytes);
  if (bytes !== null && members === null) call.err('tar: invalid tar magic\n');
  return members;
}

function extract(call: Call, archive: string, directory: string, isVerbose: boolean): number {
  if (!call.host.files.isDirectory(directory)) {
    call.err(`tar: can't change directory to '${directory}': No such file or directory\n`);
    return 1;
  }
  const members = open(call, archive);
  if (members === null) return 1;
  let code = 0;
  for (const member of members) {
    if (isVerbose) call.out(`${member.name}\n`);
    const problem = extractOne(call, directory, member);
    if (problem === '') continue;
    call.err(`tar: can't open '${member.name}': ${problem}\n`);
    code = 1;
  }
  return code;
}

function list(call: Call, archive: string): number {
  const members = open(call, archive);
  for (const { name } of members ?? []) call.out(`${name}\n`);
  return members === null ? 1 : 0;
}

function tar(call: Call): Outcome {
  const [first = '', ...rest] = call.args;
  // `tar cf -` is `tar -cf -`.
  const args = /^[a-zA-Z]+$/.test(first) ? [`-${first}`, ...rest] : call.args;
  const words: string[] = [];
  let directory = call.process.cwd;
  let archive = '-';
  const flags = new Set<string>();
  for (let i = 0; i < args.length; ) {
    const parsed = optionsOf(args.slice(i), 'fC');
    for (const flag of parsed.flags) flags.add(flag);
    archive = parsed.values['f'] ?? archive;
    if (parsed.values['C'] !== undefined) directory = resolvePath(directory, parsed.values['C']);
    i = args.length - parsed.words.length;
    while (i < args.length && !(args[i] as string).startsWith('-')) words.push(args[i++] as string);
    if (args[i] === '-') i++;
  }
  if (flags.has('c')) return create(call, archive, directory, words);
  if (flags.has('x')) return extract(call, archive, directory, flags.has('v'));
  if (flags.has('t')) return list(call, archive);
  call.err('tar: must specify one of -c, -x, -t\n');
  return 1;
}

export const ARCHIVE_COMMANDS: Readonly<Record<string, Command>> = { tar: { run: tar } };
