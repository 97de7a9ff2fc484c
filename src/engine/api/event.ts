/**
 * Event. Models pkg/apis/core and staging/src/k8s.io/client-go/tools/record.
 *
 * Stored compactly (an `EventRecord`) and made whole only when somebody reads it: as whole objects, Events were 60 %
 * of the heap of the largest world measured.
 */
import { column, wideColumn } from './columns';
import { collect, type FieldError, invalid, invalidEach, NO_ERRORS, required } from './field-error';
import type { Kind } from './kind';
import type { ApiObject } from './meta';
import { byteLength, dns1123Subdomain, qualifiedName } from './names';
import { memoised } from './share';
import { ageSince, formatMicroTime, formatTime } from './time';

export interface ObjectReference {
  readonly kind: string;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly fieldPath?: string;
}

export interface Event extends ApiObject {
  readonly involvedObject: ObjectReference;
  readonly reason: string;
  readonly message: string;
  readonly type: string;
  readonly source: { readonly component?: string; readonly host?: string };
  readonly firstTimestamp: string | null;
  readonly lastTimestamp: string | null;
  readonly count?: number;
  readonly eventTime: string | null;
  readonly action?: string;
  readonly reportingComponent: string;
  readonly reportingInstance: string;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
}

/** What only events of the newer API have. The scheduler writes such events; all of one sender can share one object. */
export interface EventSeriesStyle {
  readonly action: string;
  /** `default-scheduler-control-plane`. */
  readonly reportingInstance: string;
}

/** An Event as it is stored. */
export interface EventRecord extends ApiObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Event';
  readonly involved: ObjectReference;
  readonly reason: string;
  readonly message: string;
  readonly type: 'Normal' | 'Warning';
  /** Who says it: `kubelet`, `default-scheduler`. */
  readonly component: string;
  /** The node of a kubelet; '' for everybody else. */
  readonly host: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly count: number;
  /** Set for events of the newer API (events.k8s.io): they have eventTime and series instead of times and a count. */
  readonly style?: EventSeriesStyle;
}

/** Names are unique because two events about one object never have the same nanosecond: `n` counts within one ms. */
export function eventName(objectName: string, ms: number, n: number): string {
  const nanoseconds = (BigInt(ms) * 1_000_000n + BigInt(n)).toString(16);
  const room = 253 - nanoseconds.length - 1;
  const base = objectName.length <= room ? objectName : objectName.slice(0, room).replace(/[-.]+$/, '');
  return `${base}.${nanoseconds}`;
}

type Times = Pick<Event, 'firstTimestamp' | 'lastTimestamp' | 'eventTime' | 'source' | 'reportingInstance'> &
  Partial<Pick<Event, 'count' | 'action' | 'series'>>;

function timesOf(record: EventRecord): Times {
  const { component, host, firstMs, lastMs, count, style } = record;
  if (style === undefined) {
    return {
      source: host === '' ? { component } : { component, host },
      firstTimestamp: formatTime(firstMs),
      lastTimestamp: formatTime(lastMs),
      count,
      eventTime: null,
      reportingInstance: host,
    };
  }
  return {
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: formatMicroTime(firstMs),
    action: style.action,
    reportingInstance: style.reportingInstance,
    ...(count > 1 ? { series: { count, lastObservedTime: formatMicroTime(lastMs) } } : {}),
  };
}

/** The whole Event. Made once per record; the record is what is kept. */
/** An Event is sent when it first happens. In whole seconds, as all objects are. */
function createdAt({ firstTimestamp, eventTime }: Pick<Event, 'firstTimestamp' | 'eventTime'>): string {
  return firstTimestamp ?? (eventTime ?? '').replace(/\.\d+Z$/, 'Z');
}

export const materialiseEvent: (record: EventRecord) => Event = memoised((record: EventRecord): Event => {
  const { apiVersion, kind, metadata, involved, reason, message, type, component } = record;
  const times = timesOf(record);
  return {
    apiVersion,
    kind,
    metadata: { ...metadata, creationTimestamp: createdAt(times) },
    involvedObject: involved,
    reason,
    message,
    type,
    reportingComponent: component,
    ...times,
  };
});

/** Both forms come from the store: records, and whole Events that a user sent. */
function wholeEvent(event: Event | EventRecord): Event {
  return 'involved' in event ? materialiseEvent(event) : event;
}

/** Any object as the outside sees it: Event records become whole, all else is whole already. */
export function materialise(object: ApiObject): ApiObject {
  return object.kind === 'Event' && 'involved' in object ? materialiseEvent(object as EventRecord) : object;
}

const STRUCTS = {
  Event: `
    metadata!:ObjectMeta involvedObject!:ObjectReference reason message source!:EventSource
    firstTimestamp:Time lastTimestamp:Time count:int32 type eventTime:MicroTime series*:EventSeries action
    related*:ObjectReference reportingComponent! reportingInstance!`,
  EventSource: 'component host',
  EventSeries: 'count:int32 lastObservedTime:MicroTime',
} as const;

const NO_REFERENCE: ObjectReference = { kind: '', apiVersion: '', namespace: '', name: '', uid: '' };

