import type { NodeProps } from '@xyflow/react';
import { getTraffic, useService, useServiceIds, useTraffic, useTrafficIds } from '../../store';
import type { ServiceNode } from '../flow-nodes';
import { shownServices } from '../shown-things';
import { endpointsText, serviceName, trafficText, words } from '../strings';
import { Card } from './card';
import { TrafficStrip } from './traffic-strip';

/** From this width on there is room for the word beside the name, and for wide bars. */
const roomyMin = 330;
/** Endpoints drawn one by one. */
const pipsMax = 8;

function Pips({ ready, notReady }: { readonly ready: number; readonly notReady: number }) {
  if (ready + notReady === 0 || ready + notReady > pipsMax) return null;
  return (
    <span className="ko-pips" aria-hidden="true">
      {Array.from({ length: ready + notReady }, (_, index) => (
        // A pip is its place in the row.
        <i key={index} className={index < ready ? 'ko-pip-ready' : 'ko-pip-extra'} />
      ))}
    </span>
  );
}

/** The last results of the first client that asks the Service, and of how many others there are. */
function Traffic({ service, roomy }: { readonly service: string; readonly roomy: boolean }) {
  const ids = useTrafficIds().filter((id) => getTraffic(id)?.service === service);
  const traffic = useTraffic(ids[0] ?? '');
  if (!traffic) return <span>{words.noClient}</span>;
  const failing = traffic.results.endsWith('-');
  return (
    <>
      <TrafficStrip results={traffic.results} width={roomy ? 180 : 138} />
      <span className={`ko-traffic-text${failing ? ' ko-bad-text' : ''}`}>{trafficText(traffic)}</span>
      {ids.length > 1 && <span>+{ids.length - 1}</span>}
    </>
  );
}

/** One Service: its virtual address, whom it leads to, and how those who ask it fare. */
export function ServiceCard({ data }: NodeProps<ServiceNode>) {
  // Who is asked comes first, so the order follows the traffic, too.
  useTrafficIds();
  const shown = shownServices(useServiceIds());
  const service = useService(shown[data.index] ?? '');
  if (!service) return null;
  const { ready, notReady, clusterIp, type, ports } = service;
  const roomy = data.box.width >= roomyMin;
  const hidden = shown.length - data.shown;
  const address = clusterIp === '' || clusterIp === 'None' ? type : clusterIp;
  return (
    <Card id={service.id} name={serviceName(service)} className="ko-service">
      <h3>
        {roomy && <span className="ko-role">Service</span>} {service.name}
        <span className="ko-address">
          {address} {ports}
        </span>
        {data.index === data.shown - 1 && hidden > 0 && <span className="ko-chip">{words.more(hidden)}</span>}
        <span className="ko-endpoints">
          <Pips ready={ready.length} notReady={notReady.length} />
          {endpointsText(service)}
        </span>
      </h3>
      <p>
        <Traffic service={service.id} roomy={roomy} />
      </p>
    </Card>
  );
}
