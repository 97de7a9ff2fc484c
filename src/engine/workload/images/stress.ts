/** stress: takes as much memory as it is told, and holds it. */
import { ANY_TAG, image, MB } from '../image';

export const stressImages = ['polinux/stress', 'polinux/stress-ng', 'progrium/stress'].map((name) =>
  image({
    name,
    tags: ANY_TAG,
    sizeBytes: 4 * MB,
    entrypoint: name === 'progrium/stress' ? ['stress'] : [],
    cmd: name === 'progrium/stress' ? [] : ['stress', '--verbose'],
    binaries: [],
  }),
);
