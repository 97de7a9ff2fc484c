/** Tools for files and directories. */
import { directoryOf, isWithin, resolvePath } from '../../files';
import type { Call, Command, Outcome } from '../host';
import { matches, globPattern } from '../pattern';
import { hasTerminal } from '../process';
import { optionsOf, textOf } from './input';
import { byteCount, holdBytes } from './memory';
import { topFiles } from '../streams';

function pathOf(call: Call, word: string): string {
  return resolvePath(call.process.cwd, word);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Names right below a directory, in order. */
function entriesOf(call: Call, directory: string): readonly string[] {
  const prefix = directory === '/' ? '/' : `${directory}/`;
  const names = new Set<string>();
  for (const path of call.host.files.paths()) {
    if (!path.startsWith(prefix)) continue;
    const name = path.slice(prefix.length).split('/')[0] ?? '';
    if (name !== '') names.add(name);
  }
  return [...names].sort(byCodeUnits);
}

function bits(mode: number): string {
  return [6, 3, 0]
    .map((shift) => {
      const three = (mode >> shift) & 7;
      return `${(three & 4) === 0 ? '-' : 'r'}${(three & 2) === 0 ? '-' : 'w'}${(three & 1) === 0 ? '-' : 'x'}`;
    })
    .join('');
}

function longLine(call: Call, path: string, name: string): string {
  const file = call.host.files.read(path);
  if (file === undefined) return `drwxr-xr-x    1 root     root          4096 ${name}`;
  const size = String(file.text.length).padStart(13);
  return `-${bits(file.mode)}    1 root     root ${size} ${name}`;
}

function isTerminal({ process }: Call): boolean {
  return hasTerminal(process) && topFiles(process).out.to === 'stdout';
}

const WIDTH = 80;

/** Names one below the other, as many columns as fit. */
function inColumns(names: readonly string[]): readonly string[] {
  const wide = Math.max(0, ...names.map((name) => name.length)) + 2;
  const columns = Math.max(1, Math.floor(WIDTH / wide));
  const rows = Math.ceil(names.length / columns);
  return Array.from({ length: rows }, (_, row) =>
    names
      .filter((_name, i) => i % rows === row)
      .map((name) => name.padEnd(wide))
      .join('')
      .trimEnd(),
  );
}

function ls(call: Call): Outcome {
  const { flags, words } = optionsOf(call.args, '');
  const names = words.length === 0 ? ['.'] : words;
  let code = 0;
  for (const name of names) {
    const path = pathOf(call, name);
    const isDirectory = call.host.files.isDirectory(path);
    if (!isDirectory && call.host.files.read(path) === undefined) {
      call.err(`ls: ${name}: No such file or directory\n`);
      code = 1;
      continue;
    }
    const whole = !isDirectory || flags.has('d');
    const entries = whole
      ? [name]
      : entriesOf(call, path).filter((entry) => flags.has('a') || flags.has('A') || !entry.startsWith('.'));
    if (names.length > 1 && !whole) call.out(`${name}:\n`);
    const line = (entry: string): string => longLine(call, whole ? path : resolvePath(path, entry), entry);
    if (flags.has('l')) call.out(textOf(entries.map(line)));
    else call.out(textOf(isTerminal(call) && !flags.has('1') ? inColumns(entries) : entries));
  }
  return code;
}

function write(call: Call, word: string, text: string | null, mode = 0o644): number {
  const path = pathOf(call, word);
  const problem = call.host.files.write(path, text === null ? null : { text, mode });
  if (problem === '') return 0;
  const what =
    call.name === 'rm' ? "can't remove" : call.name === 'mkdir' ? "can't create directory" : "can't create";
  call.err(`${call.name}: ${what} '${word}': ${problem}\n`);
  return 1;
}

function touch(call: Call): Outcome {
  const { words } = optionsOf(call.args, 'dtr');
  let code = 0;
  for (const word of words) {
    const old = call.host.files.read(pathOf(call, word));
    if (old === undefined && !call.host.files.isDirectory(pathOf(call, word)))
      code = write(call, word, '') || code;
  }
  return code;
}

function rm(call: Call): Outcome {
  const { flags, words } = optionsOf(call.args, '');
  const deep = flags.has('r') || flags.has('R');
  let code = 0;
  for (const word of words) {
    const path = pathOf(call, word);
    const isFile = call.host.files.read(path) !== undefined;
    if (!isFile && call.host.files.isDirectory(path)) {
      if (deep) {
        code = removeAll(call, word, path) || code;
      } else {
        call.err(`rm: '${word}' is a directory\n`);
        code = 1;
      }
    } else if (isFile) {
      code = write(call, word, null) || code;
    } else if (!flags.has('f')) {
      call.err(`rm: can't remove '${word}': No such file or directory\n`);
      code = 1;
    }
  }
  return code;
}

function removeAll(call: Call, word: string, path: string): number {
  let problem = '';
  for (const inner of call.host.files.paths()) {
    if (isWithin(inner, path)) problem = call.host.files.write(inner, null) || problem;
  }
  if (problem === '') return 0;
  call.err(`rm: can't remove '${word}': ${problem}\n`);
  return 1;
}

function mkdir(call: Call): Outcome {
  const { flags, words } = optionsOf(call.args, 'm');
  let code = 0;
  for (const word of words) {
    const path = pathOf(call, word);
    const { files } = call.host;
    if (files.isDirectory(path) || files.read(path) !== undefined) {
      if (flags.has('p')) continue;
      call.err(`mkdir: can't create directory '${word}': File exists\n`);
      code = 1;
      continue;
    }
    if (!flags.has('p') && !files.isDirectory(directoryOf(path))) {
      call.err(`mkdir: can't create directory '${word}': No such file or directory\n`);
      code = 1;
      continue;
    }
    const problem = files.write(`${path}/`, { text: '', mode: 0o755 });
    if (problem === '') continue;
    call.err(`mkdir: can't create directory '${word}': ${problem}\n`);
    code = 1;
  }
  return code;
}

/** The pairs of files that a copy makes: one file, or all files of a directory. */
function pairs(call: Call, source: string, target: string): [string, string][] {
  const from = pathOf(call, source);
  const into = pathOf(call, target);
  const { files } = call.host;
  const base = files.isDirectory(into) ? resolvePath(into, from.slice(from.lastIndexOf('/') + 1)) : into;
  if (files.read(from) !== undefined) return [[from, base]];
  return files
    .paths()
    .filter((path) => isWithin(path, from) && files.read(path) !== undefined)
    .map((path) => [path, base + path.slice(from.length)]);
}

function copy(call: Call): Outcome {
  const { words } = optionsOf(call.args, '');
  const target = words.at(-1) ?? '';
  let code = 0;
  for (const word of words.slice(0, -1)) {
    const found = pairs(call, word, target);
    if (found.length === 0) {
      call.err(`${call.name}: can't stat '${word}': No such file or directory\n`);
      code = 1;
    }
    for (const [from, to] of found) {
      const { text = '', mode = 0o644 } = call.host.files.read(from) ?? {};
      code = write(call, to, text, mode) || code;
      if (call.name === 'mv') code = write(call, from, null) || code;
    }
  }
  return code;
}

function chmod(call: Call): Outcome {
  const [wish = '', ...words] = optionsOf(call.args, '').words;
  let code = 0;
  for (const word of words) {
    const old = call.host.files.read(pathOf(call, word));
    if (old === undefined) {
      call.err(`chmod: ${word}: No such file or directory\n`);
      code = 1;
      continue;
    }
    const mode = /^[0-7]+$/.test(wish)
      ? parseInt(wish, 8) & 0o777
      : wish.includes('+x')
        ? old.mode | 0o111
        : old.mode;
    code = write(call, word, old.text, mode) || code;
  }
  return code;
}

const FOUND_MAX = 1000;

function find(call: Call): Outcome {
  const [start = '.', ...rest] = call.args;
  const name = rest[rest.indexOf('-name') + 1];
  const pattern = rest.includes('-name') && name !== undefined ? globPattern(name) : null;
  const top = pathOf(call, start);
  const lines = call.host.files
    .paths()
    .filter((path) => isWithin(path, top))
    .filter((path) => pattern === null || matches(pattern, path.slice(path.lastIndexOf('/') + 1)))
    .slice(0, FOUND_MAX)
    .map((path) => start + path.slice(top === '/' ? 0 : top.length));
  call.out(textOf(lines));
  return 0;
}

/** `dd if=/dev/zero of=/dev/null bs=100M count=1`: its buffer of `bs` bytes is what it takes in memory. */
function dd(call: Call): Outcome {
  const options: Partial<Record<string, string>> = {};
  for (const word of call.args) options[word.split('=')[0] ?? ''] = word.slice(word.indexOf('=') + 1);
  const bytes = byteCount(options['bs'] ?? '512');
  const count = Number(options['count'] ?? Infinity);
  const target = options['of'];
  if (target !== undefined && !target.startsWith('/dev/')) write(call, target, '');
  call.err(`${count}+0 records in\n${count}+0 records out\n`);
  const isEndless = count === Infinity && /^\/dev\/(zero|u?random)$/.test(options['if'] ?? '');
  if (isEndless) return { kind: 'sleep', until: Infinity, breakable: false, bytes, cores: 1 };
  return holdBytes(call, bytes);
}

const quiet: Command = { run: () => 0 };

export const FILE_COMMANDS: Readonly<Record<string, Command>> = {
  ls: { run: ls },
  touch: { run: touch },
  rm: { run: rm },
  rmdir: { run: (call) => rm({ ...call, args: ['-r', ...call.args] }) },
  mkdir: { run: mkdir },
  cp: { run: copy },
  mv: { run: copy },
  ln: quiet,
  chown: quiet,
  chmod: { run: chmod },
  find: { run: find },
  dd: { run: dd },
};
