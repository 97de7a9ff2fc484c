/** The programs that a shell without a page can run. */
import type { Program } from '../../cli/program';

export const PROGRAMS: ReadonlyMap<string, () => Promise<Program>> = new Map([
  ['kubectl', async () => (await import('../../cli/kubectl/run')).kubectl],
]);
