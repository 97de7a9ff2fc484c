import type { PodView } from '../../../worker/protocol';
import { assignSlots, noSlots, type Slots, slotCount } from '../layout/slots';
import type { LayoutInput, WorkerInput } from '../layout/types';

/** How long a pod that is gone keeps its place, in real ms: it fades where it stood, then the slot is free. */
export const leaveMs = 180;
/** How long a pod counts as new, in real ms. */
const enterMs = 300;
/** Below this number of slots holes are never closed. */
const spaciousSlots = 8;

/** Where the pods of one node stand. '' is the tray. */
export interface NodePlaces {
  readonly slots: Slots;
  readonly systemSlots: Slots;
  /** Pods that are gone and still fading, with their last view. */
  readonly leaving: ReadonlyMap<string, PodView>;
}

/** What the layout must know: the same object until something in it changes. */
export interface PlaceNeeds {
  readonly controlPlane: LayoutInput['controlPlane'];
  readonly workers: readonly WorkerInput[];
  readonly waitingSlots: number;
}

/** What the keeper reads, so that it can be tested without a store. */
export interface PlaceSource {
  workerNames(): readonly string[];
  /** The node on which the control plane runs; '' when that is no node. */
  controlPlaneName(): string;
  /** The same array while its members are the same. */
  podIds(nodeName: string): readonly string[];
  pod(id: string): PodView | undefined;
  /** Real ms. */
  realNow(): number;
}

export interface Places {
  /** Takes what a frame changed. After a jump nothing fades: the past never was. */
  update(jump: boolean): void;
  of(nodeName: string): NodePlaces;
  needs(): PlaceNeeds;
  /** Changes with every change of places. */
  version(): number;
  /** Whether the pod came to be while we watched, less than `enterMs` ago. */
  isFresh(id: string): boolean;
  subscribe(listener: () => void): () => void;
  dispose(): void;
}

const nobody: NodePlaces = { slots: noSlots, systemSlots: noSlots, leaving: new Map() };

interface NodeState {
  ids: readonly string[];
  places: NodePlaces;
  /** Last views, for fading: a pod that is gone is gone from the store at once. */
  readonly seen: Map<string, PodView>;
}

function placesFrom(
  source: PlaceSource,
  before: NodePlaces,
  ids: readonly string[],
  leaving: NodePlaces['leaving'],
  oneRow: boolean,
) {
  const own: string[] = [];
  const system: string[] = [];
  for (const id of [...leaving.keys(), ...ids]) {
    const pod = leaving.get(id) ?? source.pod(id);
    // A mirror pod is drawn as its component's card.
    if (!pod || pod.mirror) continue;
    (pod.system && !oneRow ? system : own).push(id);
  }
  return {
    slots: assignSlots(before.slots, own, spaciousSlots),
    systemSlots: assignSlots(before.systemSlots, system, spaciousSlots),
    leaving,
  };
}

function sameNeeds(a: PlaceNeeds, b: PlaceNeeds): boolean {
  return (
    a.waitingSlots === b.waitingSlots &&
    a.controlPlane?.name === b.controlPlane?.name &&
    a.controlPlane?.slots === b.controlPlane?.slots &&
    a.workers.length === b.workers.length &&
    a.workers.every((worker, index) => {
      const other = b.workers[index];
      return (
        other !== undefined &&
        worker.name === other.name &&
        worker.slots === other.slots &&
        worker.systemSlots === other.systemSlots
      );
    })
  );
}

/** Keeps the place of every pod from frame to frame, and of the dead until they have faded. */
export function createPlaces(source: PlaceSource): Places {
  const nodes = new Map<string, NodeState>();
  const listeners = new Set<() => void>();
  const bornAt = new Map<string, number>();
  let version = 0;
  let started = false;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let needs: PlaceNeeds = { controlPlane: null, workers: [], waitingSlots: 0 };
  const isOneRow = (name: string): boolean => name !== '' && name === source.controlPlaneName();

  const stateOf = (name: string): NodeState => {
    const known = nodes.get(name) ?? { ids: [], places: nobody, seen: new Map<string, PodView>() };
    nodes.set(name, known);
    return known;
  };

  const tell = (): void => {
    version += 1;
    for (const listener of [...listeners]) listener();
  };

  const measure = (): void => {
    const slotsOf = (name: string): number => slotCount(nodes.get(name)?.places.slots ?? noSlots);
    const controlPlane = source.controlPlaneName();
    const next: PlaceNeeds = {
      controlPlane: controlPlane === '' ? null : { name: controlPlane, slots: slotsOf(controlPlane) },
      workers: source.workerNames().map((name) => {
        const places = nodes.get(name)?.places ?? nobody;
        return { name, slots: slotCount(places.slots), systemSlots: slotCount(places.systemSlots) };
      }),
      waitingSlots: slotsOf(''),
    };
    if (!sameNeeds(needs, next)) needs = next;
  };

  const forget = (name: string, ids: readonly string[]): void => {
    const state = stateOf(name);
    const leaving = new Map(state.places.leaving);
    for (const id of ids) leaving.delete(id);
    state.places = placesFrom(source, state.places, state.ids, leaving, isOneRow(name));
    measure();
    tell();
  };

  const fadeLater = (name: string, ids: readonly string[]): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      forget(name, ids);
    }, leaveMs);
    timers.add(timer);
  };

  const takeNode = (name: string, jump: boolean): boolean => {
    const state = stateOf(name);
    const ids = source.podIds(name);
    for (const id of ids) {
      const pod = source.pod(id);
      if (!pod) continue;
      state.seen.set(id, pod);
      if (!bornAt.has(id)) bornAt.set(id, jump || !started ? 0 : source.realNow());
    }
    if (ids === state.ids && !(jump && state.places.leaving.size > 0)) return false;
    const present = new Set(ids);
    const leaving = new Map(jump ? [] : state.places.leaving);
    const gone: string[] = [];
    for (const id of state.ids) {
      if (present.has(id)) continue;
      const last = state.seen.get(id);
      state.seen.delete(id);
      if (!source.pod(id)) bornAt.delete(id);
      // A pod that moved to a node flies there; only one that is nowhere any more fades.
      if (!last || jump || source.pod(id)) continue;
      leaving.set(id, last);
      gone.push(id);
    }
    for (const id of ids) leaving.delete(id);
    state.ids = ids;
    state.places = placesFrom(source, state.places, ids, leaving, isOneRow(name));
    if (gone.length > 0) fadeLater(name, gone);
    return true;
  };

  return {
    update(jump) {
      const names = [...new Set(['', source.controlPlaneName(), ...source.workerNames()])];
      const stale = [...nodes.keys()].filter((name) => !names.includes(name));
      for (const name of stale) nodes.delete(name);
      const changed = names.filter((name) => takeNode(name, jump));
      started = true;
      const before = needs;
      measure();
      if (stale.length > 0 || changed.length > 0 || before !== needs) tell();
    },
    of: (name) => nodes.get(name)?.places ?? nobody,
    needs: () => needs,
    version: () => version,
    isFresh: (id) => source.realNow() - (bornAt.get(id) ?? 0) < enterMs,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
