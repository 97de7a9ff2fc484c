import { perform } from '../actions';
import { client, commandLine, parseObjectId, singularOf } from '../store';
import { strings } from '../strings';
import { InspectorHead } from './inspector-head';
import { ObjectTabs, useInspection } from './object-tabs';
import { Owners } from './owners';
import { Verb } from './verb';

/** A sheet of paper: something that is written down and does nothing by itself. */
function ObjectIcon() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true" className="shrink-0">
      <path d="M4 2.5h8l4 4v11H4z" stroke="var(--ink-2)" strokeWidth="1.7" strokeLinejoin="round" />
      <path d="M7 10h6M7 13.5h6M12 2.5v4h4" stroke="var(--ink-2)" strokeWidth="1.5" />
    </svg>
  );
}

function kindOf(object: unknown, fallback: string): string {
  const kind = typeof object === 'object' && object !== null && 'kind' in object ? object.kind : '';
  return typeof kind === 'string' && kind !== '' ? kind : fallback;
}

/** An object that the picture does not draw: a ConfigMap, a Lease, a Namespace … */
export function ObjectInspector({ id }: { readonly id: string }) {
  const inspection = useInspection(id);
  const address = parseObjectId(id);
  if (!address) return null;
  const kind = kindOf(inspection?.object, singularOf(address.resource));
  return (
    <>
      <InspectorHead icon={<ObjectIcon />} title={address.name}>
        {kind}
        {address.namespace !== '' && ` · namespace ${address.namespace}`}
        {inspection?.gone && ' · it is gone; what is known of it stays here'}
      </InspectorHead>
      <Owners id={id} />
      <ObjectTabs id={id} />
      {inspection && !inspection.gone && (
        <footer className="inspector-deeds">
          <h3 className="label mb-2">{strings.doSomething}</h3>
          <Verb
            name={strings.deleteObject(kind)}
            command={commandLine.deleteObject(id)}
            keys="Del"
            hot
            onRun={() => perform(() => client.deleteObject(id))}
          />
        </footer>
      )}
    </>
  );
}
