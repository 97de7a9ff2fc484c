/** The command line of `npm run serve`. */
import { parseArgs } from 'node:util';
import { SCENES } from '../../worker/protocol';

export interface ServeFlags {
  /** 0 for any that is free. */
  readonly port: number;
  readonly nodes: number;
  readonly seed: number;
  readonly speed: number | 'max';
  /** '' for a fresh cluster. */
  readonly scene: string;
  readonly paused: boolean;
}

const PORT_MAX = 65_535;
const NODES_MAX = 1000;
const SPEED_MIN = 0.001;
const SPEED_MAX = 1000;

export const USAGE = `Serves a cluster to a real kubectl on this machine.

  npm run serve -- [--port 8001] [--nodes 3] [--seed 7] [--speed N|max] [--scene NAME] [--paused]

  --port    port on 127.0.0.1 (8001); 0 takes any that is free
  --nodes   workers beside the control plane (3); 0 for a control plane without machines
  --seed    the same seed and the same requests give the same cluster (7)
  --speed   virtual seconds per second (1), or max: as fast as it can while something happens
  --scene   begins with one of: ${SCENES.map(({ name }) => name).join(', ')}; brings its own nodes
  --paused  the clock stands; requests happen at this instant

The kubeconfig goes to .orrery/kubeconfig, or where ORRERY_KUBECONFIG says.
`;

/** A mistake on the command line, as a sentence. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

function wholeNumber(flag: string, text: string, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || value > max)
    throw new FlagError(`--${flag} ${text}: expected a whole number from 0 to ${max}.`);
  return value;
}

function speedOf(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || value < SPEED_MIN || value > SPEED_MAX)
    throw new FlagError(`--speed ${text}: expected a number from ${SPEED_MIN} to ${SPEED_MAX}, or max.`);
  return value;
}

function sceneOf(text: string): string {
  if (SCENES.some(({ name }) => name === text)) return text;
  throw new FlagError(`--scene ${text}: there is ${SCENES.map(({ name }) => name).join(', ')}.`);
}

const SEED_MAX = 4_294_967_295;

/** null when help is asked for. Throws a `FlagError`. */
export function parseFlags(args: readonly string[]): ServeFlags | null {
  const { values } = parsed(args);
  if (values.help) return null;
  if (values.scene !== undefined && values.nodes !== undefined)
    throw new FlagError('--nodes and --scene: a scene brings its own nodes, so give one of the two.');
  return {
    port: wholeNumber('port', values.port, PORT_MAX),
    nodes: wholeNumber('nodes', values.nodes ?? '3', NODES_MAX),
    seed: wholeNumber('seed', values.seed, SEED_MAX),
    speed: speedOf(values.speed),
    scene: values.scene === undefined ? '' : sceneOf(values.scene),
    paused: values.paused,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8001' },
        nodes: { type: 'string' },
        seed: { type: 'string', default: '7' },
        speed: { type: 'string', default: '1' },
        scene: { type: 'string' },
        paused: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    // Node's own words name the flag; what follows them is for programmers.
    throw new FlagError(`${(error as Error).message.split('. ')[0] ?? ''}.`);
  }
}
