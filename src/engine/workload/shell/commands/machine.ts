/** What a container can see of the machine below it. Simplified here: sizes are those of a small virtual machine. */
import { codeOf } from '../compile';
import { enter } from '../frames';
import type { Call, Command, Outcome } from '../host';
import { hasTerminal } from '../process';
import { formatDate } from './calendar';
import { optionsOf, textOf } from './input';
import { sleepMs } from './sleep';

const KIB_TOTAL = 4_005_856;
const KIB_DISK = 61_202_244;
const KIB_DISK_USED = 9_214_380;

function mount({ host, out }: Call): Outcome {
  const volumes = host.mounts.map(({ path, kind, readOnly }) =>
    kind === 'tmpfs'
      ? `tmpfs on ${path} type tmpfs (${readOnly ? 'ro' : 'rw'},relatime,size=${KIB_TOTAL}k)`
      : `/dev/sda1 on ${path} type ext4 (${readOnly ? 'ro' : 'rw'},relatime)`,
  );
  const lines = [
    'overlay on / type overlay (rw,relatime)',
    'proc on /proc type proc (rw,nosuid,nodev,noexec,relatime)',
    'tmpfs on /dev type tmpfs (rw,nosuid,size=65536k,mode=755)',
    'sysfs on /sys type sysfs (ro,nosuid,nodev,noexec,relatime)',
    'cgroup on /sys/fs/cgroup type cgroup2 (ro,nosuid,nodev,noexec,relatime)',
    ...volumes,
    '/dev/sda1 on /etc/hosts type ext4 (rw,relatime)',
    '/dev/sda1 on /etc/hostname type ext4 (rw,relatime)',
    '/dev/sda1 on /etc/resolv.conf type ext4 (rw,relatime)',
  ];
  out(textOf(lines));
  return 0;
}

function sized(kib: number, human: boolean): string {
  if (!human) return String(kib);
  return kib >= 1_048_576 ? `${(kib / 1_048_576).toFixed(1)}G` : `${(kib / 1024).toFixed(1)}M`;
}

function df({ args, host, out }: Call): Outcome {
  const human = optionsOf(args, '').flags.has('h');
  const row = (name: string, total: number, used: number, place: string): string => {
    const cells = [total, used, total - used].map((kib) => sized(kib, human).padStart(human ? 9 : 9));
    const percent = `${total === 0 ? 0 : Math.ceil((used / total) * 100)}%`;
    return `${name.padEnd(20)} ${cells.join(' ')} ${percent.padStart(4)} ${place}`;
  };
  const size = human ? '     Size' : '1K-blocks';
  out(
    textOf([
      `${'Filesystem'.padEnd(20)} ${size}      Used Available Use% Mounted on`,
      row('overlay', KIB_DISK, KIB_DISK_USED, '/'),
      row('tmpfs', 65_536, 0, '/dev'),
      ...host.mounts.map(({ path, kind }) =>
        kind === 'tmpfs'
          ? row('tmpfs', KIB_TOTAL, 12, path)
          : row('/dev/sda1', KIB_DISK, KIB_DISK_USED, path),
      ),
      row('/dev/sda1', KIB_DISK, KIB_DISK_USED, '/etc/hosts'),
    ]),
  );
  return 0;
}

function free({ args, host, out }: Call): Outcome {
  const { flags } = optionsOf(args, '');
  const unit = flags.has('h') || flags.has('m') ? 1024 : 1;
  const used = 812_000 + Math.floor(host.memoryBytes() / 1024);
  const cell = (kib: number): string => String(Math.floor(kib / unit)).padStart(12);
  out(
    textOf([
      `${' '.repeat(14)}total        used        free      shared  buff/cache   available`,
      `Mem:   ${cell(KIB_TOTAL)}${cell(used)}${cell(KIB_TOTAL - used - 1_402_112)}${cell(6120)}${cell(1_402_112)}${cell(KIB_TOTAL - used - 180_000)}`,
      `Swap:  ${cell(0)}${cell(0)}${cell(0)}`,
    ]),
  );
  return 0;
}

function uptimeText({ now, epochMs }: Call['host']): string {
  const minutes = Math.floor(now / 60_000);
  const hours = Math.floor(minutes / 60);
  const up =
    hours === 0 ? `${minutes} min` : `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}`;
  return `${formatDate(epochMs + now, '%T')} up ${up},  0 users,  load average: 0.28, 0.31, 0.30`;
}

