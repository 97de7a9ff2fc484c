/** Sentences about clients: the first request that failed, and the first that succeeded again. */
import type { TrafficView } from '../protocol';
import { sentence, type Sentence } from './words';

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

function isFailing({ results }: TrafficView): boolean {
  return results.endsWith('-');
}

export class TrafficNews {
  /** How many requests had failed when the trouble began, by id. */
  private readonly failing = new Map<string, number>();
  private readonly known = new Set<string>();

  /** `views`: those that changed. What is seen for the first time is no news. */
  take(views: readonly TrafficView[]): Sentence[] {
    return views.flatMap((view) => this.takeOne(view));
  }

  private takeOne(view: TrafficView): Sentence[] {
    const { id, client, service, failed, error } = view;
    const isNew = !this.known.has(id);
    this.known.add(id);
    const since = this.failing.get(id);
    const [who, whom] = [nameOf(client), nameOf(service)];
    if (isFailing(view) && since === undefined) {
      this.failing.set(id, failed - 1);
      return isNew ? [] : [sentence(`*${who}* asked *${whom}* and got no answer: ${error}.`, client)];
    }
    if (isFailing(view) || since === undefined || view.results === '') return [];
    this.failing.delete(id);
    const count = failed - since;
    const lost = count === 1 ? 'one request' : `${count} requests`;
    return [sentence(`*${who}* is answered by *${whom}* again, after ${lost} in vain.`, client)];
  }
}