/** Fills in what the Go type always writes. A record is complete as it is. */
function applyDefaults(event: Event): Event {
  if ('involved' in event) return event;
  const complete: Event = {
    ...event,
    involvedObject: event.involvedObject ?? NO_REFERENCE,
    source: event.source ?? {},
    firstTimestamp: event.firstTimestamp ?? null,
    lastTimestamp: event.lastTimestamp ?? null,
    eventTime: event.eventTime ?? null,
    reportingComponent: event.reportingComponent ?? '',
    reportingInstance: event.reportingInstance ?? '',
  };
  const isComplete = Object.keys(complete).every(
    (key) => complete[key as keyof Event] === event[key as keyof Event],
  );
  return isComplete ? event : complete;
}

function validateNamespace({ metadata, involvedObject, eventTime }: Event): readonly FieldError[] {
  const own = metadata.namespace ?? '';
  const involved = involvedObject.namespace ?? '';
  const others = eventTime === null ? ['', 'default'] : ['default', 'kube-system'];
  const isFine = involved === '' ? others.includes(own) : own === involved || eventTime !== null;
  return isFine
    ? NO_ERRORS
    : [invalid('involvedObject.namespace', involved, 'does not match event.namespace')];
}

function validateText(
  text: string,
  limit: number,
  isRequired: boolean,
  field: string,
): readonly FieldError[] {
  if (text === '') return isRequired ? [required(field)] : NO_ERRORS;
  return byteLength(text) > limit ? [invalid(field, '', `can have at most ${limit} characters`)] : NO_ERRORS;
}

/** Models legacyValidateEvent in pkg/apis/core/validation/events.go, the check of core/v1 Events. */
function validateEvent(given: Event): readonly FieldError[] {
  const event = wholeEvent(given);
  const { reportingComponent: component = '' } = event;
  const newer =
    event.eventTime === null
      ? NO_ERRORS
      : collect(
          component === '' ? [required('reportingComponent')] : NO_ERRORS,
          invalidEach('reportingComponent', component, qualifiedName(component)),
          validateText(event.reportingInstance, 128, true, 'reportingInstance'),
          validateText(event.action ?? '', 128, true, 'action'),
          validateText(event.reason ?? '', 128, true, 'reason'),
          validateText(event.message ?? '', 1024, false, 'message'),
        );
  const namespace = event.metadata.namespace ?? '';
  return collect(
    validateNamespace(event),
    newer,
    invalidEach('namespace', namespace, dns1123Subdomain(namespace)),
  );
}

function eventColumn(name: string, cell: (event: Event, nowMs: number) => string) {
  return column<Event>(name, (event, nowMs) => cell(wholeEvent(event), nowMs));
}

function wideEventColumn(name: string, cell: (event: Event, nowMs: number) => string) {
  return wideColumn<Event>(name, (event, nowMs) => cell(wholeEvent(event), nowMs));
}

function lastSeen(event: Event, nowMs: number): string {
  return ageSince(
    event.series?.lastObservedTime ?? event.lastTimestamp ?? event.firstTimestamp ?? event.eventTime,
    nowMs,
  );
}

/** `pod/web-1`. */
function objectCell({ involvedObject: { kind = '', name = '' } }: Event): string {
  return name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`;
}

function sourceCell({ source, reportingComponent, reportingInstance }: Event): string {
  const host = source.host || reportingInstance;
  const component = source.component || reportingComponent;
  return host === '' ? component : `${component}, ${host}`;
}

/** Without making a record whole: a list may look at thousands of them. */
function involvedField(key: keyof ObjectReference): (event: Event | EventRecord) => string {
  return (event) => ('involved' in event ? event.involved : event.involvedObject)[key] ?? '';
}

function componentOf(event: Event | EventRecord): string {
  return 'involved' in event ? event.component : event.source.component || event.reportingComponent;
}

export const eventKind: Kind<Event> = {
  group: '',
  version: 'v1',
  kind: 'Event',
  resource: 'events',
  singular: 'event',
  shortNames: ['ev'],
  namespaced: true,
  storagePrefix: 'events',
  structs: STRUCTS,
  hasStatus: false,
  hasGeneration: false,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults,
  prepareForCreate: (event) => event,
  prepareForUpdate: (event) => event,
  validateCreate: validateEvent,
  validateUpdate: validateEvent,
  selectableFields: {
    'involvedObject.kind': involvedField('kind'),
    'involvedObject.namespace': involvedField('namespace'),
    'involvedObject.name': involvedField('name'),
    'involvedObject.uid': involvedField('uid'),
    'involvedObject.apiVersion': involvedField('apiVersion'),
    'involvedObject.fieldPath': involvedField('fieldPath'),
    'involvedObject.resourceVersion': () => '',
    reason: (event) => event.reason ?? '',
    type: (event) => event.type ?? '',
    source: componentOf,
    reportingComponent: componentOf,
  },
  columns: [
    eventColumn('Last Seen', lastSeen),
    eventColumn('Type', (event) => event.type ?? ''),
    eventColumn('Reason', (event) => event.reason ?? ''),
    eventColumn('Object', objectCell),
    wideEventColumn('Subobject', (event) => event.involvedObject.fieldPath ?? ''),
    wideEventColumn('Source', sourceCell),
    eventColumn('Message', (event) => (event.message ?? '').trim()),
    wideEventColumn('First Seen', (event, nowMs) => ageSince(event.firstTimestamp ?? event.eventTime, nowMs)),
    {
      ...wideEventColumn('Count', (event) => String(event.series?.count ?? (event.count || 1))),
      cells: 'number',
    },
    wideEventColumn('Name', (event) => event.metadata.name),
  ],
};
