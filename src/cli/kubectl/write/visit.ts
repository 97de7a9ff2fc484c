/** Going through what a command line means: an error of one object does not stop the others. */
import type { Call } from '../command';
import { bundled, throwAll } from '../errors';
import type { Found, Info, Wanted } from '../resources';
import { findObjects } from './find-objects';

/** Calls `visit` for each object, in order; throws in the end what went wrong. Returns how many went well. */
export async function visitAll(
  call: Call,
  found: Found,
  visit: (info: Info) => Promise<void>,
): Promise<number> {
  const errors: unknown[] = [];
  let count = 0;
  for (const info of found.infos) {
    try {
      await visit(info);
      count += 1;
    } catch (error) {
      if (call.context.signal.aborted) throw error;
      errors.push(error);
    }
  }
  throwAll([...errors, ...bundled(found.errors)]);
  return count;
}

/** Finds, and visits. */
export async function findAndVisit(
  call: Call,
  wanted: Wanted,
  visit: (info: Info) => Promise<void>,
): Promise<number> {
  return visitAll(call, await findObjects(call, { ...wanted, continueOnError: true }), visit);
}
