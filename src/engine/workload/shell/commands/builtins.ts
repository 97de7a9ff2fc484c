/** Commands of the shell itself. */
import { resolvePath } from '../../files';
import { codeOf } from '../compile';
import { exportVariable, FIRST_JOB, setVariable, unsetVariable, valueOf } from '../expand';
import { enter, exitShell, returnFrom, topFrame } from '../frames';
import type { Call, Command } from '../host';
import { beginRepl } from '../repl';
import { topFiles } from '../streams';
import { signalName, signalNumber } from '../signals';
import { printf } from './printf';
import { sleepMs } from './sleep';

const succeeds: Command = { run: () => 0 };

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  a: '',
  e: '\u001b',
  c: '',
};

function echo({ args, out }: Call): number {
  let i = 0;
  let newline = '\n';
  let escapes = false;
  for (; /^-[neE]+$/.test(args[i] ?? ''); i++) {
    if (args[i]?.includes('n') === true) newline = '';
    if (args[i]?.includes('e') === true) escapes = true;
  }
  const text = args.slice(i).join(' ');
  out((escapes ? text.replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? `\\${char}`) : text) + newline);
  return 0;
}

function exit({ args, process, host }: Call): number {
  const code = args[0] === undefined ? process.status : Number(args[0]) & 255;
  exitShell(process, code, host.now);
  return code;
}

function cd({ args, process, host, err }: Call): number {
  const path = resolvePath(process.cwd, args[0] ?? valueOf(process, 'HOME') ?? '/');
  if (!host.files.isDirectory(path)) {
    err(`${process.name}: cd: can't cd to ${args[0] ?? ''}: No such file or directory\n`);
    return 1;
  }
  process.cwd = path;
  setVariable(process, 'PWD', path);
  return 0;
}

function exportVariables({ args, process }: Call): number {
  for (const word of args) {
    const [name = '', ...value] = word.split('=');
    if (value.length > 0 || word.includes('=')) setVariable(process, name, value.join('='));
    exportVariable(process, name);
  }
  return 0;
}

function unset({ args, process }: Call): number {
  for (const name of args) {
    unsetVariable(process, name);
    delete process.functions[name];
  }
  return 0;
}

function read(call: Call): number {
  const { args, process } = call;
  const names = args.filter((word) => !word.startsWith('-'));
  const line = call.takeLine();
  if (line === null) return 1;
  const words = line.split(/[ \t]+/).filter((word) => word !== '');
  names.forEach((name, i) => {
    setVariable(process, name, (i === names.length - 1 ? words.slice(i).join(' ') : words[i]) ?? '');
  });
  if (names.length === 0) setVariable(process, 'REPLY', line);
  return 0;
}

function trap({ args, process }: Call): number {
  const [handler = '', ...signals] = args;
  for (const word of signals) {
    const name = signalName(word);
    if (handler === '-') delete process.traps[name];
    else process.traps[name] = { text: handler };
  }
  return 0;
}

function kill({ args, process, host, err }: Call): number {
  const [first = ''] = args;
  const named = first === '-s' ? args[1] : first.startsWith('-') ? first.slice(1) : undefined;
  const targets = args.slice(named === undefined ? 0 : first === '-s' ? 2 : 1);
  const signal = named === undefined ? 15 : signalNumber(named);
  let code = targets.length === 0 ? 1 : 0;
  for (const target of targets) {
    const number = Number(target);
    const job = number - FIRST_JOB;
    if (number === 1 || number === -1) {
      const note = host.signal(signal);
      if (note !== '') err(note);
    } else if (job >= 0 && job < process.jobs.length) {
      process.jobs = process.jobs.map((until, i) => (i === job ? Math.min(until, host.now) : until));
    } else {
      err(`${process.name}: kill: (${target}) - No such process\n`);
      code = 1;
    }
  }
  return code;
}

const KILLALL: Command = {
  run({ name, args, host, err }) {
    const target = args.filter((word) => !word.startsWith('-')).at(-1) ?? '';
    const option = args.find((word) => word.startsWith('-') && word !== '-f');
    if (!host.mainName.includes(target) || target === '') {
      if (name === 'killall') err(`killall: ${target}: no process killed\n`);
      return 1;
    }
    const note = host.signal(option === undefined ? 15 : signalNumber(option.slice(1)));
    if (note !== '') err(note);
    return 0;
  },
};

