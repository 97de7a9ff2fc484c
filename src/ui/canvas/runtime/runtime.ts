import { createContext, useContext } from 'react';
import {
  getNode,
  getNodeIds,
  getPod,
  getPodIdsOfNode,
  hops,
  onFrame,
  uiStore,
  virtualNow,
} from '../../store';
import { litAddresses } from '../hops/picture';
import type { Layout } from '../layout/types';
import { type Camera, createCamera, type View } from './camera';
import { createKeyedSet, type KeyedSet } from './keyed-set';
import { createLoop, drawOrder, type Loop } from './loop';
import { createPlaces, type Places } from './places';

/** For how long a component stays lit after the user's chain has reached it, in virtual ms: it is thinking. */
const thinkMsMax = 1500;

/** How a thing was pressed: by key the focus goes on into its card; with Shift, kill mode does the other thing. */
export interface Press {
  readonly byKey: boolean;
  readonly shift: boolean;
}

/** What the layers of one canvas share and React need not know. */
export interface CanvasRuntime {
  readonly loop: Loop;
  readonly places: Places;
  /** Addresses and ids in brass at this moment. */
  readonly lit: KeyedSet;
  readonly camera: Camera;
  /** The layout that is on the screen; null before the first. */
  layout: Layout | null;
  /** Takes a press on a thing. */
  readonly press: (id: string, how: Press) => void;
  /** Who acts on it. */
  onPress: (id: string, how: Press) => void;
  /** React Flow's present viewport. */
  view(): View;
  start(): () => void;
}

function namesOfNodes(controlPlane: boolean): string[] {
  return getNodeIds()
    .map((id) => getNode(id))
    .filter((node) => node?.controlPlane === controlPlane)
    .map((node) => node?.name ?? '');
}

export function createRuntime(port: { get(): View; set(view: View): void }): CanvasRuntime {
  const loop = createLoop();
  const lit = createKeyedSet();
  const camera = createCamera(port, loop.request);
  const places = createPlaces({
    workerNames: () => namesOfNodes(false),
    controlPlaneName: () => namesOfNodes(true)[0] ?? '',
    podIds: getPodIdsOfNode,
    pod: getPod,
    realNow: () => performance.now(),
  });
  const runtime: CanvasRuntime = {
    loop,
    places,
    lit,
    camera,
    layout: null,
    press: (id, how) => runtime.onPress(id, how),
    onPress: () => undefined,
    view: port.get,
    start() {
      places.update(true);
      const lights = createLights(lit);
      const stops = [
        loop.add(drawOrder.camera, camera.step),
        loop.add(drawOrder.lit, lights.draw),
        onFrame((frame) => {
          if (frame.reset) lights.forget();
          places.update(frame.reset);
          loop.request();
        }),
      ];
      return () => {
        for (const stop of stops) stop();
        places.dispose();
        loop.stop();
      };
    },
  };
  return runtime;
}

/** Keeps the set of what is lit: the ends of the user's present hops, the one that thinks, and what is being told. */
function createLights(lit: KeyedSet): { draw(): boolean; forget(): void } {
  let thinking = { address: '', since: 0 };
  return {
    draw() {
      const now = virtualNow();
      const active = hops.activeAt(now);
      const next = litAddresses(active, now);
      for (const hop of active) {
        if (hop.user && hop.end >= thinking.since) thinking = { address: hop.to, since: hop.end };
      }
      if (next.size === 0 && thinking.address !== '' && now - thinking.since < thinkMsMax) {
        for (const address of litAddresses([thinkingHop(thinking.address, now)], now)) next.add(address);
      }
      const told = uiStore.getState().narration.at(-1);
      if (told && told.about !== '' && now - told.at < thinkMsMax) next.add(told.about);
      lit.replace(next);
      return false;
    },
    forget() {
      thinking = { address: '', since: 0 };
    },
  };
}

function thinkingHop(address: string, now: number) {
  const moment = { start: now - 1, end: now + 1 };
  return { id: 0, kind: 'request', from: address, to: address, label: '', user: true, ...moment } as const;
}

export const RuntimeContext = createContext<CanvasRuntime | null>(null);

export function useRuntime(): CanvasRuntime {
  const runtime = useContext(RuntimeContext);
  if (!runtime) throw new Error('a layer of the canvas outside of ClusterView');
  return runtime;
}
