/** Called once per drawn frame. Returns true to be drawn again in the next one, false when nothing of it moves. */
export type Drawer = (realNow: number) => boolean;

/**
 * The one animation loop of the canvas. It runs on demand: whoever changes something asks for a frame, and a frame
 * asks for the next only while a drawer still moves. While the clock stands, nothing runs.
 */
export interface Loop {
  /** Asks for one frame; any number of asks before it make one. */
  request(): void;
  /** Drawers run in order of `order`: the camera (0) before what looks through it. */
  add(order: number, drawer: Drawer): () => void;
  stop(): void;
}

interface Entry {
  readonly order: number;
  readonly drawer: Drawer;
}

export function createLoop(): Loop {
  let pending = 0;
  let entries: readonly Entry[] = [];

  const tick = (realNow: number): void => {
    pending = 0;
    let moves = false;
    for (const entry of entries) moves = entry.drawer(realNow) || moves;
    if (moves) loop.request();
  };

  const loop: Loop = {
    request() {
      if (pending === 0) pending = requestAnimationFrame(tick);
    },
    add(order, drawer) {
      const entry = { order, drawer };
      entries = [...entries, entry].sort((a, b) => a.order - b.order);
      loop.request();
      return () => {
        entries = entries.filter((other) => other !== entry);
      };
    },
    stop() {
      cancelAnimationFrame(pending);
      pending = 0;
    },
  };
  return loop;
}

/** The order of the drawers within a frame. */
export const drawOrder = { camera: 0, lit: 1, cells: 2, hops: 3, rings: 4 } as const;
