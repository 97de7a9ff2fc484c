/**
 * Images of programming languages. Their programs are not run: one that is started is taken for a server on the ports
 * that its container declares.
 */
import { image, MB, type Image } from '../image';

function language(name: string, megabytes: number, command: string, names: readonly string[]): Image {
  return image({ name, sizeBytes: megabytes * MB, cmd: [command], binaries: [...names] });
}

export const python = language('python', 360, 'python3', []);
export const node = language('node', 380, 'node', []);
