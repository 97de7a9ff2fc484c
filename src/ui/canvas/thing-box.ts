import type { Box } from './layout/geometry';
import { controlPlaneKinds, type Layout, portKinds } from './layout/types';
import { workerMeasure } from './layout/worker-box';
import { placeOfPod } from './pods/pod-boxes';
import type { Places } from './runtime/places';

/** Of a machine its head, so that what opens beside it stands beside its name; of a process its chip. */
function boxOfMachinePart(layout: Layout, name: string, part: string | null): Box | null {
  const { machine } = layout;
  const kind = portKinds.find((port) => port === part);
  if (machine?.name === name) return kind && machine.ports ? machine.ports[kind] : machine.box;
  const worker = layout.workers.find((one) => one.name === name);
  if (!worker) return null;
  if (kind) return worker.ports[kind];
  return { ...worker.box, height: workerMeasure.gridTop * worker.scale };
}

/** Where a thing of the picture stands, by its id or address; null for what is not drawn. */
export function boxOfThing(layout: Layout, places: Places, id: string): Box | null {
  const pod = placeOfPod(layout, places, id);
  if (pod) return pod.box;
  const [, first = '', second, third] = id.split('/');
  if (third !== undefined) return first === 'nodes' ? boxOfMachinePart(layout, third, null) : null;
  if (second !== undefined) return boxOfMachinePart(layout, first, second);
  const kind = controlPlaneKinds.find((component) => component === first);
  return kind ? layout.components[kind] : null;
}
