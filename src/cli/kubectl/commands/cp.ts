import { FileError } from '../../program';
import { PODS } from '../built-in-kinds';
import type { Call, Command } from '../command';
import {
  baseOf,
  clean,
  type FileSpec,
  fileSpec,
  folderOf,
  isInside,
  join,
  stripShortcuts,
} from '../copy/paths';
import { concatenated, readTar, type TarEntry, writeTar } from '../copy/tar';
import { KubectlError } from '../errors';
import { Fields } from '../fields';
import { findOrDefaultContainer } from '../pods/containers';
import { CONTAINER_FLAG } from '../pods/flags';
import { openSession } from '../pods/session';
import { CommandFailed } from '../pods/stream';
import { checkRuns } from './exec';

/** Models kubectl/pkg/cmd/cp. */
export const cpCommand: Command = {
  name: 'cp',
  use: 'cp <file-spec-src> <file-spec-dest>',
  short: 'Copy files and directories to and from containers',
  long: "Copies files and folders into containers and out of them. The container's image must have tar.",
  examples: `kubectl cp notes.txt web:/tmp/notes.txt
kubectl cp web:/etc/hosts ./hosts
# In another namespace, in a certain container
kubectl cp ./site shop/web:/usr/share/nginx/html -c nginx`,
  completes: 'files',
  flags: [
    CONTAINER_FLAG,
    {
      name: 'no-preserve',
      type: 'bool',
      default: 'false',
      help: 'Let the container choose owner and permissions.',
    },
    {
      name: 'retries',
      type: 'int',
      default: '0',
      help: 'How often to go on with a copy out of a container that broke off; negative is without end.',
    },
  ],
  async run(call) {
    const [from, to] = call.args;
    if (from === undefined || to === undefined || call.args.length !== 2) {
      throw new KubectlError('source and destination are required');
    }
    const [source, target] = [fileSpec(from), fileSpec(to)];
    if (source.pod !== '' && target.pod !== '') {
      throw new KubectlError('one of src or dest must be a local file specification');
    }
    if (source.file === '' || target.file === '') throw new KubectlError('filepath can not be empty');
    if (source.pod !== '') await copyFromPod(call, source, target);
    else if (target.pod !== '') await copyToPod(call, source, target);
    else throw new KubectlError('one of src or dest must be a remote file specification');
    return 0;
  },
};

interface Run {
  readonly command: readonly string[];
  readonly stdin?: Uint8Array;
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
}

/** A command in the container of a file. */
async function run(call: Call, spec: FileSpec, { command, stdin, stdout, stderr }: Run): Promise<void> {
  const namespace = spec.namespace || call.namespace;
  const pod = Fields.of(await call.client.get(PODS, namespace, spec.pod));
  checkRuns(pod, 'exec into');
  const given = call.flags.string('container');
  const container =
    given === '' ? findOrDefaultContainer(call, pod, '', false).container.text('name') : given;
  let rest = stdin ?? null;
  const read = () => {
    const bytes = rest;
    rest = null;
    return Promise.resolve(bytes);
  };
  const session = { pod, container, subresource: 'exec', command, stdin: stdin !== undefined } as const;
  await openSession(call, session, false, {
    ...(stdin === undefined ? {} : { stdin: read }),
    stdout,
    stderr,
  });
}

function texts(write: (text: string) => void): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  return (bytes) => write(decoder.decode(bytes, { stream: true }));
}

const nowhere = () => undefined;

