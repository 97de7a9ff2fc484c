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

function ps({ host, out, process }: Call): Outcome {
  out(`PID   USER     TIME  COMMAND\n    1 root      0:00 ${host.mainName}\n`);
  if (host.mainName !== process.name) out('    7 root      0:00 ps\n');
  return 0;
}

/** `stress --vm 1 --vm-bytes 250M --vm-hang 1`: holds so much memory for ever. */
function stress({ args, host, out }: Call): Outcome {
  const after = (option: string): string | undefined => args[args.indexOf(option) + 1];
  const workers = args.includes('--vm')
    ? Number(after('--vm')) || 1
    : args.includes('-m')
      ? Number(after('-m')) || 1
      : 0;
  const each = args.includes('--vm-bytes') ? byteCount(after('--vm-bytes') ?? '') : 256 * 1024 * 1024;
  out(`stress: info: [1] dispatching hogs: 0 cpu, 0 io, ${workers} vm, 0 hdd\n`);
  const seconds = args.includes('--timeout') ? parseInt(after('--timeout') ?? '', 10) : Infinity;
  const until = host.now + (Number.isNaN(seconds) ? Infinity : seconds * 1000);
  return { kind: 'sleep', until, breakable: false, bytes: workers * (each || 0) };
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
  whoami: says('root\n'),
  id: {
    run: ({ args, out }) => (
      out(args.includes('-u') || args.includes('-g') ? '0\n' : 'uid=0(root) gid=0(root) groups=0(root)\n'), 0
    ),
  },
  nproc: says('4\n'),
  ps: { run: ps },
  stress: { run: stress },
  'stress-ng': { run: stress },
  clear: says(''),
};
