/** The request line of HTTP: path and query as a server reads them. Models net/url as far as requests show it. */

export interface Target {
  /** Decoded. Begins with a slash. */
  readonly path: string;
  /** Decoded parts of the path; none of them is empty. */
  readonly parts: readonly string[];
  readonly query: Query;
}

/** Parameters in their order; the first one counts where one is wanted. */
export type Query = ReadonlyMap<string, readonly string[]>;

/** Our own limit, in characters: Node and browsers have about the same. */
const TARGET_MAX = 65_536;

const BAD_PERCENT = /%(?![0-9a-fA-F]{2})/;

/** Control characters and spaces belong into no request line. */
function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** Bytes that are no UTF-8 become the sign for that; well-formed percent signs are taken for granted. */
function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return '\ufffd'.repeat(run.length / 3);
    }
  });
}

/** Pairs that are not well-formed are left out, as Go leaves them out. */
function parseQuery(text: string): Query {
  const query = new Map<string, string[]>();
  for (const pair of text.split('&')) {
    if (pair === '' || pair.includes(';') || BAD_PERCENT.test(pair)) continue;
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? '' : pair.slice(equals + 1);
    const key = decodePercent(name.replaceAll('+', ' '));
    const values = query.get(key);
    const decoded = decodePercent(value.replaceAll('+', ' '));
    if (values === undefined) query.set(key, [decoded]);
    else values.push(decoded);
  }
  return query;
}

/** Null for what no server takes: control characters, percent signs that mean nothing, no path at all. */
export function parseTarget(text: string): Target | null {
  if (text.length > TARGET_MAX || hasControl(text)) return null;
  const cut = text.indexOf('?');
  const rawPath = cut < 0 ? text : text.slice(0, cut);
  if (!rawPath.startsWith('/') || BAD_PERCENT.test(rawPath)) return null;
  const path = decodePercent(rawPath);
  const parts = path.split('/').filter((part) => part !== '');
  return { path, parts, query: parseQuery(cut < 0 ? '' : text.slice(cut + 1)) };
}

/** The first value, or ''. */
export function valueOf(query: Query, name: string): string {
  return query.get(name)?.[0] ?? '';
}