function topScreen({ host }: Call): string {
  const used = 812_000 + Math.floor(host.memoryBytes() / 1024);
  return textOf([
    `Mem: ${used}K used, ${KIB_TOTAL - used}K free, 6120K shrd, 120412K buff, 1281700K cached`,
    'CPU:   3% usr   2% sys   0% nic  94% idle   0% io   0% irq   0% sirq',
    'Load average: 0.28 0.31 0.30 2/412 31',
    '  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND',
    ...host
      .processes()
      .map(
        ({ pid, command }) => `${String(pid).padStart(5)}     0 root     S     4400   0%   0   0% ${command}`,
      ),
  ]);
}

const REFRESH_MS = 5000;

/** `top -b -n1` once; else again and again until it is interrupted. */
function top(call: Call): Outcome {
  const { flags, values } = optionsOf(call.args, 'nd');
  const isBatch = flags.has('b');
  call.out(`${isBatch ? '' : '\u001b[H\u001b[J'}${topScreen(call)}`);
  if (Number(values['n'] ?? Infinity) <= 1) return 0;
  return { kind: 'poll', until: call.host.now + REFRESH_MS, seen: 0, command: [call.name, ...call.args] };
}

function xargs({ args, process, takeInput }: Call): Outcome {
  const { values, words } = optionsOf(args, 'nIP');
  const given = takeInput()
    .text.split(/\s+/)
    .filter((word) => word !== '');
  const command = words.length === 0 ? ['echo'] : words;
  const size = Number(values['n'] ?? given.length) || 1;
  const holder = values['I'];
  const lines: string[] = [];
  const quoted = (list: readonly string[]): string =>
    list.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  if (holder !== undefined) {
    for (const word of given) lines.push(quoted(command.map((each) => each.replaceAll(holder, word))));
  } else {
    for (let i = 0; i < given.length; i += size)
      lines.push(quoted([...command, ...given.slice(i, i + size)]));
  }
  const script = { text: lines.join('\n') };
  enter(process, 'trap', script, 0, codeOf(script).code.length, ['xargs']);
  return 0;
}

/** Runs a command line again and again. */
function watch({ args, process }: Call): Outcome {
  const { values, words } = optionsOf(args, 'n');
  const seconds = (sleepMs(values['n'] ?? '2') || 2000) / 1000;
  const line = words.join(' ');
  const head = `Every ${seconds.toFixed(1)}s: ${line}`.replaceAll("'", '');
  const script = { text: `while true; do clear; echo '${head}'; echo; ${line}; sleep ${seconds}; done` };
  enter(process, 'trap', script, 0, codeOf(script).code.length, ['watch']);
  return 0;
}

function baseName(path: string): string {
  const bare = path.replace(/\/+$/, '');
  return bare.slice(bare.lastIndexOf('/') + 1) || '/';
}

function stat(call: Call): Outcome {
  const [word = ''] = call.args.filter((arg) => !arg.startsWith('-'));
  const file = call.host.files.read(word);
  if (file === undefined && !call.host.files.isDirectory(word)) {
    call.err(`stat: can't stat '${word}': No such file or directory\n`);
    return 1;
  }
  const size = file?.text.length ?? 4096;
  const kind = file === undefined ? 'directory' : 'regular file';
  call.out(
    `  File: ${word}\n  Size: ${size}\t\tBlocks: ${Math.ceil(size / 512)}          IO Block: 4096   ${kind}\n`,
  );
  return 0;
}

function says(text: string): Command {
  return { run: ({ out }) => (out(text), 0) };
}

export const MACHINE_COMMANDS: Readonly<Record<string, Command>> = {
  mount: { run: mount },
  df: { run: df },
  free: { run: free },
  uptime: { run: ({ host, out }) => (out(` ${uptimeText(host)}\n`), 0) },
  top: { run: top, poll: top },
  xargs: { run: xargs },
  watch: { run: watch },
  stat: { run: stat },
  clear: says('\u001b[H\u001b[J'),
  reset: says('\u001bc'),
  tty: {
    run: ({ process, out }) => {
      const isTerminal = hasTerminal(process);
      out(isTerminal ? '/dev/pts/0\n' : 'not a tty\n');
      return isTerminal ? 0 : 1;
    },
  },
  stty: { run: ({ args, out }) => (out(args[0] === 'size' ? '24 80\n' : ''), 0) },
  basename: {
    run: ({ args, out }) => {
      const [path = '', suffix = ''] = args;
      const name = baseName(path);
      out(
        `${suffix !== '' && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name}\n`,
      );
      return 0;
    },
  },
  dirname: {
    run: ({ args: [path = ''], out }) => {
      const cut = path.replace(/\/+$/, '').replace(/\/*[^/]*$/, '');
      out(`${cut === '' ? (path.startsWith('/') ? '/' : '.') : cut}\n`);
      return 0;
    },
  },
};
