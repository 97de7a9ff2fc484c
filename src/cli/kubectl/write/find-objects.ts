/** `find`, with the objects of a kustomization where `-k` stands on the line. */
import type { Call } from '../command';
import { buildKustomization } from '../kustomize/build';
import { type Found, find, type Wanted } from '../resources';

export async function findObjects(call: Call, wanted: Wanted): Promise<Found> {
  const hasFlag = call.command.flags.some(({ name }) => name === 'kustomize');
  const folder = hasFlag ? call.flags.string('kustomize') : '';
  if (folder === '') return find(call, wanted);
  const kustomized = await buildKustomization(call.context.files, folder, (text) => call.err(text));
  return find(call, { ...wanted, kustomized });
}
