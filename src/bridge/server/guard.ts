/**
 * Who may come in: programs of this machine that know the token. A page of another site must not, also when its
 * name leads here (DNS rebinding).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Status } from '../../engine/api/status';
import { BAD_REQUEST, UNAUTHORIZED, WRONG_HOST, WRONG_ORIGIN } from './refusals';

/** What is looked at of a request: `rawHeaders` as Node gives them, names and values in turn. */
export interface Caller {
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const;

/** The `Host` values under which a port of this machine is asked for. */
export function loopbackHosts(port: number, defaultPort: number): ReadonlySet<string> {
  const hosts = LOOPBACK_NAMES.map((name) => `${name}:${port}`);
  return new Set(port === defaultPort ? [...hosts, ...LOOPBACK_NAMES] : hosts);
}

function valuesOf({ rawHeaders }: Caller, name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    if (rawHeaders[i]?.toLowerCase() === name) values.push(rawHeaders[i + 1] as string);
  return values;
}

/** Takes as long for a wrong secret as for the right one, whatever its length. */
function isSameSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** Why this caller's place is wrong, or null: it asks under a name of this machine, and no page of another site asks. */
export function placeRefusal(
  caller: Caller,
  hosts: ReadonlySet<string>,
  scheme: 'http' | 'https',
): Status | null {
  // An absolute or authority form names a second host, and `*` no path.
  if (caller.url?.startsWith('/') !== true) return BAD_REQUEST;
  const [host, ...moreHosts] = valuesOf(caller, 'host');
  if (host === undefined || moreHosts.length > 0) return BAD_REQUEST;
  if (!hosts.has(host.toLowerCase())) return WRONG_HOST;
  // `null` is the origin of sandboxed frames and of files: strangers as well.
  for (const origin of valuesOf(caller, 'origin')) {
    const [prefix, name] = [`${scheme}://`, origin.toLowerCase()];
    if (!name.startsWith(prefix) || !hosts.has(name.slice(prefix.length))) return WRONG_ORIGIN;
  }
  // A page may ask without an origin (an image, a form by GET); browsers say so here.
  for (const site of valuesOf(caller, 'sec-fetch-site'))
    if (site === 'cross-site' || site === 'same-site') return WRONG_ORIGIN;
  return null;
}

/** Why this caller may not speak to the API, or null. The token comes in its header only: addresses get written down. */
export function refusalOf(caller: Caller, hosts: ReadonlySet<string>, token: string): Status | null {
  const misplaced = placeRefusal(caller, hosts, 'https');
  if (misplaced !== null) return misplaced;
  const authorizations = valuesOf(caller, 'authorization');
  const [scheme = '', given = '', ...more] = (authorizations[0] ?? '').trim().split(/ +/);
  const isBearer = authorizations.length === 1 && more.length === 0 && scheme.toLowerCase() === 'bearer';
  return isBearer && isSameSecret(given, token) ? null : UNAUTHORIZED;
}
