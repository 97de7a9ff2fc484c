/** `jobs`, `wait`, `kill`, `fg`, `bg`. */
import type { Builtin } from '../run/machine';
import { errorsOf, outOf } from '../run/process';
import { interrupted, ShellError, Stopped } from '../shell-error';
import { abortable } from '../streams';

const SIGNALS: Readonly<Record<string, number>> = { HUP: 1, INT: 2, KILL: 9, TERM: 15 };

export const jobs: Builtin = (args, process, machine) => {
  for (const job of machine.jobs.all()) {
    outOf(process).write(args.includes('-p') ? `${job.pid}\n` : machine.jobs.line(job));
  }
  for (const job of machine.jobs.all().filter(({ status }) => status !== null)) machine.jobs.forget(job);
  return 0;
};

export const wait: Builtin = async (args, process, machine) => {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const all = machine.jobs.all();
  if (args.includes('-n'))
    return await abortable(Promise.race(all.map(({ ended }) => ended)), process.signal);
  if (names.length === 0) {
    await abortable(Promise.all(all.map(({ ended }) => ended)), process.signal);
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const job = machine.jobs.find(name);
    if (job === undefined) {
      const text = name.startsWith('%') ? `${name}: no such job` : `pid ${name} is not a child of this shell`;
      errorsOf(process).write(`bash: wait: ${text}\n`);
      status = 127;
    } else status = await abortable(job.ended, process.signal);
  }
  return status;
};

export const kill: Builtin = (args, process, machine) => {
  const flag = args.find((arg) => /^-(?:\d+|(?:SIG)?[A-Z]+)$/.test(arg));
  const asked =
    flag?.slice(1).replace(/^SIG/, '') ?? (args[0] === '-s' ? (args[1] ?? '').replace(/^SIG/, '') : 'TERM');
  if (args[0] === '-l') {
    outOf(process).write(' 1) SIGHUP\t 2) SIGINT\t 9) SIGKILL\t15) SIGTERM\n');
    return 0;
  }
  const name = Object.keys(SIGNALS).find((known) => known === asked || String(SIGNALS[known]) === asked);
  if (name === undefined) throw new ShellError(`${asked}: invalid signal specification`);
  const targets = args.filter((arg, at) => arg !== flag && arg !== '-s' && args[at - 1] !== '-s');
  if (targets.length === 0)
    throw new ShellError('usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec', 2);
  let status = 0;
  for (const target of targets) {
    const job = machine.jobs.find(target);
    if (job !== undefined && job.status === null) {
      job.stop(new Stopped(name as Stopped['signalName'], 128 + (SIGNALS[name] ?? 15)));
      continue;
    }
    const why = target.startsWith('%')
      ? 'no such job'
      : /^\d+$/.test(target)
        ? 'No such process'
        : 'arguments must be process or job IDs';
    errorsOf(process).write(`bash: kill: ${/^\d+$/.test(target) ? `(${target}) - ` : `${target}: `}${why}\n`);
    status = 1;
  }
  return status;
};

/** Waits for a background job as if it had been started in the foreground; Ctrl-C reaches it. */
export const fg: Builtin = async ([name = '%%'], process, machine) => {
  const job = machine.jobs.find(name.startsWith('%') ? name : `%${name}`);
  if (job === undefined) throw new ShellError(`${name === '%%' ? 'current' : name}: no such job`);
  outOf(process).write(`${job.source}\n`);
  try {
    const status = await abortable(job.ended, process.signal);
    machine.jobs.forget(job);
    return status;
  } catch (error) {
    job.stop(interrupted());
    machine.jobs.forget(job);
    throw error;
  }
};

export const bg: Builtin = ([name = '%%'], process, machine) => {
  const job = machine.jobs.find(name);
  if (job === undefined) throw new ShellError(`${name === '%%' ? 'current' : name}: no such job`);
  errorsOf(process).write(`bash: bg: job ${job.number} already in background\n`);
  return 0;
};
