import type { HopKind, HopView } from '../../../worker/protocol';
import { packetWay } from '../layout/data-ways';
import { type Point, type Polyline, pointAt, reversed } from '../layout/geometry';
import { route } from '../layout/routes';
import type { LabelLaneName, Layout } from '../layout/types';
import { packetEnds, type PacketSource } from './packet-ends';

/** More hops than this at once are drawn as heat on the ways. */
export const heatCountMin = 200;
/** A hop that lasts less than this on the screen is no flight: it lights its way. Real ms. */
const flightMsMin = 60;
/** Labels that stand at once: the narrated hop and two others. */
const labelCountMax = 3;
/** From this speed on nobody can follow a flight: edges light instead, for everybody. */
export const flightSpeedMax = 4;

export interface HopScene {
  readonly layout: Layout;
  readonly active: readonly HopView[];
  /** Hops that came and went between two frames, with their age in real ms. */
  readonly recent: readonly { readonly hop: HopView; readonly ageMs: number }[];
  readonly recentMsMax: number;
  /** Virtual ms. */
  readonly now: number;
  /** Virtual ms per real ms. */
  readonly speed: number;
  readonly reducedMotion: boolean;
  readonly packets: PacketSource;
}

/** A thing in flight. */
export interface Mark {
  readonly kind: HopKind;
  readonly user: boolean;
  readonly at: Point;
}

export interface Label {
  readonly lane: LabelLaneName;
  readonly text: string;
  readonly user: boolean;
  /** Middle of the way, for lanes that follow it. */
  readonly x: number;
}

/** A way that is lit. */
export interface Glow {
  readonly way: Polyline;
  readonly user: boolean;
  /** 0 to 1. */
  readonly strength: number;
}

/** A number on a way: hops under way there, when nothing flies. */
export interface Counter {
  readonly at: Point;
  readonly count: number;
  readonly user: boolean;
}

/** Everything of the hops that is drawn in one frame: a pure function of the scene. */
export interface HopPicture {
  /** Brass, whole length: the way of the present hops of the user's chain. */
  readonly lit: readonly Polyline[];
  readonly glows: readonly Glow[];
  readonly marks: readonly Mark[];
  readonly labels: readonly Label[];
  readonly counters: readonly Counter[];
}

const nothing: HopPicture = { lit: [], glows: [], marks: [], labels: [], counters: [] };

interface Under {
  readonly hop: HopView;
  readonly way: Polyline;
}

/** Messages of the cluster run on the trunks; the pods' own traffic has ways of its own. */
function wayOf(scene: HopScene, hop: HopView): Polyline | null {
  if (hop.kind !== 'packet') return route(scene.layout, hop.from, hop.to);
  const { asks, answers, back } = packetEnds(hop, scene.packets);
  const way = packetWay(scene.layout, asks, answers);
  return way && back ? reversed(way) : way;
}

function laneOf(hop: HopView): LabelLaneName {
  const parts = [hop.from.split('/'), hop.to.split('/')];
  if (parts.some((address) => address.length > 2)) return 'workers';
  return parts.some((address) => address[1] === 'user') ? 'user' : 'control-plane';
}

function middleX(way: Polyline): number {
  const xs = way.points.map((point) => point.x);
  return (Math.min(...xs) + Math.max(...xs)) / 2;
}

/** The user's newest hop speaks first; then the newest others, one per lane. */
function labelsOf(under: readonly Under[], speed: number): Label[] {
  const newestFirst = [...under].sort((a, b) => b.hop.start - a.hop.start || b.hop.id - a.hop.id);
  const ranked = [
    ...newestFirst.filter(({ hop }) => hop.user),
    ...newestFirst.filter(({ hop }) => !hop.user),
  ];
  const taken = new Map<LabelLaneName, Label>();
  for (const { hop, way } of ranked) {
    const lane = laneOf(hop);
    const readable = hop.kind !== 'packet' && (hop.end - hop.start) / speed >= 150;
    if (taken.has(lane) || taken.size === labelCountMax || hop.label === '' || !readable) continue;
    taken.set(lane, { lane, text: hop.label, user: hop.user, x: middleX(way) });
  }
  return [...taken.values()];
}

