/**
 * ComponentStatus: whether the control plane's processes answer. Deprecated since v1.19 and still asked for.
 * Models pkg/registry/core/componentstatus.
 */
import { column, nameColumn } from '../api/columns';
import type { ApiObject } from '../api/meta';
import { notFound } from '../api/status';
import { objectAnswer } from '../apiserver/http/answer';
import type { ResourceInfo } from '../apiserver/http/request-info';
import { tableOf } from '../apiserver/http/table';
import { offersObjects } from '../apiserver/http/view';
import { acceptedBy, isPretty, refuse, sendAnswer, wallOf, type Taken } from './taken';

interface ComponentStatus extends ApiObject {
  readonly conditions: readonly [{ readonly type: string; readonly status: string } & Words];
}

interface Words {
  readonly message?: string;
  readonly error?: string;
}

/** Name, process, and where its health is asked, in the order of the real list. */
const COMPONENTS: readonly (readonly [name: string, process: string, address: string])[] = [
  ['controller-manager', 'kube-controller-manager', 'https://127.0.0.1:10257/healthz'],
  ['scheduler', 'kube-scheduler', 'https://127.0.0.1:10259/healthz'],
  ['etcd-0', 'etcd', 'https://127.0.0.1:2379/health'],
];

function statusOf(isUp: boolean, url: string): ComponentStatus['conditions'][0] {
  if (isUp) return { type: 'Healthy', status: 'True', message: 'ok' };
  const host = url.slice('https://'.length, url.lastIndexOf('/'));
  const message = `Get "${url}": dial tcp ${host}: connect: connection refused`;
  return { type: 'Healthy', status: 'False', message };
}

function statuses({ host }: Taken): readonly ComponentStatus[] {
  const { simulation, cluster } = host;
  return COMPONENTS.map(([name, process, url]) => ({
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: { name },
    conditions: [statusOf(simulation.machinery.isUp(`${cluster}/${process}`), url)],
  }));
}

const COLUMNS = [
  nameColumn,
  column('Status', (object: ApiObject) => {
    const [condition] = (object as ComponentStatus).conditions;
    return condition.status === 'True' ? 'Healthy' : 'Unhealthy';
  }),
  column('Message', (object: ApiObject) => (object as ComponentStatus).conditions[0].message ?? ''),
  column('Error', (object: ApiObject) => (object as ComponentStatus).conditions[0].error ?? ''),
];

export function serveComponentStatuses(taken: Taken, { name }: ResourceInfo): void {
  const accepted = acceptedBy(taken, offersObjects);
  if (accepted === null) return;
  const all = statuses(taken);
  const found = name === '' ? all : all.filter(({ metadata }) => metadata.name === name);
  const [one] = found;
  if (one === undefined) {
    refuse(taken, notFound({ group: '', resource: 'componentstatuses' }, name));
    return;
  }
  const { as, version } = accepted;
  const options = { version, include: 'Metadata', nowMs: wallOf(taken.host), withColumns: true } as const;
  const list = { kind: 'ComponentStatusList', apiVersion: 'v1', metadata: {}, items: found };
  const plain = name === '' ? list : one;
  const body = as === 'Table' ? tableOf({ columns: COLUMNS }, found, {}, options) : plain;
  sendAnswer(taken, objectAnswer(200, body, accepted, isPretty(taken)));
}
