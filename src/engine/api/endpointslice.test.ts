import { describe, expect, it } from 'vitest';
import { created, createMistakes, row, updated, updateMistakes } from '../testing/admitted';
import { endpointSliceKind } from './endpointslice';

const slice = (addresses: readonly string[], ports: readonly object[] = [{ port: 80 }]) => ({
  addressType: 'IPv4',
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
  ports,
});

describe('an EndpointSlice', () => {
  it('names and types its ports', () => {
    expect(created(endpointSliceKind, slice(['10.244.1.2'])).ports).toEqual([
      { name: '', protocol: 'TCP', port: 80 },
    ]);
  });

  it('holds addresses of its type', () => {
    expect(createMistakes(endpointSliceKind, slice(['10.244.1.2']))).toEqual([]);
    expect(createMistakes(endpointSliceKind, slice(['::1', '169.254.1.1']))).toEqual([
      'endpoints[0].addresses[0]: Invalid value: "::1": must be a valid IPv4 address',
      'endpoints[0].addresses[0]: Invalid value: "::1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
      'endpoints[1].addresses[0]: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    ]);
    expect(createMistakes(endpointSliceKind, { ...slice([]), addressType: 'IP' })).toEqual([
      'addressType: Unsupported value: "IP": supported values: "FQDN", "IPv4", "IPv6"',
    ]);
    expect(createMistakes(endpointSliceKind, { ...slice([]), endpoints: [{}] })).toEqual([
      'endpoints[0].addresses: Required value: must contain at least 1 address',
    ]);
    expect(createMistakes(endpointSliceKind, slice(Array<string>(1001).fill('10.0.0.1')))).toEqual([
      'endpoints: Too many: 1001: must have at most 1000 items',
    ]);
    expect(createMistakes(endpointSliceKind, slice([], [{ name: 'a' }, { name: 'a' }]))).toEqual([
      'ports[1].name: Duplicate value: "a"',
    ]);
  });

  it('has a new generation when what it holds changes, and keeps its type', () => {
    const old = created(endpointSliceKind, { ...slice(['10.244.1.2']), metadata: { generation: 1 } });
    const same = updated(endpointSliceKind, old, { ...slice(['10.244.1.2']), metadata: { generation: 1 } });
    expect(same.metadata.generation).toBe(1);
    expect(updated(endpointSliceKind, old, slice(['10.244.1.3'])).metadata.generation).toBe(2);
    expect(updateMistakes(endpointSliceKind, old, { ...slice([]), addressType: 'IPv6' })).toEqual([
      'addressType: Invalid value: "IPv6": field is immutable',
    ]);
  });

  it('is listed with its first three addresses', () => {
    const many = created(
      endpointSliceKind,
      slice(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5']),
    );
    expect(row(endpointSliceKind, many)).toEqual([
      'web',
      'IPv4',
      '80',
      '10.0.0.1,10.0.0.2,10.0.0.3 + 2 more...',
    ]);
    expect(row(endpointSliceKind, created(endpointSliceKind, slice([], [])))).toEqual([
      'web',
      'IPv4',
      '<unset>',
      '<unset>',
    ]);
    expect(row(endpointSliceKind, created(endpointSliceKind, slice([], [{}])))[2]).toBe('*');
  });
});
