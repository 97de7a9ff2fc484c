import { failureMessage } from '../cli/status';
import { client, toast } from './store';

/** What the verbs answer: the API server's response. */
type Verb = () => Promise<{ readonly code: number; readonly body: unknown }>;

/** Runs a verb; says in the words of kubectl when the API server refused it. True when it was done. */
export async function perform(verb: Verb): Promise<boolean> {
  try {
    const response = await verb();
    const message = failureMessage(response);
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

/** Sends a command about time (pause, step …); a dead worker is told of elsewhere. */
export function attempt(command: () => Promise<unknown>): void {
  command().catch(sayFailed);
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
