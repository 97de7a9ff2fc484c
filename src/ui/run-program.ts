/** Runs a program of the command line for a button of the page: the very code that the terminal runs. */
import { adminKubeconfig } from '../cli/admin-kubeconfig';
import { FileError, type Files, type Program, type ProgramContext } from '../cli/program';
import { editText, pageTransport, worldClock } from './store';

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const KUBECONFIG = '/root/.kube/config';
const SERVER = 'https://172.18.0.2:6443';

/** A folder with a few files that live as long as the program. */
function filesOf(texts: Readonly<Record<string, string>>): Files {
  const files = new Map(Object.entries(texts));
  const plain = (path: string): string => path.replace(/^\.?\//, '');
  return {
    cwd: '/',
    async read(path) {
      const text = files.get(plain(path));
      if (text === undefined) throw new FileError('ENOENT', path);
      return text;
    },
    async write(path, text) {
      files.set(plain(path), text);
    },
    async remove(path) {
      files.delete(plain(path));
    },
    list: async () => [...files.keys()].sort(),
    kind: async (path) => (files.has(plain(path)) ? 'file' : 'missing'),
  };
}

/**
 * Runs `program args`, under the command line that it stands for. `files` are at hand in its folder. A text that the
 * program wants edited opens in the editor.
 */
export async function runProgram(
  program: Program,
  args: readonly string[],
  commandLine: string,
  files: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  let stdout = '';
  let stderr = '';
  const context: ProgramContext = {
    transport: pageTransport,
    files: filesOf({ ...files, [KUBECONFIG.slice(1)]: adminKubeconfig(SERVER) }),
    env: new Map([['KUBECONFIG', KUBECONFIG]]),
    stdin: { isTerminal: false, read: async () => null },
    isTerminal: false,
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    commandLine,
    now: worldClock.now,
    sleep: (ms) => worldClock.sleep(ms),
    signal: new AbortController().signal,
    edit: editText,
  };
  const exitCode = await program.run(args, context);
  return { exitCode, stdout, stderr };
}
