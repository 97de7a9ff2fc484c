/** Placeholder replaced below. */
import type { JsonObject } from '../../../engine/api/json';
import type { Files } from '../../program';
import { KubectlError } from '../errors';

export async function buildKustomization(
  _files: Files,
  folder: string,
  _warn: (text: string) => void,
): Promise<readonly JsonObject[]> {
  await Promise.resolve();
  throw new KubectlError(
    `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder}'`,
  );
}
