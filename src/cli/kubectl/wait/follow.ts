/** Watching one object until something is so. Models client-go's UntilWithSync, as wait uses it. */
import type { Client, KubeObject } from '../client';
import type { Mapping } from '../discovery';
import { StatusError } from '../status-error';

export interface Followed {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
}

/** What came of it: the object as it was last, or null when time was up. */
export type Outcome = { readonly object: KubeObject } | null;

/**
 * Lists the object, then watches it. `start` sees it as it is now (undefined when it is not there), `step` each change;
 * both say true when it is enough. `timeoutMs` in virtual time; when it is up the answer is null.
 */
export async function follow(
  client: Client,
  { mapping, namespace, name }: Followed,
  timeoutMs: number,
  start: (object: KubeObject | undefined) => boolean,
  step: (type: string, object: KubeObject) => boolean,
): Promise<Outcome> {
  const { context } = client;
  const deadline = context.now() + timeoutMs;
  const fieldSelector = `metadata.name=${name}`;
  for (;;) {
    const list = await client.list(mapping, namespace, { fieldSelector, resourceVersion: '0' });
    const [object] = list.items;
    if (start(object)) return { object: object ?? { metadata: { name } } };
    const left = deadline - context.now();
    if (left <= 0) return null;
    const events = client.watch(mapping, namespace, {
      fieldSelector,
      resourceVersion: list.resourceVersion,
      timeoutSeconds: Math.ceil(left / 1000),
    });
    try {
      for await (const event of within(events, left, context.sleep.bind(context))) {
        if (event === null) return null;
        if (step(event.type, event.object)) return { object: event.object };
      }
    } catch (error) {
      // The watch fell behind: list again.
      if (!(error instanceof StatusError) || error.code !== 410) throw error;
    }
    if (context.now() >= deadline) return null;
  }
}

/** The events, then null when time is up before their end. */
async function* within<T>(
  events: AsyncIterable<T>,
  ms: number,
  sleep: (ms: number) => Promise<void>,
): AsyncGenerator<T | null, void> {
  const timeout = sleep(ms).then(() => null);
  const iterator = events[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), timeout]);
      if (next === null) {
        yield null;
        return;
      }
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not waited for: an iterator that waits for its next event answers only then.
    void iterator.return?.();
    timeout.catch(() => undefined);
  }
}
