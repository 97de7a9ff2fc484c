import { describe, expect, it } from 'vitest';
import { createStream, nextBelow, type RandomStream } from '../engine/kernel/random';
import type { FaultOffer } from './protocol';
import { Screen } from './testing/screen';

/** Somebody in front of the screen who does whatever can be done. */
class Visitor {
  readonly deeds: string[] = [];
  private readonly choices: RandomStream;

  constructor(
    private readonly screen: Screen,
    seed: number,
  ) {
    this.choices = createStream(seed, 'visitor');
  }

  private pick<T>(list: readonly T[]): T | undefined {
    return list[nextBelow(this.choices, Math.max(1, list.length))];
  }

  private offers(): FaultOffer[] {
    const { nodes, components } = this.screen;
    return [...nodes.values(), ...components.values()].flatMap(({ offers }) => offers);
  }

  act(): void {
    const { screen } = this;
    screen.look();
    const pod = this.pick(screen.own())?.name;
    switch (nextBelow(this.choices, 6)) {
      case 0:
      case 1:
        this.fault(this.pick(this.offers()));
        break;
      case 2:
        if (pod !== undefined) screen.deletePod(pod);
        this.deeds.push(`delete ${pod}`);
        break;
      case 3:
        if (pod !== undefined) screen.crash(pod);
        this.deeds.push(`crash ${pod}`);
        break;
      case 4:
        this.deeds.push(`undo ${screen.undo()}`);
        break;
      case 5:
        this.rewind();
        break;
    }
    screen.session.setPace({ paused: false, speed: this.pick([2, 20, 100]) ?? 1 });
    screen.watch(nextBelow(this.choices, 3));
  }

  private fault(offer: FaultOffer | undefined): void {
    if (offer === undefined) return;
    this.deeds.push(offer.label);
    this.screen.session.fault(offer.fault);
  }

  private rewind(): void {
    const at = 45_000 + nextBelow(this.choices, Math.max(1, Math.floor(this.screen.last.now) - 45_000));
    this.deeds.push(`rewind to ${at}`);
    this.screen.rewindTo(at);
  }
}

interface Told {
  readonly pods: unknown;
  readonly nodes: unknown;
  readonly services: unknown;
  readonly workloads: unknown;
}

function told({ pods, nodes, services, workloads }: Screen): Told {
  // In the order of ids; pods behind a Service in any.
  const byId = <V>(views: ReadonlyMap<string, V>): V[] => {
    return [...views].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, view]) => view);
  };
  const served = byId(services).map((view) => ({
    ...view,
    ready: new Set(view.ready),
    notReady: new Set(view.notReady),
  }));
  return { pods: byId(pods), nodes: byId(nodes), services: served, workloads: byId(workloads) };
}

describe('whatever somebody does', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'the page is told what one look would tell, and no law is broken (%i)',
    (seed) => {
      const screen = new Screen({ seed });
      const visitor = new Visitor(screen, seed);
      const defects: string[] = [];
      for (let step = 0; step < 12; step++) {
        visitor.act();
        defects.push(...screen.last.defects);
      }
      screen.session.setPace({ paused: true });
      screen.look();
      const before = told(screen);
      // Going to where it stands, the page forgets what it knew and is told everything anew.
      screen.rewindTo(Math.floor(screen.last.now));
      expect(told(screen), visitor.deeds.join('\n')).toEqual(before);
      expect(defects, visitor.deeds.join('\n')).toEqual([]);
    },
  );
});
