/** `sleep`, `date`, `timeout`, `watch`: on the world's clock. */
import type { Builtin, Machine } from '../run/machine';
import { outOf, type Process, withDescriptors } from '../run/process';
import { ShellError, Stopped } from '../shell-error';
import { Collected, textSource } from '../streams';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `2`, `0.5`, `3m` in ms; null for what is no time. */
function durationMs(text: string): number | null {
  const found = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  if (!found) return text === 'infinity' ? Number.MAX_SAFE_INTEGER : null;
  return Math.round(Number(found[1]) * (UNITS[found[2] || 's'] ?? 1000));
}

export const sleep: Builtin = async (args, process, machine) => {
  if (args.length === 0) throw new ShellError('missing operand');
  let ms = 0;
  for (const arg of args) {
    const one = durationMs(arg);
    if (one === null) throw new ShellError(`invalid time interval '${arg}'`);
    ms += one;
  }
  await machine.clock.sleep(ms, process.signal);
  return 0;
};

/** `timeout [-k N] [-s SIGNAL] DURATION COMMAND`: 124 when the time is over. */
export const timeout: Builtin = async (args, process, machine) => {
  let at = 0;
  for (; (args[at] ?? '').startsWith('-'); at += 1) if (/^-[ks]$/.test(args[at] ?? '')) at += 1;
  const ms = durationMs(args[at] ?? '');
  if (ms === null) throw new ShellError(`invalid time interval '${args[at] ?? ''}'`, 125);
  const command = args.slice(at + 1);
  if (command.length === 0) throw new ShellError('missing operand', 125);
  const over = new AbortController();
  const done = new AbortController();
  const timer = machine.clock
    .sleep(ms, AbortSignal.any([process.signal, done.signal]))
    .then(() => over.abort(new Stopped('TERM', 124)))
    .catch(() => undefined);
  const state = process.state.fork();
  const signal = AbortSignal.any([process.signal, over.signal]);
  try {
    return await machine.invoke(command, { ...process, state, signal });
  } catch (error) {
    if (over.signal.aborted && !process.signal.aborted) return 124;
    throw error;
  } finally {
    done.abort(new ShellError('done'));
    await timer;
  }
};

/** `watch [-n SECONDS] [-t] [-d] COMMAND`: the screen is cleared and filled anew; on no terminal, each turn follows the last. */
export const watch: Builtin = async (args, process, machine) => {
  let interval = 2000;
  let hasTitle = true;
  let at = 0;
  for (; (args[at] ?? '').startsWith('-'); at += 1) {
    const arg = args[at] ?? '';
    const found = /^(?:-n|--interval=?)(.*)$/.exec(arg);
    if (found) {
      let text = found[1] ?? '';
      if (text === '') {
        at += 1;
        text = args[at] ?? '';
      }
      interval = Math.max(100, durationMs(text) ?? 2000);
    } else if (/^-\w*t/.test(arg) || arg === '--no-title') hasTitle = false;
  }
  const command = args.slice(at).join(' ');
  if (command === '') throw new ShellError('usage: watch [-n SECONDS] [-t] COMMAND');
  const out = outOf(process);
  for (;;) {
    const { columns, rows } = machine.size();
    const collected = new Collected();
    const inner: Process = withDescriptors({ ...process, state: process.state.fork(), isCondition: true }, [
      [0, { source: textSource('') }],
      [1, { sink: collected }],
      [2, { sink: collected }],
    ]);
    await machine.evaluate(command, inner);
    const title = hasTitle ? `${heading(interval, command, columns, machine)}\n\n` : '';
    if (out.isTerminal) {
      const shown = (title + collected.text).split('\n').slice(0, rows - 1);
      out.write(`\u001b[H\u001b[2J${shown.map((line) => line.slice(0, columns)).join('\n')}`);
    } else out.write(title + collected.text);
    await machine.clock.sleep(interval, process.signal);
  }
};

