/** Images that are there for their shell: without a terminal and without work it ends at once. */
import { image, MB, type Image } from '../image';

const LANGUAGES = ['python3', 'python', 'node', 'ruby', 'stress', 'stress-ng'];
const NO_CLIENTS = ['wget', 'curl', 'nslookup', 'ping', 'nc', 'httpd'];

function shell(name: string, megabytes: number, cmd: string, lacks: readonly string[], tags?: RegExp): Image {
  const wishes = { name, sizeBytes: megabytes * MB, cmd: [cmd], binaries: [], lacks };
  return image(tags === undefined ? wishes : { ...wishes, tags });
}

const RELEASES = /^(latest|stable|edge|rolling|[a-z]+(-slim)?|[0-9]+(\.[0-9]+){0,2}(-[a-z0-9.]+)*)$/;
/** `1.36`, `1.36.1-glibc`, `musl`. */
const BUSYBOX =
  /^(latest|stable|unstable|musl|glibc|uclibc|stable-(musl|glibc|uclibc)|1(\.[0-9]+){0,2}(-(musl|glibc|uclibc))?)$/;

export const busybox = shell('busybox', 2, 'sh', ['curl', 'bash', 'perl', ...LANGUAGES], BUSYBOX);
export const alpine = shell('alpine', 4, '/bin/sh', ['curl', 'bash', 'perl', ...LANGUAGES], RELEASES);
export const ubuntu = shell('ubuntu', 30, '/bin/bash', [...NO_CLIENTS, ...LANGUAGES], RELEASES);
export const debian = shell('debian', 49, 'bash', [...NO_CLIENTS, ...LANGUAGES], RELEASES);

/** Clients of the network for tests by hand. */
export const curlImages = ['curlimages/curl', 'radial/busyboxplus'].map((name) =>
  image({ name, tags: /^.+$/, sizeBytes: 10 * MB, cmd: ['sh'], binaries: [] }),
);
