/** Nodes that have the pod's images already. Models plugins/imagelocality/image_locality.go. */
import type { Node } from '../../api/node';
import type { PodSpec } from '../../api/pod';
import { memoised } from '../../api/share';
import { SKIP, type ScorePlugin } from '../framework';
import { imageSizes } from '../image-counts';

const MIB = 1024 * 1024;
/** Less is not worth a detour, and more counts no more. */
const MIN_BYTES = 23 * MIB;
const MAX_BYTES_PER_CONTAINER = 1000 * MIB;

/** The name as nodes report it: with a tag. A name without its registry is not completed, so it finds nothing. */
function tagged(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}

const imagesOf = memoised(({ initContainers = [], containers }: PodSpec): readonly string[] =>
  [...initContainers, ...containers].map(({ image = '' }) => tagged(image)),
);

/** One entry for each container: its image, and the share of nodes that have it. */
type State = readonly { readonly name: string; readonly share: number }[];

function scoreOf({ status }: Node, images: State): number {
  const sizes = imageSizes(status);
  let sum = 0;
  for (const { name, share } of images) sum += Math.floor((sizes.get(name) ?? 0) * share);
  const max = MAX_BYTES_PER_CONTAINER * images.length;
  const clamped = Math.min(Math.max(sum, MIN_BYTES), max);
  return Math.floor((100 * (clamped - MIN_BYTES)) / (max - MIN_BYTES));
}

export const imageLocality: ScorePlugin<State> = {
  name: 'ImageLocality',
  weight: 1,
  preScore({ pod }, _, { cache }) {
    const { images, nodes } = cache;
    if (images.map.size === 0) return SKIP;
    return imagesOf(pod.spec).map((name) => ({
      name,
      share: (images.map.get(name) ?? 0) / nodes.map.size,
    }));
  },
  score: (_, nodes, images) => nodes.map(({ node }) => scoreOf(node, images)),
};
