/** A cluster on a real port, as `npm run serve` starts it, for clients that a test runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { control } from '../../../engine/door/control/control';
import { loadDescriptions } from '../../../worker/descriptions';
import { startApiServer, type ApiServer } from '../api-server';
import { LiveWorld } from '../live-world';
import { servedWorld } from '../worlds';

export interface ServedCluster {
  readonly world: LiveWorld;
  readonly server: ApiServer;
  /** A folder of its own, for the kubeconfig and whatever else. */
  readonly folder: string;
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

export async function serveCluster(speed: number | 'max' = 1): Promise<ServedCluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'orrery-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  const served = servedWorld({ scene: '', nodes: 2, seed: 7 }, Date.now());
  const world = new LiveWorld({ ...served, speed, paused: false, control, loadDescriptions });
  const { cluster } = world;
  const server = await startApiServer({ upstream: world, cluster, port: 0, elsewhere: false, kubeconfig });
  return {
    world,
    server,
    folder,
    kubeconfig,
    async stop() {
      world.stop();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
