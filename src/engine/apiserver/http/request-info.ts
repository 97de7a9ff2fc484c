/** What a path asks for. Models apiserver/pkg/endpoints/request/requestinfo.go and the routes of the installer. */
import type { Target } from './target';

/** A path below `/api/v1` or `/apis/GROUP/VERSION`. */
export interface ResourceInfo {
  readonly group: string;
  readonly version: string;
  /** '' outside namespaces. */
  readonly namespace: string;
  readonly resource: string;
  /** '' for the whole collection. */
  readonly name: string;
  readonly subresource: string;
  /** What comes after the subresource: only proxies take that. */
  readonly rest: readonly string[];
  /** The old form of a watch: `/api/v1/watch/pods`. */
  readonly isOldWatch: boolean;
}

/** Words that after `namespaces/NAME` are a part of the namespace and no resource in it. */
const NAMESPACE_SUBRESOURCES: readonly string[] = ['status', 'finalize'];

function groupVersionOf(parts: readonly string[]): { group: string; version: string; rest: string[] } | null {
  const [prefix, first, second] = parts;
  if (prefix === 'api' && first !== undefined) return { group: '', version: first, rest: parts.slice(2) };
  if (prefix === 'apis' && first !== undefined && second !== undefined)
    return { group: first, version: second, rest: parts.slice(3) };
  return null;
}

/** Null for paths that are about no resource: `/version`, `/apis/apps/v1`. */
export function resourceInfo({ parts }: Target): ResourceInfo | null {
  const place = groupVersionOf(parts);
  if (place === null || place.rest.length === 0) return null;
  const { group, version } = place;
  let { rest } = place;
  const isOldWatch = rest[0] === 'watch';
  if (isOldWatch) rest = rest.slice(1);
  let namespace = '';
  const [, second = '', third = ''] = rest;
  if (rest[0] === 'namespaces' && rest.length > 2 && !NAMESPACE_SUBRESOURCES.includes(third)) {
    namespace = second;
    rest = rest.slice(2);
  }
  const [resource = '', name = '', subresource = ''] = rest;
  return { group, version, namespace, resource, name, subresource, rest: rest.slice(3), isOldWatch };
}
