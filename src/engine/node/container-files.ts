/** The files that a container sees: its volumes, what it wrote itself, and a few of its image. */
import { writable } from '../kernel/cow';
import { searchPath } from '../network/dns';
import { directoryOf, isWithin, type FileChanges, type FileNode, type FileTree } from '../workload/files';
import type { FileSystem } from '../workload/shell/host';
import type { ContainerdState, Instance } from './containerd-state';
import type { DnsConfig, Mount } from './cri';
import { IMAGE_PATHS, imageFile } from './image-files';

/** Directories of every image. */
const DIRECTORIES = new Set(
  [
    '/',
    '/bin',
    '/dev',
    '/etc',
    '/home',
    '/mnt',
    '/opt',
    '/proc',
    '/root',
    '/run',
    '/srv',
    '/sys',
    '/tmp',
    '/usr',
  ].concat([
    '/usr/bin',
    '/usr/share',
    '/usr/local',
    '/usr/local/bin',
    '/var',
    '/var/log',
    '/var/run',
    '/var/tmp',
    '/var/lib',
  ]),
);

/** Files that may be there in every container; directories end with a slash. */
const GIVEN_PATHS: readonly string[] = [
  '/etc/hostname',
  '/etc/hosts',
  '/etc/resolv.conf',
  ...IMAGE_PATHS,
  ...[...DIRECTORIES].filter((path) => path !== '/').map((path) => `${path}/`),
];

const FILES_MAX = 1000;

/** The DNS service's address and the search path that the kubelet gives to a pod. */
export const CLUSTER_DNS = '10.96.0.10';

export function dnsOf(state: ContainerdState, { podUid, podKey }: Instance): DnsConfig {
  const own = state.sandboxes.map.get(podUid)?.dns;
  if (own !== undefined) return own;
  const namespace = podKey.slice(0, podKey.indexOf('/'));
  return { nameservers: [CLUSTER_DNS], searches: searchPath(namespace), options: ['ndots:5'] };
}

export function hostnameOf(state: ContainerdState, { podUid, podKey }: Instance): string {
  return state.sandboxes.map.get(podUid)?.hostname ?? podKey.slice(podKey.indexOf('/') + 1);
}

