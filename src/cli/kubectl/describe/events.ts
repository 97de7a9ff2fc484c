/** The block of Events at the end of a description. Models kubectl/pkg/describe (DescribeEvents, searchEvents). */
import { ageSince, parseTime } from '../../../engine/api/time';
import { EVENTS } from '../built-in-kinds';
import type { Client } from '../client';
import { Fields } from '../fields';
import { goSort } from '../go-sort';
import type { DescribeWriter } from './writer';

/** What Events are asked about. Empty parts are left out of the question. */
export interface EventSubject {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
  readonly uid: string;
}

/** Events about an object, in the server's order. Null when they cannot be had: the block is then left out. */
export async function searchEvents(
  client: Client,
  subject: EventSubject,
  limit: number,
): Promise<readonly Fields[] | null> {
  const terms = [`involvedObject.name=${subject.name}`, `involvedObject.namespace=${subject.namespace}`];
  if (subject.kind !== '') terms.push(`involvedObject.kind=${subject.kind}`);
  if (subject.uid !== '') terms.push(`involvedObject.uid=${subject.uid}`);
  try {
    const { items } = await client.list(EVENTS, subject.namespace, { fieldSelector: terms.join(','), limit });
    return items.map(Fields.of);
  } catch (error) {
    if (client.context.signal.aborted) throw error;
    return null;
  }
}

/** `now`: ms since 1970, for the ages. */
export function writeEvents(w: DescribeWriter, events: readonly Fields[] | null, now: number): void {
  if (events === null) return;
  if (events.length === 0) {
    w.line(0, 'Events:\t<none>');
    return;
  }
  w.line(0, 'Events:');
  w.line(1, 'Type\tReason\tAge\tFrom\tMessage');
  w.line(1, '----\t------\t----\t----\t-------');
  for (const event of goSort(events, (a, b) => compareTimes(lastSeen(a), lastSeen(b)))) {
    const source = event.text('source.component') || event.text('reportingComponent');
    const message = event.text('message').trim();
    w.line(
      1,
      `${event.text('type')}\t${event.text('reason')}\t${eventAge(event, now)}\t${source}\t${message}`,
    );
  }
}

/** Unknown times are −∞: they come first. */
export function compareTimes(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An Event without a last timestamp comes first, as Go's zero time does. */
function lastSeen(event: Fields): number {
  return parseTime(event.text('lastTimestamp')) ?? Number.NEGATIVE_INFINITY;
}

/** `5m`, or `5m (x5 over 10m)`. */
export function eventAge(event: Fields, now: number): string {
  const first = ageSince(event.text('eventTime') || event.text('firstTimestamp'), now);
  const age = (path: string) => ageSince(event.text(path), now);
  if (event.has('series')) {
    return `${age('series.lastObservedTime')} (x${event.number('series.count')} over ${first})`;
  }
  return event.number('count') > 1
    ? `${age('lastTimestamp')} (x${event.number('count')} over ${first})`
    : first;
}
