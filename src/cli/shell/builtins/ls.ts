/** `ls [-l] [-a] [-A] [-1] [-d] [-R] [-h] [-t] [-r] [-S] [FILE…]`. */
import { FileError } from '../../program';
import { meaning } from '../files/memory-files';
import type { Builtin, Machine } from '../run/machine';
import { errorsOf, outOf, type Process } from '../run/process';
import { formatted } from './time';

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly mode: number;
  readonly size: number;
  readonly changedAt: number;
}

export const ls: Builtin = (args, process, machine) => {
  const flags = args
    .filter((arg) => /^-\w+/.test(arg))
    .map((arg) => arg.slice(1))
    .join('');
  const names = args.filter((arg) => !/^-\w+/.test(arg) && !arg.startsWith('--'));
  const look = new Look(flags, process, machine);
  return look.all(names.length === 0 ? ['.'] : names);
};

class Look {
  private status = 0;

  constructor(
    private readonly flags: string,
    private readonly process: Process,
    private readonly machine: Machine,
  ) {}

  all(names: readonly string[]): number {
    const files: Entry[] = [];
    const folders: string[] = [];
    for (const name of names) {
      const path = this.machine.files.resolve(this.process.state.cwd, name);
      const kind = this.machine.files.kindAt(path);
      if (kind === 'missing') {
        errorsOf(this.process).write(
          `ls: cannot access '${name}': ${meaning(new FileError('ENOENT', name))}\n`,
        );
        this.status = 2;
      } else if (kind === 'folder' && !this.flags.includes('d')) folders.push(name);
      else files.push(this.entry(name, path));
    }
    this.print(this.sorted(files), false);
    const isTitled = names.length > 1 || this.flags.includes('R');
    let isFirst = files.length === 0;
    while (folders.length > 0) {
      const name = folders.shift() ?? '';
      if (isTitled) outOf(this.process).write(`${isFirst ? '' : '\n'}${name}:\n`);
      isFirst = false;
      const inside = this.inside(name);
      this.print(inside, true);
      if (this.flags.includes('R')) {
        folders.unshift(
          ...inside
            .filter((one) => one.isFolder && !/^\.\.?$/.test(one.name))
            .map((one) => `${name.replace(/\/$/, '')}/${one.name}`),
        );
      }
    }
    return this.status;
  }

  private entry(name: string, path: string): Entry {
    const { files } = this.machine;
    return { name, isFolder: files.kindAt(path) === 'folder', ...files.entryAt(path) };
  }

  private inside(name: string): Entry[] {
    const { files } = this.machine;
    const path = files.resolve(this.process.state.cwd, name);
    const hidden = /a|A/.test(this.flags);
    const found = files
      .listAt(path)
      .filter((one) => hidden || !one.startsWith('.'))
      .map((one) => this.entry(one, `${path}/${one}`));
    const dots = this.flags.includes('a')
      ? [this.entry('.', path), this.entry('..', files.resolve(path, '..'))]
      : [];
    return [...dots, ...this.sorted(found)];
  }

  private sorted(entries: readonly Entry[]): Entry[] {
    const order = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
    if (this.flags.includes('t')) order.sort((a, b) => b.changedAt - a.changedAt);
    if (this.flags.includes('S')) order.sort((a, b) => b.size - a.size);
    return this.flags.includes('r') ? order.reverse() : order;
  }

  private print(entries: readonly Entry[], isFolder: boolean): void {
    const out = outOf(this.process);
    if (this.flags.includes('l')) {
      if (isFolder)
        out.write(`total ${entries.reduce((sum, { size }) => sum + Math.ceil(size / 4096) * 4, 0)}\n`);
      const width = Math.max(1, ...entries.map((entry) => this.size(entry).length));
      for (const entry of entries) {
        const date = formatted('%b %e %H:%M', entry.changedAt);
        const links = entry.isFolder ? 2 : 1;
        out.write(
          `${modeText(entry)} ${links} root root ${this.size(entry).padStart(width)} ${date} ${entry.name}\n`,
        );
      }
      return;
    }
    const names = entries.map(({ name }) => name);
    if (names.length === 0) return;
    out.write(
      out.isTerminal && !this.flags.includes('1')
        ? inColumns(names, this.machine.size().columns)
        : `${names.join('\n')}\n`,
    );
  }

  private size({ size }: Entry): string {
    if (!this.flags.includes('h') || size < 1024) return String(size);
    const units = ['K', 'M', 'G'];
    let value = size / 1024;
    let unit = 0;
    for (; value >= 1024; unit += 1) value /= 1024;
    return `${value < 10 ? value.toFixed(1) : Math.ceil(value)}${units[unit]}`;
  }
}

function modeText({ isFolder, mode }: Entry): string {
  const bits = 'rwxrwxrwx';
  return (
    (isFolder ? 'd' : '-') +
    Array.from(bits)
      .map((bit, at) => ((mode >> (8 - at)) & 1 ? bit : '-'))
      .join('')
  );
}

/** Down first, then across, as narrow as it gets. */
export function inColumns(names: readonly string[], width: number): string {
  const widest = Math.max(...names.map((name) => name.length)) + 2;
  const columns = Math.max(1, Math.floor(width / widest));
  const rows = Math.ceil(names.length / columns);
  let text = '';
  for (let row = 0; row < rows; row += 1) {
    const cells = names.filter((_, at) => at % rows === row);
    text += `${cells
      .map((name) => name.padEnd(widest))
      .join('')
      .trimEnd()}\n`;
  }
  return text;
}
