/** What is too much for one object that somebody outside sends: nesting that no stack could follow, and sheer size. */
import { badRequest, type Status } from '../api/status';
import { isFromOutside } from './decoding';
import { unexplained, type Exchange } from './exchange';

/** Of JSON in JSON; a body has its own limit (http/body-json.ts), but patches could pile one on the other. */
const DEPTH_MAX = 1000;
/** etcd's --max-request-bytes. */
const BYTES_MAX = 1_572_864;

/** Level by level, without a stack of its own calls. */
function isDeeper(value: unknown, max: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > max) return true;
    level = level.flatMap((each): unknown[] =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    );
  }
  return false;
}

/** What stands against an object as a patch has made it. */
export function depthRefusal(exchange: Exchange, object: unknown): Status | null {
  if (!isFromOutside(exchange) || !isDeeper(object, DEPTH_MAX)) return null;
  return badRequest('exceeded max depth');
}

/** What etcd says to an object that it does not take. */
export function sizeRefusal(exchange: Exchange, object: unknown): Status | null {
  if (!isFromOutside(exchange) || JSON.stringify(object).length <= BYTES_MAX) return null;
  return unexplained(500, 'etcdserver: request is too large');
}
