/** The hash of a pod template as it stands in names and labels. Models controller.ComputeHash. */
import type { PodTemplateSpec } from '../api/pod';
import { hashData } from '../kernel/hash';

const SAFE_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

const hashes = new WeakMap<PodTemplateSpec, string>();

/**
 * Upstream prints an FNV-32a in decimal and maps each character into an alphabet without vowels (rand.SafeEncodeString);
 * the hash itself is ours: only its stability matters. `collisions` counts the times that the name was taken already.
 */
export function templateHash(template: PodTemplateSpec, collisions: number): string {
  const known = collisions === 0 ? hashes.get(template) : undefined;
  if (known !== undefined) return known;
  const number = parseInt(hashData([template, collisions]).slice(0, 8), 16);
  let text = '';
  for (const character of String(number)) {
    text += SAFE_ALPHABET[character.charCodeAt(0) % SAFE_ALPHABET.length];
  }
  if (collisions === 0) hashes.set(template, text);
  return text;
}
