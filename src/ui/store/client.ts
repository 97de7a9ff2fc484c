import type { Fault, OutsideRequest, OutsideResponse, StepUnit } from '../../worker/protocol';
import { commandLine } from './command-line';
import { clusterOf, mustParseObjectId } from './ids';
import { frameClient, openScene, resetScene, undoInput } from './session';

/**
 * Sends a request through the API server, under the command line that it stands for. Requests of one batch are taken
 * back by one Undo.
 */
async function request(request: OutsideRequest, label: string, batch = ''): Promise<OutsideResponse> {
  const { response } = await frameClient.send({ type: 'request', request, label, batch });
  if (!response) throw new Error('the worker answered a request without a response');
  return response;
}

/** What the page can ask of the cluster, of its machines and of its time. */
export const client = {
  send: frameClient.send.bind(frameClient),
  request,
  /** Asks for an object or a list; it changes nothing and takes no virtual time. */
  read: (address: Omit<OutsideRequest, 'verb'>, verb: 'get' | 'list') => request({ ...address, verb }, ''),
  deleteObject: (id: string) =>
    request({ ...mustParseObjectId(id), verb: 'delete' }, commandLine.deleteObject(id)),
  /** Kills the first process of a container; without a name, of the pod's first container. */
  crashContainer(id: string, container = ''): Promise<OutsideResponse> {
    const command = ['sh', '-c', 'kill 1'];
    const where = container === '' ? {} : { container };
    return request(
      { ...mustParseObjectId(id), verb: 'create', subresource: 'exec', command, ...where },
      commandLine.crashContainer(id, container),
    );
  },
  scale(id: string, replicas: number): Promise<OutsideResponse> {
    const body = { spec: { replicas } };
    return request(
      { ...mustParseObjectId(id), verb: 'patch', subresource: 'scale', patchType: 'merge', body },
      commandLine.scale(id, replicas),
    );
  },
  /** Does something to a machine, a link or a process; `about` is any id of the cluster that it is in. */
  fault: (about: string, fault: Fault) =>
    frameClient.send({ type: 'fault', cluster: clusterOf(about), fault }),
  /** Goes back to just before the last input; answers its label, '' when there was none. */
  undo: undoInput,
  reset: resetScene,
  openScene,
  pause: () => frameClient.send({ type: 'pace', pace: { paused: true } }),
  play: () => frameClient.send({ type: 'pace', pace: { paused: false } }),
  step: (unit: StepUnit) => frameClient.send({ type: 'step', unit }),
  /** Virtual ms per real ms; ends auto pace. */
  setSpeed: (speed: number) => frameClient.send({ type: 'pace', pace: { auto: false, speed } }),
  setAuto: (auto: boolean) => frameClient.send({ type: 'pace', pace: { auto } }),
};