const WAIT: Command = {
  run({ process, host }) {
    const until = Math.max(host.now, ...process.jobs);
    return until <= host.now ? 0 : { kind: 'sleep', until, breakable: true, bytes: 0 };
  },
};

const SLEEP: Command = {
  run({ args, host, err }) {
    const ms = args.reduce((sum, word) => sum + sleepMs(word), 0);
    if (args.length === 0 || Number.isNaN(ms)) {
      err(args.length === 0 ? 'sleep: missing operand\n' : `sleep: invalid number '${args[0] ?? ''}'\n`);
      return 1;
    }
    return ms === 0 ? 0 : { kind: 'sleep', until: host.now + ms, breakable: false, bytes: 0 };
  },
};

function evaluate({ args, process }: Call): number {
  const script = { text: args.join(' ') };
  enter(process, 'trap', script, 0, codeOf(script).code.length, topFrame(process).args);
  return 0;
}

/** `. file`, `sh file`, `sh -c text`. */
function runScript(call: Call): number {
  const { name, args, process, host, err } = call;
  const words = args.filter(
    (word, i) => !(/^-(-?login|[eiluxs]+)$/.test(word) && i === 0) || word.includes('c'),
  );
  const [first = ''] = words;
  if (words.length === 0) {
    if (topFiles(process).input.live === true && name !== '.') {
      enter(process, 'script', { text: '' }, 0, 0, [name]);
      beginRepl(topFrame(process), name);
      process.name = name;
      return process.status;
    }
    const text = call.takeInput().text;
    if (text === '') return 0;
    enter(process, 'script', { text }, 0, codeOf({ text }).code.length, [name]);
    return 0;
  }
  const inline = /^-[a-z]*c$/.test(first);
  const file = inline ? undefined : host.files.read(resolvePath(process.cwd, first));
  if (!inline && file === undefined) {
    err(`${name === '.' ? process.name : name}: can't open '${first}': No such file or directory\n`);
    return 2;
  }
  const script = { text: inline ? (words[1] ?? '') : (file?.text ?? '') };
  const rest = inline ? (words.length > 2 ? words.slice(2) : [name]) : words;
  enter(process, name === '.' ? 'trap' : 'script', script, 0, codeOf(script).code.length, rest);
  return 0;
}

function shift({ args, process }: Call): number {
  const frame = topFrame(process);
  const count = Number(args[0] ?? 1) || 1;
  const index = process.frames.indexOf(frame);
  process.frames[index] = { ...frame, args: [frame.args[0] ?? '', ...frame.args.slice(1 + count)] };
  return 0;
}

const COMMAND_V: Command = {
  run({ args, process, out }) {
    const name = args.at(-1) ?? '';
    if (valueOf(process, 'PATH') === undefined || name === '') return 1;
    out(`/bin/${name}\n`);
    return 0;
  },
};

const SHELL: Command = { run: runScript };

export const BUILTINS: Readonly<Record<string, Command>> = {
  ':': succeeds,
  true: succeeds,
  false: { run: () => 1 },
  set: succeeds,
  umask: succeeds,
  ulimit: succeeds,
  shopt: succeeds,
  sync: succeeds,
  echo: { run: echo },
  printf: { run: ({ args, out }) => (out(printf(args)), 0) },
  exit: { run: exit },
  return: {
    run: ({ args, process, host }) => {
      const code = args[0] === undefined ? process.status : Number(args[0]) & 255;
      returnFrom(process, code, host.now);
      return code;
    },
  },
  cd: { run: cd },
  pwd: { run: ({ process, out }) => (out(`${process.cwd}\n`), 0) },
  export: { run: exportVariables },
  local: { run: exportVariables },
  readonly: { run: exportVariables },
  declare: { run: exportVariables },
  unset: { run: unset },
  read: { run: read },
  trap: { run: trap },
  kill: { run: kill },
  killall: KILLALL,
  pkill: KILLALL,
  wait: WAIT,
  sleep: SLEEP,
  usleep: { run: () => 0 },
  eval: { run: evaluate },
  '.': SHELL,
  source: { run: (call) => runScript({ ...call, name: '.' }) },
  sh: SHELL,
  bash: SHELL,
  ash: SHELL,
  dash: SHELL,
  shift: { run: shift },
  type: COMMAND_V,
  which: COMMAND_V,
};
