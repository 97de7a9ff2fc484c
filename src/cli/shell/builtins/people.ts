/** For people: `help`, `man`, `history`, `clear`, editors, `less`. */
import { FileError } from '../../program';
import { parentOf } from '../files/memory-files';
import type { Builtin } from '../run/machine';
import { errorsOf, outOf, sourceOf } from '../run/process';
import { onDisk, openForReading } from '../run/redirect';
import { ShellError } from '../shell-error';
import { readAll } from '../streams';

export const clear: Builtin = (_args, process) => {
  if (outOf(process).isTerminal) outOf(process).write('\u001b[H\u001b[2J\u001b[3J');
  return 0;
};

export const history: Builtin = (args, process, machine) => {
  if (args[0] === '-c') {
    machine.clearHistory();
    return 0;
  }
  const from = args[0] === undefined ? 0 : Math.max(0, machine.history.length - Number(args[0]));
  for (const [at, line] of machine.history.entries()) {
    if (at >= from) outOf(process).write(`${String(at + 1).padStart(5)}  ${line}\n`);
  }
  return 0;
};

const HELP = `This shell speaks bash's language: pipes, redirections, here-documents, variables, arrays, loops, functions, jobs.
Its clock is the cluster's: "sleep 60" takes a minute of the cluster's time, however long that is here.

  kubectl get pods          asks the cluster that you see           k        short for kubectl
  kubectl get pods -w       goes on until Ctrl-C                    watch    runs a command every 2 s
  ls, cat, vim FILE         the files of this home directory        jobs     what runs in the background

Keys: Tab completes, twice lists. Up and Down: history; Ctrl-R searches it. Ctrl-C stops, Ctrl-D ends the input.
      Ctrl-A and Ctrl-E: start and end of the line. Ctrl-U, Ctrl-K, Ctrl-W cut, Ctrl-Y pastes. Ctrl-L clears.
      Esc twice, or Ctrl-\` , leaves the terminal for the page; no key is caught for good.

Commands: `;

export const help: Builtin = (_args, process, machine) => {
  const names = [...machine.programs.keys(), ...machine.builtins.keys(), ...machine.tools.names()].filter(
    (name) => /^\w/.test(name),
  );
  const { columns } = machine.size();
  let line = '';
  let text = '';
  for (const name of [...new Set(names)].sort()) {
    if (line.length + name.length + 1 > Math.max(40, columns - 2)) {
      text += `${line}\n`;
      line = '';
    }
    line += `${line === '' ? '' : ' '}${name}`;
  }
  outOf(process).write(`${HELP}\n${text}${line}\n`);
  return 0;
};

/** One line each, in our own words. */
const PAGES: Readonly<Record<string, string>> = {
  awk: 'awk [-F SEP] [-v NAME=VALUE] PROGRAM [FILE…]: for each line, patterns and actions on its fields',
  cat: 'cat [-n] [FILE…]: prints files, or its input',
  curl: 'curl [-s] [-i] [-X METHOD] [-H HEADER] [-d DATA] URL: asks a port of this machine (kubectl port-forward)',
  cut: 'cut -d SEP -f FIELDS [FILE…]: keeps some fields of each line',
  date: 'date [-u] [-d WHEN] [+FORMAT]: the clock of the cluster, in UTC',
  grep: 'grep [-i] [-v] [-E] [-n] [-c] [-r] PATTERN [FILE…]: prints the lines that match',
  head: 'head [-n N] [FILE…]: the first lines',
  jq: 'jq [-r] FILTER [FILE…]: takes JSON apart',
  kubectl:
    'kubectl COMMAND: the command line of Kubernetes. See: kubectl help, kubectl COMMAND --help, kubectl explain pods',
  sed: 'sed [-n] [-i] [-E] SCRIPT [FILE…]: edits lines, for example s/old/new/g',
  sleep: 'sleep N[smhd]: waits so long by the clock of the cluster',
  sort: 'sort [-n] [-r] [-k FIELD] [-u] [FILE…]: puts lines in order',
  tail: 'tail [-n N] [-f] [FILE…]: the last lines; -f goes on',
  tee: 'tee [-a] FILE…: passes its input on and writes it to files',
  timeout: 'timeout N COMMAND: stops the command after N seconds of the cluster, with exit code 124',
  vim: 'vim FILE: opens the editor of this page. Also: vi, nano, edit',
  watch: 'watch [-n SECONDS] COMMAND: runs it again and again, on a cleared screen, until Ctrl-C',
  xargs: 'xargs [-n N] [-I {}] COMMAND: makes command lines of its input',
};

export const man: Builtin = ([name], process, machine) => {
  if (name === undefined) {
    outOf(process).write('What manual page do you want?\nFor example, try: man kubectl\n');
    return 1;
  }
  const page = PAGES[name];
  if (page !== undefined) outOf(process).write(`${page}\n`);
  else if (machine.builtins.has(name) || machine.tools.has(name)) {
    outOf(process).write(`${name}: as in bash and GNU. Most commands explain themselves with --help\n`);
  } else {
    errorsOf(process).write(`No manual entry for ${name}\n`);
    return 16;
  }
  return 0;
};

/** `vim`, `vi`, `nano`, `edit FILE`. */
export const edit: Builtin = async (args, process, machine) => {
  const [name] = args.filter((arg) => !/^[-+]/.test(arg));
  if (name === undefined) throw new ShellError('which file? For example: vim web.yaml');
  const path = machine.files.resolve(process.state.cwd, name);
  const kind = machine.files.kindAt(path);
  if (kind === 'folder') throw new ShellError(`${name}: Is a directory`);
  if (machine.files.kindAt(parentOf(path)) !== 'folder')
    throw new ShellError(`${name}: No such file or directory`);
  const text = kind === 'file' ? machine.files.readAt(path) : '';
  const saved = await machine.edit(name, text);
  if (saved === null) return 0;
  onDisk(name, () =>
    machine.files.writeAt(path, saved === '' || saved.endsWith('\n') ? saved : `${saved}\n`),
  );
  return 0;
};

/** The terminal scrolls: a pager has nothing to do but print. */
export const less: Builtin = async (args, process, machine) => {
  const names = args.filter((arg) => !/^[-+]/.test(arg));
  if (names.length === 0) outOf(process).write(await readAll(sourceOf(process), process.signal));
  for (const name of names) {
    const { source } = openForReading(name, process, machine);
    if (source !== undefined) outOf(process).write(await readAll(source, process.signal));
  }
  return 0;
};

export const whoami: Builtin = (_args, process) => {
  outOf(process).write('root\n');
  return 0;
};

export const hostname: Builtin = (_args, process, machine) => {
  let name = 'control-plane';
  try {
    name = machine.files.readAt('/etc/hostname').trim();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
  outOf(process).write(`${name}\n`);
  return 0;
};
