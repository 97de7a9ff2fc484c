import { type ApiResponse, failureMessage } from '../cli/status';
import type { Fault } from '../worker/protocol';
import { client, getPod, toast, uiStore } from './store';

/** What the verbs answer: the API server's response. */
type Verb = () => Promise<ApiResponse>;

/** Runs a verb; says in the words of kubectl when it was refused or not heard. True when it was done. */
export async function perform(verb: Verb): Promise<boolean> {
  try {
    const message = failureMessage(await verb());
    if (message !== null) toast('error', message);
    return message === null;
  } catch (error) {
    sayFailed(error);
    return false;
  }
}

function sayFailed(error: unknown): void {
  toast('error', error instanceof Error ? error.message : String(error));
}

/** Sends a command about time or machines; a dead worker is told of elsewhere. */
export function attempt(command: () => Promise<unknown>): void {
  command().catch(sayFailed);
}

/** Does something to a machine, a link or a process of the cluster in which `about` is. */
export function causeFault(about: string, fault: Fault): void {
  attempt(() => client.fault(about, fault));
}

/** What kill mode does to a pod; `other` does what the switch does not say. */
export function killPod(id: string, other: boolean): Promise<boolean> {
  const { killVerb } = uiStore.getState();
  const crash = (killVerb === 'crash') !== other;
  if (getPod(id) === undefined) return Promise.resolve(false);
  return perform(() => (crash ? client.crashContainer(id) : client.deleteObject(id)));
}

export function undo(): void {
  attempt(async () => {
    const label = await client.undo();
    toast('info', label === '' ? 'Nothing to undo.' : `Undone: ${label}`);
  });
}

export function reset(): void {
  attempt(async () => {
    await client.reset();
    toast('info', 'The cluster is back at its beginning. Undo brings back what was before.');
  });
}

export function openScene(name: string, title: string): void {
  attempt(async () => {
    await client.openScene(name);
    toast('info', `${title}. Undo brings back the cluster before.`);
  });
}
