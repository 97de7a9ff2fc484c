import { lazy, Suspense, useMemo } from 'react';
import { endpointsText } from '../canvas/strings';
import {
  getPod,
  getService,
  getWorkload,
  isSystemNamespace,
  select,
  useNode,
  useNodeIds,
  usePod,
  usePodIds,
  useService,
  useServiceIds,
  useWorkload,
  useWorkloadIds,
} from '../store';
import { strings } from '../strings';
import { ServiceIcon } from './service-inspector';
import { StatusIcon } from './status-icon';
import { Tabs } from './tabs';
import { WorkloadIcon } from './workload-inspector';

const ObjectBrowser = lazy(() => import('./object-browser'));

/** Rows of the pod table; a cluster with more is read on the canvas. */
const podRowsMax = 200;

function WorkloadRow({ id }: { readonly id: string }) {
  const workload = useWorkload(id);
  // A ReplicaSet of a Deployment is reached through it.
  if (!workload || workload.owner !== '') return null;
  return (
    <li>
      <button type="button" className="row" onClick={() => select(id)}>
        <WorkloadIcon size={18} />
        <span className="min-w-0 flex-1 truncate">
          <b className="font-semibold">{workload.name}</b> <span className="text-ink-2">{workload.kind}</span>
        </span>
        <span
          className={`tabular-nums ${workload.ready < workload.desired ? 'font-semibold' : 'text-ink-2'}`}
        >
          {workload.ready} of {workload.desired} ready
        </span>
      </button>
    </li>
  );
}

function ServiceRow({ id }: { readonly id: string }) {
  const service = useService(id);
  if (!service) return null;
  const all = service.ready.length + service.notReady.length;
  return (
    <li>
      <button type="button" className="row" onClick={() => select(id)}>
        <ServiceIcon size={18} />
        <span className="min-w-0 flex-1 truncate">
          <b className="font-semibold">{service.name}</b>{' '}
          <span className="text-ink-2">{service.clusterIp}</span>
        </span>
        <span className={`tabular-nums ${service.ready.length < all ? 'font-semibold' : 'text-ink-2'}`}>
          {endpointsText(service)}
        </span>
      </button>
    </li>
  );
}

/** A pod's name that gives up its middle first: the generated end is what tells pods apart. */
function PodName({ name, suffix }: { readonly name: string; readonly suffix: string }) {
  return (
    <span className="flex min-w-0">
      <span className="truncate">{name.slice(0, name.length - suffix.length)}</span>
      <span>{suffix}</span>
    </span>
  );
}

function PodRow({ id }: { readonly id: string }) {
  const pod = usePod(id);
  if (!pod) return null;
  return (
    <tr>
      <th scope="row" className="min-w-0">
        <button type="button" className="row" onClick={() => select(id)}>
          <StatusIcon shape={pod.shape} size={16} />
          <PodName name={pod.name} suffix={pod.suffix} />
        </button>
      </th>
      <td className="truncate">{pod.statusText}</td>
      <td className="text-right tabular-nums">{pod.restarts}</td>
    </tr>
  );
}

function NodeRow({ id }: { readonly id: string }) {
  const node = useNode(id);
  if (!node) return null;
  return (
    <li>
      <button type="button" className="row" onClick={() => select(id)}>
        <span className="min-w-0 flex-1 truncate">{node.name}</span>
        <span className={node.ready ? 'text-run' : 'text-fail'}>{node.statusText}</span>
        <span className="w-16 text-right text-ink-2 tabular-nums">
          {node.podCount === 1 ? '1 pod' : `${node.podCount} pods`}
        </span>
      </button>
    </li>
  );
}

function isSystem(id: string): boolean {
  const { system } = getPod(id) ??
    getService(id) ?? { system: isSystemNamespace(getWorkload(id)?.namespace) };
  return system;
}

/** The user's own before the system's, each by name. */
function sortedIds(ids: readonly string[]): readonly string[] {
  const key = (id: string) => `${isSystem(id) ? 1 : 0}${id}`;
  return [...ids].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** What the canvas draws, as lists and a table. */
function InWords() {
  const workloadIds = useWorkloadIds();
  const serviceIds = useServiceIds();
  const nodeIds = useNodeIds();
  const podIds = usePodIds();
  const sorted = useMemo(() => sortedIds(podIds), [podIds]);
  return (
    <>
      <h3 className="label mb-1">{strings.workloads}</h3>
      {workloadIds.length === 0 ? (
        <p className="text-[13px] text-ink-2">
          None yet. Apply a manifest, or drop one anywhere on this page.
        </p>
      ) : (
        <ul>
          {sortedIds(workloadIds).map((id) => (
            <WorkloadRow key={id} id={id} />
          ))}
        </ul>
      )}
      {serviceIds.length > 0 && (
        <>
          <h3 className="label mt-4 mb-1">{strings.services}</h3>
          <ul>
            {sortedIds(serviceIds).map((id) => (
              <ServiceRow key={id} id={id} />
            ))}
          </ul>
        </>
      )}
      <h3 className="label mt-4 mb-1">{strings.pods}</h3>
      {sorted.length === 0 && <p className="text-[13px] text-ink-2">None yet.</p>}
      <table className="pod-table" hidden={sorted.length === 0} aria-label={strings.pods}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Status</th>
            <th scope="col" className="text-right">
              Restarts
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, podRowsMax).map((id) => (
            <PodRow key={id} id={id} />
          ))}
        </tbody>
      </table>
      {sorted.length > podRowsMax && (
        <p className="text-[13px] text-ink-2">and {sorted.length - podRowsMax} more</p>
      )}
      <h3 className="label mt-4 mb-1">{strings.nodes}</h3>
      <ul>
        {nodeIds.map((id) => (
          <NodeRow key={id} id={id} />
        ))}
      </ul>
    </>
  );
}

/** The cluster in words, and every object that there is. Shown while nothing is selected. */
export function ClusterOverview() {
  const tabs = [
    { key: 'words', name: strings.overview, content: () => <InWords /> },
    {
      key: 'objects',
      name: strings.browser,
      content: () => (
        <Suspense fallback={<p className="text-[13px] text-ink-2">Asking the cluster …</p>}>
          <ObjectBrowser />
        </Suspense>
      ),
    },
  ];
  return (
    <>
      <h2 className="text-[16px] font-semibold">The cluster in words</h2>
      <p className="mt-1 text-[13px] text-ink-2">
        Click anything, here or in the picture, to see why it is as it is.
      </p>
      <Tabs tabs={tabs} label={strings.overviewTabs} />
    </>
  );
}
