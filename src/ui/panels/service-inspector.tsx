import { answeredPercent, endpointsText, trafficText } from '../canvas/strings';
import { TrafficStrip } from '../canvas/cards/traffic-strip';
import { perform } from '../actions';
import {
  client,
  commandLine,
  getTraffic,
  parseObjectId,
  select,
  useService,
  useTraffic,
  useTrafficIds,
} from '../store';
import { strings } from '../strings';
import { FactsList } from './facts-list';
import { InspectorHead } from './inspector-head';
import { ObjectTabs, useInspection } from './object-tabs';
import { Verb } from './verb';

/** One address that leads to several. */
export function ServiceIcon({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden="true" className="shrink-0">
      <circle cx="4.5" cy="10" r="2.7" stroke="var(--ink-2)" strokeWidth="1.7" />
      <circle cx="15.5" cy="4" r="2.2" stroke="var(--ink-2)" strokeWidth="1.7" />
      <circle cx="15.5" cy="10" r="2.2" stroke="var(--ink-2)" strokeWidth="1.7" />
      <circle cx="15.5" cy="16" r="2.2" stroke="var(--ink-2)" strokeWidth="1.7" />
      <path d="M7.2 10h6M7 9l6.4-4M7 11l6.4 4" stroke="var(--ink-2)" strokeWidth="1.5" />
    </svg>
  );
}

function ClientRow({ id }: { readonly id: string }) {
  const traffic = useTraffic(id);
  if (!traffic) return null;
  const { client: pod, results, answered, failed } = traffic;
  return (
    <li className="py-1">
      <button type="button" className="link min-h-6 text-left text-[13px]" onClick={() => select(pod)}>
        {parseObjectId(pod)?.name ?? pod}
      </button>
      <span className="flex items-center gap-2 text-[13px]">
        <TrafficStrip results={results} />
        <span className={results.endsWith('-') ? 'font-semibold text-fail' : ''}>{trafficText(traffic)}</span>
      </span>
      <span className="text-[12px] text-ink-2">
        {answered} answered, {failed} failed since the beginning; {answeredPercent(results)} % of the last{' '}
        {results.length}
      </span>
    </li>
  );
}

/** Whom the Service leads to, and how those who ask it fare. */
function Endpoints({ id }: { readonly id: string }) {
  const service = useService(id);
  const inspection = useInspection(id);
  const clients = useTrafficIds().filter((one) => getTraffic(one)?.service === id);
  if (!service) return null;
  return (
    <>
      <FactsList facts={inspection?.facts ?? []} />
      {clients.length > 0 && (
        <>
          <h3 className="label mt-4 mb-1">{strings.traffic}</h3>
          <ul>
            {clients.map((one) => (
              <ClientRow key={one} id={one} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** A Service: its virtual address, whom it leads to, why, and its verbs. */
export function ServiceInspector({ id }: { readonly id: string }) {
  const service = useService(id);
  const tabs = [{ key: 'endpoints', name: strings.endpoints, content: () => <Endpoints id={id} /> }];
  if (!service) {
    return (
      <>
        <InspectorHead icon={<ServiceIcon />} title={parseObjectId(id)?.name ?? id}>
          It is gone. What is known of it stays here.
        </InspectorHead>
        <ObjectTabs id={id} />
      </>
    );
  }
  const { name, type, clusterIp, ports } = service;
  const facts = ['Service', type, ...(clusterIp === '' ? [] : [clusterIp]), ports];
  return (
    <>
      <InspectorHead icon={<ServiceIcon />} title={name}>
        {facts.join(' · ')} · <b className="font-semibold text-ink">{endpointsText(service)}</b>
      </InspectorHead>
      <ObjectTabs id={id} before={tabs} />
      <footer className="inspector-deeds">
        <h3 className="label mb-2">{strings.doSomething}</h3>
        <Verb
          name={strings.deleteObject('Service')}
          command={commandLine.deleteObject(id)}
          keys="Del"
          hot
          onRun={() => perform(() => client.deleteObject(id))}
        />
      </footer>
    </>
  );
}