function resolvConf({ searches, nameservers, options }: DnsConfig): string {
  const lines = [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
    ...nameservers.map((server) => `nameserver ${server}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

const HOSTS = '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n';

/** A file that the runtime or the image brings. */
function givenFile(state: ContainerdState, instance: Instance, path: string): FileNode | undefined {
  const mode = 0o644;
  const hostname = hostnameOf(state, instance);
  switch (path) {
    case '/etc/hostname':
      return { text: `${hostname}\n`, mode };
    case '/etc/hosts':
      return { text: `${HOSTS}${state.sandboxes.map.get(instance.podUid)?.ip ?? ''}\t${hostname}\n`, mode };
    case '/etc/resolv.conf':
      return { text: resolvConf(dnsOf(state, instance)), mode };
    default: {
      const text = imageFile(instance, path);
      return text === undefined ? pageOf(instance, path) : { text, mode };
    }
  }
}

/** A page of the image's web server. */
function pageOf({ program: { server }, files }: Instance, path: string): FileNode | undefined {
  if (server === null || server.root === '' || server.http === null || !isWithin(path, server.root))
    return undefined;
  // A volume over the directory hides what the image has there.
  if (files !== undefined && hasFilesIn(files, server.root)) return undefined;
  const page = server.http[path.slice(server.root.length)];
  return page === undefined ? undefined : { text: page.body, mode: 0o644 };
}

const withFilesIn = new WeakMap<FileTree, Map<string, boolean>>();

/** True when a tree has files in a directory: asked for every request, so remembered. */
export function hasFilesIn(files: FileTree, directory: string): boolean {
  const known = withFilesIn.get(files) ?? new Map<string, boolean>();
  withFilesIn.set(files, known);
  const answer = known.get(directory) ?? Object.keys(files).some((path) => isWithin(path, directory));
  known.set(directory, answer);
  return answer;
}

function mountOf({ mounts }: Instance, path: string): Mount | undefined {
  let found: Mount | undefined;
  for (const mount of mounts ?? []) {
    if (isWithin(path, mount.path) && mount.path.length >= (found?.path.length ?? 0)) found = mount;
  }
  return found;
}

function volumeKey({ podUid }: Instance, { volume }: Mount): string {
  return `${podUid}/${volume}`;
}

const NOTHING: FileChanges = {};

export function readFile(state: ContainerdState, instance: Instance, path: string): FileNode | undefined {
  const given = instance.files?.[path];
  if (given !== undefined) return given;
  const mount = mountOf(instance, path);
  if (mount !== undefined) {
    const inside = path.slice(mount.path.length);
    return state.volumes.map.get(volumeKey(instance, mount))?.[inside] ?? undefined;
  }
  const own = state.writes.map.get(instance.id)?.[path];
  if (own !== undefined) return own ?? undefined;
  return givenFile(state, instance, path);
}

function allPaths(state: ContainerdState, instance: Instance): readonly string[] {
  const paths = new Set<string>(GIVEN_PATHS);
  const { server } = instance.program;
  if (server !== null && server.root !== '') {
    for (const page of Object.keys(server.http ?? {}))
      if (page !== '/' && page !== '*') paths.add(server.root + page);
  }
  for (const [path, node] of Object.entries(state.writes.map.get(instance.id) ?? NOTHING)) {
    if (node === null) paths.delete(path);
    else paths.add(path);
  }
  for (const mount of instance.mounts ?? []) {
    const files = state.volumes.map.get(volumeKey(instance, mount)) ?? NOTHING;
    paths.add(`${mount.path}/`);
    for (const [inside, node] of Object.entries(files)) if (node !== null) paths.add(mount.path + inside);
  }
  for (const path of Object.keys(instance.files ?? NOTHING)) paths.add(path);
  return [...paths].filter((path) => path.endsWith('/') || readFile(state, instance, path) !== undefined);
}

function isDirectory(state: ContainerdState, instance: Instance, path: string): boolean {
  if (DIRECTORIES.has(path) || path === instance.workingDir) return true;
  const { server } = instance.program;
  if (server !== null && server.root !== '' && isWithin(server.root, path)) return true;
  return allPaths(state, instance).some((file) => isWithin(file, path) && file !== path);
}

function writeFile(
  state: ContainerdState,
  epoch: number,
  instance: Instance,
  path: string,
  node: FileNode | null,
): string {
  const bare = path.endsWith('/') ? path.slice(0, -1) : path;
  const directory = directoryOf(bare);
  const { files } = instance;
  if (files !== undefined && (files[path] !== undefined || directOf(files, directory)))
    return 'Read-only file system';
  if (node !== null && !path.endsWith('/') && !isDirectory(state, instance, directory))
    return 'nonexistent directory';
  const mount = mountOf(instance, bare);
  if (mount?.readOnly === true) return 'Read-only file system';
  const holder = mount === undefined ? state.writes : state.volumes;
  const key = mount === undefined ? instance.id : volumeKey(instance, mount);
  const inside = mount === undefined ? path : path.slice(mount.path.length);
  const before = holder.map.get(key) ?? NOTHING;
  if (before[inside] === undefined && Object.keys(before).length >= FILES_MAX)
    return 'No space left on device';
  writable(holder, epoch).set(key, { ...before, [inside]: node });
  return '';
}

/** True when a volume's files lie right in this directory: then it is mounted there. */
function directOf(files: FileTree, directory: string): boolean {
  return hasFilesIn(files, directory) && Object.keys(files).some((path) => directoryOf(path) === directory);
}

export function fileSystemOf(state: ContainerdState, epoch: number, instance: Instance): FileSystem {
  return {
    read: (path) => readFile(state, instance, path),
    isDirectory: (path) => isDirectory(state, instance, path),
    paths: () => allPaths(state, instance),
    write: (path, node) => writeFile(state, epoch, instance, path, node),
  };
}
