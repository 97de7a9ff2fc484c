/** Waiting for the next thing, but not for ever. Time is the world's. */
import type { ProgramContext } from '../../program';

/** The deadline came first. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** The next item of a stream. Throws `TimedOut` at the deadline, ms since 1970. */
export async function next<T>(
  context: Pick<ProgramContext, 'now' | 'sleep'>,
  items: AsyncIterator<T, unknown>,
  deadline: number,
): Promise<IteratorResult<T, unknown>> {
  const item = items.next();
  if (deadline === Number.POSITIVE_INFINITY) return item;
  const left = deadline - context.now();
  // The stream may fail after nobody listens any more.
  item.catch(() => undefined);
  if (left <= 0) throw new TimedOut();
  const late = context.sleep(left).then(() => {
    throw new TimedOut();
  });
  late.catch(() => undefined);
  return Promise.race([item, late]);
}
