import { describe, expect, it } from 'vitest';
import { type EventRecord, eventKind, eventName, materialise, materialiseEvent } from './event';

const NINE = Date.UTC(2026, 5, 1, 9);

const record: EventRecord = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'web.18', namespace: 'default', uid: 'e1', creationTimestamp: '2026-06-01T09:00:00Z' },
  involved: {
    kind: 'Pod',
    apiVersion: 'v1',
    namespace: 'default',
    name: 'web',
    uid: 'u1',
    fieldPath: 'spec.containers{web}',
  },
  reason: 'BackOff',
  message: 'Back-off restarting failed container web in pod web_default(u1)\n',
  type: 'Warning',
  component: 'kubelet',
  host: 'worker-1',
  firstMs: NINE,
  lastMs: NINE + 60_000,
  count: 3,
};

const scheduled: EventRecord = {
  ...record,
  component: 'default-scheduler',
  host: '',
  style: { action: 'Scheduling', reportingInstance: 'default-scheduler-control-plane' },
};

describe('a record becomes a whole Event', () => {
  it('with times and a count', () => {
    expect(materialiseEvent(record)).toEqual({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: record.metadata,
      involvedObject: record.involved,
      reason: 'BackOff',
      message: record.message,
      type: 'Warning',
      source: { component: 'kubelet', host: 'worker-1' },
      firstTimestamp: '2026-06-01T09:00:00Z',
      lastTimestamp: '2026-06-01T09:01:00Z',
      count: 3,
      eventTime: null,
      reportingComponent: 'kubelet',
      reportingInstance: 'worker-1',
    });
  });

  it('with a series, when the scheduler wrote it', () => {
    expect(materialiseEvent(scheduled)).toMatchObject({
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: '2026-06-01T09:00:00.000000Z',
      series: { count: 3, lastObservedTime: '2026-06-01T09:01:00.000000Z' },
      action: 'Scheduling',
      reportingComponent: 'default-scheduler',
      reportingInstance: 'default-scheduler-control-plane',
    });
    expect(materialiseEvent({ ...scheduled, count: 1 })).not.toHaveProperty('series');
  });

  it('once, and other objects stay as they are', () => {
    expect(materialise(record)).toBe(materialise(record));
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
    expect(materialise(pod)).toBe(pod);
  });
});

it('names carry the nanoseconds in hexadecimal', () => {
  expect(eventName('web', NINE, 0)).toBe(`web.${(BigInt(NINE) * 1_000_000n).toString(16)}`);
  expect(eventName('web', NINE, 1)).not.toBe(eventName('web', NINE, 0));
  expect(eventName('x'.repeat(253), NINE, 0)).toHaveLength(253);
});

it('columns are those of kubectl get events -o wide, for records and whole Events', () => {
  for (const event of [record as never, materialiseEvent(record)]) {
    expect(eventKind.columns.map((column) => `${column.name}=${column.cell(event, NINE + 120_000)}`)).toEqual(
      [
        'Last Seen=60s',
        'Type=Warning',
        'Reason=BackOff',
        'Object=pod/web',
        'Subobject=spec.containers{web}',
        'Source=kubelet, worker-1',
        'Message=Back-off restarting failed container web in pod web_default(u1)',
        'First Seen=2m',
        'Count=3',
        'Name=web.18',
      ],
    );
  }
});

it('an Event must be in the namespace of its object', () => {
  const whole = materialiseEvent(record);
  expect(eventKind.validateCreate(whole)).toHaveLength(0);
  const elsewhere = { ...whole, metadata: { ...whole.metadata, namespace: 'other' } };
  expect(eventKind.validateCreate(elsewhere)).toEqual([
    {
      reason: 'FieldValueInvalid',
      field: 'involvedObject.namespace',
      detail: 'Invalid value: "default": does not match event.namespace',
    },
  ]);
});