function heading(interval: number, command: string, columns: number, machine: Machine): string {
  const left = `Every ${(interval / 1000).toFixed(1)}s: ${command}`;
  const right = `control-plane: ${formatted('%a %b %e %H:%M:%S %Y', machine.clock.now())}`;
  return left.length + right.length + 1 > columns ? left : left.padEnd(columns - right.length) + right;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/** `date [-u] [-d TEXT] [-I] [-R] [+FORMAT]`. The world's wall clock, in UTC. */
export const date: Builtin = (args, process, machine) => {
  let at = machine.clock.now();
  let format = '%a %b %e %H:%M:%S UTC %Y';
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg.startsWith('+')) format = arg.slice(1);
    else if (arg === '-d' || arg.startsWith('--date')) {
      const text = arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : (args[(index += 1)] ?? '');
      const parsed = parseDate(text, machine.clock.now());
      if (parsed === null) throw new ShellError(`invalid date '${text}'`);
      at = parsed;
    } else if (arg.startsWith('-I') || arg.startsWith('--iso')) {
      format = /s/.test(arg.slice(2).replace('iso-8601', '')) ? '%Y-%m-%dT%H:%M:%S+00:00' : '%Y-%m-%d';
    } else if (arg === '-R') format = '%a, %d %b %Y %H:%M:%S +0000';
    else if (arg !== '-u' && arg !== '--utc') throw new ShellError(`invalid date '${arg}'`);
  }
  outOf(process).write(`${formatted(format, at)}\n`);
  return 0;
};

/** ISO dates, `@seconds`, `now`, `2 hours ago`, `+5 minutes`, `yesterday`. */
function parseDate(text: string, now: number): number | null {
  if (text === 'now' || text === '') return now;
  if (text === 'yesterday') return now - 86_400_000;
  if (text === 'tomorrow') return now + 86_400_000;
  const epoch = /^@(-?\d+(?:\.\d+)?)$/.exec(text);
  if (epoch) return Math.round(Number(epoch[1]) * 1000);
  const relative = /^([-+]?\s*\d+)\s*(second|sec|minute|min|hour|day|week)s?(\s+ago)?$/.exec(text);
  if (relative) {
    const unit =
      { sec: 1, min: 60, hou: 3600, day: 86_400, wee: 604_800 }[(relative[2] ?? '').slice(0, 3)] ?? 1;
    return (
      now +
      Number((relative[1] ?? '').replace(/\s/g, '')) * unit * 1000 * (relative[3] === undefined ? 1 : -1)
    );
  }
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return null;
  const parsed = Date.parse(
    /[Zz]$|[-+]\d{2}:?\d{2}$/.test(text) || text.length <= 10 ? text : `${text.replace(' ', 'T')}Z`,
  );
  return Number.isNaN(parsed) ? null : parsed;
}

/** strftime. */
export function formatted(format: string, ms: number): string {
  const date = new Date(ms);
  const pad = (value: number, width = 2, fill = '0') => String(value).padStart(width, fill);
  const day = DAYS[date.getUTCDay()] ?? '';
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const hour12 = date.getUTCHours() % 12 || 12;
  const table: Readonly<Record<string, () => string>> = {
    '%': () => '%',
    a: () => day.slice(0, 3),
    A: () => day,
    b: () => month.slice(0, 3),
    h: () => month.slice(0, 3),
    B: () => month,
    d: () => pad(date.getUTCDate()),
    e: () => pad(date.getUTCDate(), 2, ' '),
    D: () => formatted('%m/%d/%y', ms),
    F: () => formatted('%Y-%m-%d', ms),
    H: () => pad(date.getUTCHours()),
    I: () => pad(hour12),
    j: () => pad(Math.floor((ms - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1, 3),
    m: () => pad(date.getUTCMonth() + 1),
    M: () => pad(date.getUTCMinutes()),
    n: () => '\n',
    N: () => pad(date.getUTCMilliseconds() * 1_000_000, 9),
    p: () => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
    s: () => String(Math.floor(ms / 1000)),
    S: () => pad(date.getUTCSeconds()),
    t: () => '\t',
    T: () => formatted('%H:%M:%S', ms),
    R: () => formatted('%H:%M', ms),
    r: () => formatted('%I:%M:%S %p', ms),
    c: () => formatted('%a %b %e %H:%M:%S %Y', ms),
    u: () => String(date.getUTCDay() || 7),
    w: () => String(date.getUTCDay()),
    y: () => pad(date.getUTCFullYear() % 100),
    Y: () => String(date.getUTCFullYear()),
    z: () => '+0000',
    Z: () => 'UTC',
  };
  return format.replace(/%[-_0^]?(\d*)([a-zA-Z%])/g, (whole, width: string, letter: string) => {
    const text = table[letter]?.() ?? whole;
    if (letter === 'N' && width !== '') return text.slice(0, Number(width));
    return whole[1] === '-' ? text.replace(/^[0 ]+(?=.)/, '') : text;
  });
}