async function copyToPod(call: Call, source: FileSpec, target: FileSpec): Promise<void> {
  const { files, now } = call.context;
  if ((await files.kind(source.file)) === 'missing') {
    throw new KubectlError(`${source.file} doesn't exist in local filesystem`);
  }
  const isFolder = await run(call, target, {
    command: ['test', '-d', target.file],
    stdout: nowhere,
    stderr: nowhere,
  }).then(
    () => true,
    (error: unknown) => {
      call.context.signal.throwIfAborted();
      if (error instanceof CommandFailed) return false;
      throw error;
    },
  );
  const file = clean(isFolder ? join(target.file, baseOf(source.file)) : target.file);
  const entries = await gather(call, clean(source.file), baseOf(file));
  const folder = folderOf(file);
  const flags = call.flags.bool('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : [];
  await run(call, target, {
    command: ['tar', ...flags, '-xmf', '-', ...(folder === '' ? [] : ['-C', folder])],
    stdin: writeTar(entries, now()),
    stdout: texts((text) => call.out(text)),
    stderr: texts((text) => call.err(text)),
  });
}

/** A file, or all that a folder holds; folders themselves only when they are empty. */
async function gather(call: Call, path: string, name: string): Promise<readonly TarEntry[]> {
  const { files } = call.context;
  if ((await files.kind(path)) === 'file') {
    const bytes = (await files.readBytes?.(path)) ?? new TextEncoder().encode(await files.read(path));
    return [{ name, type: 'file', target: '', bytes }];
  }
  const inside = await files.list(path);
  if (inside.length === 0) return [{ name: `${name}/`, type: 'folder', target: '', bytes: new Uint8Array() }];
  const parts: TarEntry[] = [];
  for (const each of inside) parts.push(...(await gather(call, join(path, each), join(name, each))));
  return parts;
}

async function copyFromPod(call: Call, source: FileSpec, target: FileSpec): Promise<void> {
  const prefix = stripShortcuts(clean(source.file.replace(/^[/\\]+/, '')));
  const { entries, error } = await fetchArchive(call, source);
  let isWarned = false;
  for (const entry of entries) {
    if (!entry.name.startsWith(prefix)) throw new KubectlError('tar contents corrupted');
    const path = join(target.file, entry.name.slice(prefix.length));
    if (!isInside(clean(target.file), path)) {
      call.err(`warning: file "${path}" is outside target destination, skipping\n`);
      continue;
    }
    if (entry.type === 'link') {
      const advice = ` (consider using "kubectl exec -n "${source.namespace}" "${source.pod}" -- tar cf - "${source.file}" | tar xf -")`;
      call.err(`warning: skipping symlink: "${path}" -> "${entry.target}"${isWarned ? '' : advice}\n`);
      isWarned = true;
    } else if (entry.type === 'file') await save(call, path, entry.bytes);
  }
  if (error !== '') throw new KubectlError(error);
}

/** The archive, asked for again from where it broke off as often as `--retries` says. */
async function fetchArchive(call: Call, source: FileSpec) {
  const retries = call.flags.int('retries');
  const parts: Uint8Array[] = [];
  const size = () => parts.reduce((sum, part) => sum + part.length, 0);
  for (let tries = 0; ; ) {
    const command =
      retries === 0
        ? ['tar', 'cf', '-', source.file]
        : ['sh', '-c', `tar cf - ${source.file} | tail -c+${tries === 0 ? 0 : size() + 1}`];
    await run(call, source, {
      command,
      stdout: (bytes) => parts.push(bytes.slice()),
      // Upstream prints the container's complaints on stdout.
      stderr: texts((text) => call.out(text)),
    });
    const archive = readTar(concatenated(parts));
    if (!('error' in archive)) return { entries: archive.entries, error: '' };
    if (retries >= 0 && tries >= retries) {
      call.out(`Dropping out copy after ${tries} retries\n`);
      return archive;
    }
    tries += 1;
    call.out(`Resuming copy at ${size()} bytes, retry ${tries}/${retries}\n`);
  }
}

async function save(call: Call, path: string, bytes: Uint8Array): Promise<void> {
  try {
    await call.context.files.write(path, new TextDecoder().decode(bytes), true);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const words: Readonly<Record<string, string>> = {
      EISDIR: 'is a directory',
      ENOENT: 'no such file or directory',
      ENOTDIR: 'not a directory',
      EACCES: 'permission denied',
    };
    throw new KubectlError(`open ${path}: ${words[error.code] ?? error.code}`);
  }
}
