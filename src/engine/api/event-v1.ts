/** Events as events.k8s.io/v1 shows them: the same objects under other names. Models pkg/apis/events/v1/conversion.go. */
import { materialise, type Event } from './event';
import type { ApiObject } from './meta';

export const EVENT_V1 = {
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  struct: 'events.Event',
} as const;

export const EVENT_V1_STRUCTS = {
  'events.Event': `
    metadata!:ObjectMeta eventTime!:MicroTime series*:EventSeries reportingController reportingInstance action reason
    regarding:ObjectReference related*:ObjectReference note type deprecatedSource:EventSource
    deprecatedFirstTimestamp:Time deprecatedLastTimestamp:Time deprecatedCount:int32`,
} as const;

/** Names in core/v1 by their names here; all others are the same. */
const CORE_NAMES: ReadonlyMap<string, string> = new Map([
  ['reportingController', 'reportingComponent'],
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
]);

const NAMES: ReadonlyMap<string, string> = new Map([...CORE_NAMES].map(([here, core]) => [core, here]));

function renamed(event: ApiObject, names: ReadonlyMap<string, string>, apiVersion: string): ApiObject {
  const fields = Object.entries(event).map(([name, value]: [string, unknown]) => {
    return [names.get(name) ?? name, value] as const;
  });
  return { ...(Object.fromEntries(fields) as unknown as ApiObject), apiVersion };
}

/** The stored object as events.k8s.io/v1. */
export function toEventV1(event: ApiObject): ApiObject {
  return renamed(materialise(event), NAMES, 'events.k8s.io/v1');
}

/** What a client of events.k8s.io/v1 sends, as it is stored. */
export function fromEventV1(event: ApiObject): Event {
  return renamed(event, CORE_NAMES, 'v1') as Event;
}
