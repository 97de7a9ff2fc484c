import { parseObjectId, useUi } from '../store';
import { strings } from '../strings';
import { ClusterOverview } from './cluster-overview';
import { ComponentInspector } from './component-inspector';
import { GuideCard } from './guide-card';
import { NodeInspector } from './node-inspector';
import { ObjectInspector } from './object-inspector';
import { PodInspector } from './pod-inspector';
import { ServiceInspector } from './service-inspector';
import { WorkloadInspector } from './workload-inspector';

function Inspected({ id }: { readonly id: string }) {
  const object = parseObjectId(id);
  switch (object?.resource) {
    case 'pods':
      return <PodInspector id={id} />;
    case 'nodes':
      return <NodeInspector id={id} />;
    case 'deployments':
    case 'replicasets':
    case 'daemonsets':
      return <WorkloadInspector id={id} />;
    case 'services':
      return <ServiceInspector id={id} />;
    default:
      return object ? <ObjectInspector id={id} /> : <ComponentInspector id={id} />;
  }
}

/** What the handle of the sheet says: it opens on the selected thing. */
function handleText(open: boolean, selection: string | null): string {
  if (open) return strings.hideInspector;
  return selection === null ? strings.showInspector : strings.showWhy(selection.split('/').at(-1) ?? '');
}

/** The right-hand side (a sheet from below on a phone): the selected thing, or the cluster in words. */
export function Inspector({ open, onToggle }: { readonly open: boolean; readonly onToggle: () => void }) {
  const selection = useUi((state) => state.selection);
  return (
    <aside className="inspector" data-open={open || undefined} aria-label={strings.inspector}>
      <GuideCard />
      <button type="button" className="sheet-handle" aria-expanded={open} onClick={onToggle}>
        {handleText(open, selection)}
      </button>
      <div className="inspector-body">
        {selection === null ? <ClusterOverview /> : <Inspected key={selection} id={selection} />}
      </div>
    </aside>
  );
}
