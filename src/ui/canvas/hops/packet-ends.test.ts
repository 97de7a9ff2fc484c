import { describe, expect, it } from 'vitest';
import type { HopView, TrafficView } from '../../../worker/protocol';
import type { PodPlace } from '../layout/data-ways';
import { layoutCluster } from '../layout/layout';
import { slotBox } from '../layout/pod-grid';
import { layoutInput } from '../testing/layout-input';
import { packetEnds, type PacketSource } from './packet-ends';

const layout = layoutCluster(layoutInput());

function place(node: string, slot: number): PodPlace {
  const grid = layout.workers.find(({ name }) => name === node)?.grid;
  if (!grid) throw new Error(node);
  return { node, grid, box: slotBox(grid, slot) };
}

const places: Readonly<Record<string, PodPlace>> = {
  client: place('worker-1', 0),
  other: place('worker-1', 1),
  a: place('worker-2', 0),
  b: place('worker-3', 0),
  c: place('worker-3', 1),
};

function source(...talks: readonly (readonly [client: string, service: string])[]): PacketSource {
  return {
    placeOf: (id) => places[id] ?? null,
    traffic: () => talks.map(([client, service]) => ({ client, service }) as TrafficView),
    endpointsOf: (service) => (service === 'web' ? ['a', 'b', 'c'] : []),
  };
}

const packet = (from: string, to: string, label: string) =>
  ({ kind: 'packet', from: `lab/${from}/containerd`, to: `lab/${to}/containerd`, label }) as HopView;

describe('the ends of a packet', () => {
  it('are the client and the one pod behind its Service on that machine', () => {
    expect(packetEnds(packet('worker-1', 'worker-2', 'GET web'), source(['client', 'web']))).toEqual({
      asks: { node: 'worker-1', place: places['client'] },
      answers: { node: 'worker-2', place: places['a'] },
      back: false,
    });
  });

  it('are the same for the answer, which goes back', () => {
    const there = packetEnds(packet('worker-1', 'worker-2', 'GET web'), source(['client', 'web']));
    const back = packetEnds(packet('worker-2', 'worker-1', '200 web'), source(['client', 'web']));
    expect(back).toEqual({ ...there, back: true });
  });

  it('are only machines where several pods may be meant', () => {
    const talk = packetEnds(packet('worker-1', 'worker-3', 'GET web'), source(['client', 'web']));
    expect(talk.asks.place).toBe(places['client']);
    expect(talk.answers).toEqual({ node: 'worker-3', place: null });
    const two = packetEnds(
      packet('worker-1', 'worker-2', 'GET web'),
      source(['client', 'web'], ['other', 'web']),
    );
    expect(two.asks).toEqual({ node: 'worker-1', place: null });
  });

  it('are only machines for what no Service is known of', () => {
    const dns = packetEnds(packet('worker-1', 'worker-2', 'DNS question'), source(['client', 'shop']));
    expect(dns.asks.place).toBeNull();
    expect(dns.answers.place).toBeNull();
  });
});
