/** Which images are on which nodes. Models the image states of pkg/scheduler/backend/cache/cache.go. */
import type { NodeStatus } from '../api/node';
import { memoised } from '../api/share';
import { writable, type CowMap } from '../kernel/cow';

type Images = NonNullable<NodeStatus['images']>;

const NONE: Images = [];

/** Sizes in bytes by every name that a node knows its images by. Computed once per list. */
const sizesIn = memoised((images: Images): ReadonlyMap<string, number> => {
  const sizes = new Map<string, number>();
  for (const { names, sizeBytes } of images) for (const name of names) sizes.set(name, sizeBytes);
  return sizes;
});

export function imageSizes(status: NodeStatus | undefined): ReadonlyMap<string, number> {
  return sizesIn(status?.images ?? NONE);
}

/** Takes what a node reports into the number of nodes by image. */
export function countImages(
  nodesByImage: CowMap<string, number>,
  epoch: number,
  old: NodeStatus | undefined,
  now: NodeStatus | undefined,
): void {
  if (old?.images === now?.images) return;
  const [before, after] = [imageSizes(old), imageSizes(now)];
  const map = writable(nodesByImage, epoch);
  for (const name of after.keys()) if (!before.has(name)) map.set(name, (map.get(name) ?? 0) + 1);
  for (const name of before.keys()) {
    if (after.has(name)) continue;
    const left = (map.get(name) ?? 0) - 1;
    if (left <= 0) map.delete(name);
    else map.set(name, left);
  }
}