/** Counts per way; the two directions of a way are one. */
function countersOf(under: readonly Under[]): Counter[] {
  const byWay = new Map<string, { count: number; user: boolean; way: Polyline }>();
  for (const { hop, way } of under) {
    const key = hop.from < hop.to ? `${hop.from} ${hop.to}` : `${hop.to} ${hop.from}`;
    const entry = byWay.get(key);
    if (entry) {
      entry.count += 1;
      entry.user ||= hop.user;
    } else byWay.set(key, { count: 1, user: hop.user, way });
  }
  return [...byWay.values()].map(({ count, user, way }) => ({ at: pointAt(way, 0.5), count, user }));
}

function heatOf(under: readonly Under[]): Glow[] {
  const counts = new Map<string, { way: Polyline; count: number }>();
  for (const { hop, way } of under) {
    const entry = counts.get(`${hop.from} ${hop.to}`) ?? { way, count: 0 };
    entry.count += 1;
    counts.set(`${hop.from} ${hop.to}`, entry);
  }
  const most = Math.max(1, ...[...counts.values()].map(({ count }) => count));
  return [...counts.values()].map(({ way, count }) => ({
    way,
    user: false,
    strength: 0.25 + 0.75 * (count / most),
  }));
}

/** Every kube-proxy hears of every change of a Service: its news flies, and leaves the light to what it is news of. */
const isAside = ({ from, to }: HopView): boolean =>
  from.endsWith('/kube-proxy') || to.endsWith('/kube-proxy');

/** What pods send each other goes on all the time: it is seen, and does not lead the eye. */
const strengthOf = (hop: HopView): number => (hop.kind === 'packet' ? 0.42 : 1);

function recentGlows(scene: HopScene): Glow[] {
  const strongest = new Map<string, Glow>();
  for (const { hop, ageMs } of scene.recent) {
    const way = wayOf(scene, hop);
    if (!way) continue;
    const strength = strengthOf(hop) * Math.max(0, 1 - ageMs / scene.recentMsMax);
    const key = `${hop.from} ${hop.to}`;
    const known = strongest.get(key);
    if (strength > 0 && (!known || known.strength < strength || (hop.user && !known.user))) {
      strongest.set(key, { way, user: hop.user, strength });
    }
  }
  return [...strongest.values()];
}

export function hopPicture(scene: HopScene): HopPicture {
  if (scene.active.length === 0 && scene.recent.length === 0) return nothing;
  const under: Under[] = [];
  for (const hop of scene.active) {
    if (hop.start > scene.now || hop.end <= scene.now) continue;
    const way = wayOf(scene, hop);
    if (way) under.push({ hop, way });
  }
  const glows = recentGlows(scene);
  const lit = under.filter(({ hop }) => hop.user && !isAside(hop)).map(({ way }) => way);
  if (under.length > heatCountMin) return { ...nothing, lit, glows: [...glows, ...heatOf(under)] };

  const still = scene.reducedMotion || scene.speed > flightSpeedMax;
  const labels = still && !scene.reducedMotion ? [] : labelsOf(under, scene.speed);
  if (still)
    return { lit, glows: [...glows, ...wholeWays(under)], marks: [], labels, counters: countersOf(under) };

  const flying = under.filter(({ hop }) => (hop.end - hop.start) / scene.speed >= flightMsMin);
  const short = under.filter(({ hop }) => (hop.end - hop.start) / scene.speed < flightMsMin);
  const marks = flying.map(({ hop, way }) => ({
    kind: hop.kind,
    user: hop.user,
    at: pointAt(way, (scene.now - hop.start) / (hop.end - hop.start)),
  }));
  // The user's marks are drawn last, above the rest.
  marks.sort((a, b) => Number(a.user) - Number(b.user));
  return { lit, glows: [...glows, ...wholeWays(short)], marks, labels, counters: [] };
}

function wholeWays(under: readonly Under[]): Glow[] {
  return under.map(({ hop, way }) => ({ way, user: hop.user, strength: strengthOf(hop) }));
}

/** Addresses and ids that something is happening at now, because of the user: lit in brass. */
export function litAddresses(active: readonly HopView[], now: number): Set<string> {
  const lit = new Set<string>();
  for (const hop of active) {
    if (!hop.user || hop.start > now || hop.end <= now) continue;
    for (const address of [hop.from, hop.to]) {
      lit.add(address);
      const [cluster, node, component] = address.split('/');
      if (component !== undefined && !isAside(hop)) lit.add(`${cluster}/nodes//${node}`);
    }
  }
  return lit;
}
