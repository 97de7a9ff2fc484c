import type { Frame, HopView } from '../../worker/protocol';

/** More than this many at once are drawn as heat; those beyond are only counted, never kept. */
const hopCountMax = 4000;
/** How long an edge stays lit, in real ms, after a hop that was too short to draw. */
export const recentHopMsMax = 600;
const recentCountMax = 400;

/** A hop that began and ended between two frames: its edge is lit instead. */
export interface RecentHop {
  readonly hop: HopView;
  /** Real ms (`performance.now()`) of the frame that brought it. */
  readonly seenAt: number;
}

let active: HopView[] = [];
let recent: RecentHop[] = [];

/** The hops in flight. Read them in the animation loop; there is no subscription, because motion is no state. */
export const hops = {
  /** Those in flight at virtual `now`, oldest first; the finished ones are dropped for good. */
  activeAt(now: number): readonly HopView[] {
    if (active.some((hop) => hop.end <= now)) active = active.filter((hop) => hop.end > now);
    return active;
  },
  /** Hops too short to draw that were seen in the last `recentHopMsMax` real ms, oldest first. */
  get recent(): readonly RecentHop[] {
    const oldest = performance.now() - recentHopMsMax;
    if (recent[0] !== undefined && recent[0].seenAt < oldest)
      recent = recent.filter((entry) => entry.seenAt >= oldest);
    return recent;
  },
};

/** Takes the hops that a frame brings. */
export function applyHops(frame: Frame): void {
  if (frame.reset) {
    active = [];
    recent = [];
  }
  if (frame.hops.length === 0) return;
  const seenAt = performance.now();
  const fresh = frame.hops.filter((hop) => hop.end > frame.now);
  if (fresh.length > 0) active = [...hops.activeAt(frame.now), ...fresh].slice(-hopCountMax);
  if (fresh.length < frame.hops.length) {
    const short = frame.hops.filter((hop) => hop.end <= frame.now).map((hop) => ({ hop, seenAt }));
    recent = [...recent, ...short].slice(-recentCountMax);
  }
}
