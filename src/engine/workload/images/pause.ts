/** pause: does nothing until it is told to leave. */
import { ANY_TAG, image, MIB, server } from '../image';

export const pauses = ['registry.k8s.io/pause', 'k8s.gcr.io/pause', 'gcr.io/google_containers/pause'].map(
  (name) =>
    image({
      name,
      tags: ANY_TAG,
      sizeBytes: 320_000,
      entrypoint: ['/pause'],
      cmd: [],
      server: server({ name: 'pause', memoryBytes: MIB / 2, onTerm: { exitCode: 0, afterMs: 5 } }),
      binaries: ['pause'],
      scratch: true,
    }),
);
