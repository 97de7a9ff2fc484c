/** What is broken, what could break, and breaking and mending it. */
import type { HttpRequest, ResponseSink } from '../../api/http';
import { badRequest, conflictBecause, notFound, type Status } from '../../api/status';
import { CONTROL_PLANE_MACHINE } from '../../cluster/machines';
import { counterOf, faultInput, faultLabel, type Fault, type FaultType } from '../../faults/faults';
import { machineFaults, possibleFaults, processFaults, type Site } from '../../faults/possible';
import { valueOf, type Query } from '../../apiserver/http/target';
import { jsonBody, onlyFields, Refusal, sendJson } from './answers';
import type { ControlHost } from './host';

const HARM: readonly FaultType[] = ['stop', 'power-off', 'cut'];
const MENDING: readonly FaultType[] = ['start', 'power-on', 'mend'];
const TYPES: readonly FaultType[] = [...HARM, ...MENDING];

function siteOf({ simulation, config }: ControlHost, cluster: string): Site {
  const found = config.clusters.find(({ name }) => name === cluster);
  return { simulation, cluster, controlPlane: found?.controlPlane === true ? CONTROL_PLANE_MACHINE : '' };
}

function told(site: Site, fault: Fault) {
  return { ...fault, label: faultLabel(fault, site.controlPlane) };
}

/** Of each fault that lasts, the counter-action is what can be done. */
function listOf(site: Site) {
  const possible = possibleFaults(site);
  const active = possible.filter(({ type }) => MENDING.includes(type)).map(counterOf);
  return {
    active: active.map((fault) => told(site, fault)),
    possible: possible.map((fault) => told(site, fault)),
  };
}

export function getFaults(host: ControlHost, cluster: string, sink: ResponseSink): void {
  sendJson(sink, listOf(siteOf(host, cluster)));
}

function faultNames(type: unknown, target: unknown): Fault {
  const known = TYPES.find((each) => each === type);
  if (known === undefined) throw new Refusal(badRequest(`"type" is one of ${TYPES.join(', ')}`));
  if (typeof target !== 'string' || target === '')
    throw new Refusal(
      badRequest('"target" is a machine (worker-1) or a process (kube-scheduler, worker-1/kubelet)'),
    );
  return { type: known, target };
}

const FAULTS = { group: 'orrery', resource: 'faults' };

/** Why it cannot be done now, or null. */
function problemOf(site: Site, { type, target }: Fault): Status | null {
  const isProcess = type === 'stop' || type === 'start';
  const possible = (isProcess ? processFaults : machineFaults)(site, target);
  if (possible.some((fault) => fault.type === type)) return null;
  if (possible.length > 0) return conflictBecause('faults.orrery', target, `it cannot ${type} as it is`);
  return notFound(FAULTS, target);
}

function cause(host: ControlHost, site: Site, fault: Fault): void {
  host.give(faultInput(site.cluster, fault, site.controlPlane));
}

export function postFault(
  host: ControlHost,
  cluster: string,
  request: HttpRequest,
  sink: ResponseSink,
): void {
  const site = siteOf(host, cluster);
  const body = jsonBody(request);
  onlyFields(body, 'type', 'target');
  const fault = faultNames(body['type'], body['target']);
  const problem = problemOf(site, fault);
  if (problem !== null) throw new Refusal(problem);
  cause(host, site, fault);
  sendJson(sink, told(site, fault), 201);
}

/** Takes back the fault that the query names, or all of them. */
export function deleteFaults(host: ControlHost, cluster: string, query: Query, sink: ResponseSink): void {
  const site = siteOf(host, cluster);
  const active = listOf(site).active.map(({ type, target }): Fault => ({ type, target }));
  const one = query.has('type') || query.has('target');
  const wanted = one ? [faultNames(valueOf(query, 'type'), valueOf(query, 'target'))] : active;
  for (const fault of wanted) {
    const lasts = active.some(({ type, target }) => type === fault.type && target === fault.target);
    if (!lasts) throw new Refusal(notFound(FAULTS, fault.target));
  }
  for (const fault of wanted) cause(host, site, counterOf(fault));
  sendJson(sink, { mended: wanted.map((fault) => told(site, counterOf(fault))) });
}
