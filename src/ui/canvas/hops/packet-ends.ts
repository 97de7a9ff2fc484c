import type { HopView, TrafficView } from '../../../worker/protocol';
import type { PacketEnd, PodPlace } from '../layout/data-ways';

/** What is known of the pods that talk. */
export interface PacketSource {
  /** Where a pod stands; null for one that is not drawn. */
  placeOf(podId: string): PodPlace | null;
  /** Who asks which Service. */
  traffic(): readonly TrafficView[];
  /** ids of the pods behind a Service, ready or not. */
  endpointsOf(serviceId: string): readonly string[];
}

/** Both ends of a packet's way: the one that asks comes first, whichever way the packet goes. */
export interface PacketEnds {
  readonly asks: PacketEnd;
  readonly answers: PacketEnd;
  /** True for an answer, which goes the way back. */
  readonly back: boolean;
}

/** The only one, or null: where several pods may be meant, none is drawn as if it were. */
function only<T>(items: readonly T[]): T | null {
  return items.length === 1 ? (items[0] ?? null) : null;
}

const nodeOf = (address: string): string => address.split('/')[1] ?? '';

/** An answer's label begins with its code. */
const isAnswer = ({ label }: HopView): boolean => /^\d/.test(label);

/** A packet is seen between machines; which pods it is about is known when only one client of the one asks there. */
export function packetEnds(hop: HopView, source: PacketSource): PacketEnds {
  const back = isAnswer(hop);
  const [from, to] = back ? [nodeOf(hop.to), nodeOf(hop.from)] : [nodeOf(hop.from), nodeOf(hop.to)];
  const talks = source.traffic().flatMap(({ client, service }) => {
    const asks = source.placeOf(client);
    if (asks?.node !== from) return [];
    const places = source.endpointsOf(service).map(source.placeOf);
    const answers = places.filter((place) => place?.node === to);
    return answers.length === 0 ? [] : [{ asks, answers: only(answers) }];
  });
  const talk = only(talks);
  return {
    asks: { node: from, place: talk?.asks ?? null },
    answers: { node: to, place: talk?.answers ?? null },
    back,
  };
}
