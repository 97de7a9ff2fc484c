/** Waiting until things are gone. Models kubectl/pkg/cmd/wait/delete.go. */
import type { Client } from '../client';
import { resourceName } from '../discovery';
import { isNotFound, KubectlError, throwAll } from '../errors';
import type { Info } from '../resources';

/** A thing that was deleted, and the uid that it had; '' when nobody told. */
export interface Doomed {
  readonly info: Info;
  readonly uid: string;
}

/** Of these kinds several with one name can follow each other; a new uid means that the old one is gone. */
function isGone(uid: string, found: string | undefined): boolean {
  return uid !== '' && found !== undefined && uid !== found;
}

/** Ends when none of them is there any more; throws after `timeout` ms, with what was still there. */
export async function waitUntilDeleted(
  client: Client,
  doomed: readonly Doomed[],
  timeout: number,
): Promise<void> {
  const end = client.context.now() + timeout;
  const errors: unknown[] = [];
  for (const one of doomed) {
    try {
      await waitForOne(client, one, end);
    } catch (error) {
      if (client.context.signal.aborted) throw error;
      errors.push(error);
    }
  }
  throwAll(errors);
}

async function waitForOne(client: Client, doomed: Doomed, end: number): Promise<void> {
  const { info, uid } = doomed;
  const { mapping, namespace, name } = info;
  while (client.context.now() < end) {
    let found: string | undefined;
    try {
      found = (await client.get(mapping, namespace, name)).metadata.uid;
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    if (isGone(uid, found)) return;
    if (await watchUntilGone(client, doomed, end)) return;
  }
  throw new KubectlError(`timed out waiting for the condition on ${resourceName(mapping)}/${name}`);
}

/** False when the watch ended with the thing still there. */
async function watchUntilGone(client: Client, { info, uid }: Doomed, end: number): Promise<boolean> {
  const { mapping, namespace, name } = info;
  const fieldSelector = `metadata.name=${name}`;
  const list = await client.list(mapping, namespace, { fieldSelector, resourceVersion: '0' });
  const [item] = list.items;
  if (item === undefined || isGone(uid, item.metadata.uid)) return true;
  const { resourceVersion } = list;
  // An upper bound for the server; the end of our own time is looked at after each event and at its end.
  const timeoutSeconds = Math.max(1, Math.ceil((end - client.context.now()) / 1000));
  const events = client.watch(mapping, namespace, {
    fieldSelector,
    resourceVersion,
    timeoutSeconds: Math.min(timeoutSeconds, 600),
  });
  for await (const event of events) {
    if (event.type === 'DELETED') return true;
    if (event.type === 'ADDED' && isGone(uid, event.object.metadata.uid)) return true;
    if (client.context.now() >= end) return false;
  }
  return false;
}
