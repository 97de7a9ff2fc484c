import type { OutsideRequest, OutsideResponse, StepUnit } from '../../worker/protocol';
import { type ObjectId, parseObjectId } from './ids';
import { frameClient, resetScene } from './session';

const kinds: Readonly<Record<string, string>> = {
  pods: 'pod',
  deployments: 'deployment',
  replicasets: 'replicaset',
  nodes: 'node',
};

function mustParse(id: string): ObjectId {
  const parsed = parseObjectId(id);
  if (!parsed) throw new RangeError(`not the id of an object: ${id}`);
  return parsed;
}

function namespaceFlag(namespace: string): string {
  return namespace === '' || namespace === 'default' ? '' : ` -n ${namespace}`;
}

/** The command lines that the verbs stand for, exactly as one would type them. */
export const commandLine = {
  deletePod(id: string): string {
    const { namespace, name } = mustParse(id);
    return `kubectl delete pod ${name}${namespaceFlag(namespace)}`;
  },
  crashContainer(id: string): string {
    const { namespace, name } = mustParse(id);
    return `kubectl exec ${name}${namespaceFlag(namespace)} -- sh -c 'kill 1'`;
  },
  scale(id: string, replicas: number): string {
    const { resource, namespace, name } = mustParse(id);
    return `kubectl scale ${kinds[resource] ?? resource}/${name} --replicas=${replicas}${namespaceFlag(namespace)}`;
  },
  deleteWorkload(id: string): string {
    const { resource, namespace, name } = mustParse(id);
    return `kubectl delete ${kinds[resource] ?? resource} ${name}${namespaceFlag(namespace)}`;
  },
};

/**
 * Sends a request through the API server, under the command line that it stands for. Requests of one batch are taken
 * back by one Undo.
 */
async function request(request: OutsideRequest, label: string, batch = ''): Promise<OutsideResponse> {
  const { response } = await frameClient.send({ type: 'request', request, label, batch });
  if (!response) throw new Error('the worker answered a request without a response');
  return response;
}

function deleteObject(id: string, label: string): Promise<OutsideResponse> {
  return request({ ...mustParse(id), verb: 'delete' }, label);
}

/** What the page can ask of the cluster and of its time. Every verb of the cluster goes through its API server. */
export const client = {
  send: frameClient.send.bind(frameClient),
  request,
  deletePod: (id: string) => deleteObject(id, commandLine.deletePod(id)),
  deleteWorkload: (id: string) => deleteObject(id, commandLine.deleteWorkload(id)),
  crashContainer(id: string): Promise<OutsideResponse> {
    const command = ['sh', '-c', 'kill 1'];
    return request(
      { ...mustParse(id), verb: 'create', subresource: 'exec', command },
      commandLine.crashContainer(id),
    );
  },
  scale(id: string, replicas: number): Promise<OutsideResponse> {
    const body = { spec: { replicas } };
    return request(
      { ...mustParse(id), verb: 'patch', subresource: 'scale', patchType: 'merge', body },
      commandLine.scale(id, replicas),
    );
  },
  /** Goes back to just before the last input; answers its label, '' when there was none. */
  async undo(): Promise<string> {
    const { undone } = await frameClient.send({ type: 'undo' });
    return undone ?? '';
  },
  reset: resetScene,
  pause: () => frameClient.send({ type: 'pace', pace: { paused: true } }),
  play: () => frameClient.send({ type: 'pace', pace: { paused: false } }),
  step: (unit: StepUnit) => frameClient.send({ type: 'step', unit }),
  /** Virtual ms per real ms; ends auto pace. */
  setSpeed: (speed: number) => frameClient.send({ type: 'pace', pace: { auto: false, speed } }),
  setAuto: (auto: boolean) => frameClient.send({ type: 'pace', pace: { auto } }),
};
