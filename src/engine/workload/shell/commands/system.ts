/** What a script can learn of its container and its machine. */
import { own } from '../../own';
import type { Call, Command, Outcome } from '../host';
import { formatDate } from './calendar';
import { textOf } from './input';
import { byteCount } from './memory';

function environment({ process }: Call): readonly string[] {
  return process.exported.filter((name) => own(process.vars, name) !== undefined);
}

function env(call: Call): Outcome {
  const { process, out } = call;
  out(textOf(environment(call).map((name) => `${name}=${process.vars[name] ?? ''}`)));
  return 0;
}

function printenv(call: Call): Outcome {
  const { args, process, out } = call;
  if (args.length === 0) return env(call);
  const known = environment(call);
  const found = args.filter((name) => known.includes(name));
  out(textOf(found.map((name) => process.vars[name] ?? '')));
  return found.length === args.length ? 0 : 1;
}

function hostname({ args, host, out }: Call): Outcome {
  out(args[0] === '-i' || args[0] === '-I' ? `${host.ip}\n` : `${host.hostname}\n`);
  return 0;
}

function date({ args, host, out }: Call): Outcome {
  const format = args.find((word) => word.startsWith('+'));
  const iso = args.some((word) => word.startsWith('-I') || word.startsWith('--iso'));
  const ms = host.epochMs + host.now;
  out(`${formatDate(ms, iso ? '%FT%T+00:00' : format?.slice(1))}\n`);
  return 0;
}

function uname({ args, host, out }: Call): Outcome {
  const all = args.includes('-a');
  if (all) out(`Linux ${host.hostname} 6.8.0 #1 SMP x86_64 GNU/Linux\n`);
  else
    out(
      args.includes('-n')
        ? `${host.hostname}\n`
        : args.includes('-r')
          ? '6.8.0\n'
          : args.includes('-m')
            ? 'x86_64\n'
            : 'Linux\n',
    );
  return 0;
}

function ps({ host, out, args }: Call): Outcome {
  const line = ['ps', ...args].join(' ');
  const running = [...host.processes(), { pid: host.processes().length * 6 + 1, command: line }];
  if (host.userland === 'busybox') {
    const rows = running.map(
      ({ pid, command }) => `${String(pid).padStart(5)} ${host.user.padEnd(8)}  0:00 ${command}`,
    );
    out(`PID   USER     TIME  COMMAND\n${textOf(rows)}`);
    return 0;
  }
  const started = formatDate(host.epochMs + host.now, '%H:%M');
  if (line.includes('aux')) {
    const rows = running.map(
      ({ pid, command }) =>
        `${host.user.padEnd(8)} ${String(pid).padStart(7)}  0.0  0.1   4400  3200 ?        Ss   ${started}   0:00 ${command}`,
    );
    out(`USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${textOf(rows)}`);
    return 0;
  }
  const rows = running.map(
    ({ pid, command }) => `${String(pid).padStart(7)} pts/0    00:00:00 ${command.split(' ')[0] ?? ''}`,
  );
  out(`    PID TTY          TIME CMD\n${textOf(rows)}`);
  return 0;
}

/** `stress --vm 1 --vm-bytes 250M --vm-hang 1`: holds so much memory for ever. */
function stress({ args, host, out }: Call): Outcome {
  const after = (option: string): string | undefined => {
    const index = args.indexOf(option);
    return index < 0 ? undefined : args[index + 1];
  };
  const workers = args.includes('--vm')
    ? Number(after('--vm')) || 1
    : args.includes('-m')
      ? Number(after('-m')) || 1
      : 0;
  const each = args.includes('--vm-bytes') ? byteCount(after('--vm-bytes') ?? '') : 256 * 1024 * 1024;
  const cores = Number(after('--cpu') ?? (args.includes('-c') ? after('-c') : 0)) || 0;
  out(`stress: info: [1] dispatching hogs: ${cores} cpu, 0 io, ${workers} vm, 0 hdd\n`);
  const seconds = args.includes('--timeout') ? parseInt(after('--timeout') ?? '', 10) : Infinity;
  const until = host.now + (Number.isNaN(seconds) ? Infinity : seconds * 1000);
  return { kind: 'sleep', until, breakable: false, bytes: workers * (each || 0), cores: cores + workers };
}

function says(text: string): Command {
  return { run: ({ out }) => (out(text), 0) };
}

export const SYSTEM_COMMANDS: Readonly<Record<string, Command>> = {
  env: { run: env },
  printenv: { run: printenv },
  hostname: { run: hostname },
  date: { run: date },
  uname: { run: uname },
  arch: says('x86_64\n'),
  whoami: {
    run: ({ host, out, err }) => {
      if (/^\d+$/.test(host.user)) {
        err(`whoami: unknown uid ${host.user}\n`);
        return 1;
      }
      out(`${host.user}\n`);
      return 0;
    },
  },
  id: {
    run: ({ args, host, out }) => {
      const uid = host.user === 'root' ? '0' : host.user;
      const named = uid === '0' ? '0(root)' : uid;
      const short = args.includes('-u')
        ? `${args.includes('-un') ? host.user : uid}\n`
        : args.includes('-g')
          ? '0\n'
          : '';
      out(short === '' ? `uid=${named} gid=0(root) groups=0(root)\n` : short);
      return 0;
    },
  },
  nproc: says('4\n'),
  ps: { run: ps },
  stress: { run: stress },
  'stress-ng': { run: stress },
};
