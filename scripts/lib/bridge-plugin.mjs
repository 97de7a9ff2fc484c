import { runnerImport } from 'vite';
import { inProject } from './project.mjs';

/**
 * The plugin that lets a real kubectl act on the open tab. Its sources are modules of the project, which Vite can load and
 * Node alone cannot.
 *
 * @returns {Promise<import('vite').Plugin>}
 */
export async function bridgePlugin() {
  const { module } = /** @type {{ module: { bridge: () => import('vite').Plugin } }} */ (
    await runnerImport(inProject('src/bridge/server/vite-plugin.ts'))
  );
  return module.bridge();
}
