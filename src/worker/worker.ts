/** The worker: holds worlds, takes commands, and answers each request for a frame at the first change (held pull). */
import type { TabHost } from '../bridge/tab/host';
import { browserPlatform, TabLink } from '../bridge/tab/link';
import { Desk } from './desk';
import type { FromWorker, ToWorker, WorldId } from './protocol';

const desks = new Map<WorldId, Desk>();

function post(message: FromWorker): void {
  self.postMessage(message);
}

/** The engine broke: let the page know, which restarts it from the journal. */
function fail(error: unknown): void {
  self.setTimeout(() => {
    throw error;
  });
}

/** Comes back to what was begun, after the messages that have come meanwhile. */
function later(work: () => void): void {
  self.setTimeout(work);
}

/** Real ms between two ticks: often enough for a program that waits, seldom enough for a page that is hidden. */
const TICK_MS = 25;

function keepTicking(tick: () => boolean): void {
  self.setTimeout(() => {
    if (tick()) keepTicking(tick);
  }, TICK_MS);
}

function connectBridge(host: TabHost): TabLink {
  return new TabLink(host, browserPlatform(self), (status) => post({ type: 'bridge', status }));
}

const loadDoors = () => import('./doors');

function deskOf(world: WorldId): Desk {
  const known = desks.get(world);
  if (known !== undefined) return known;
  const desk = new Desk({
    world,
    post,
    fail,
    later,
    keepTicking,
    connectBridge,
    loadDoors,
    clock: () => performance.now(),
  });
  desks.set(world, desk);
  return desk;
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  deskOf(data.world).take(data);
});
