/** Helpers of the conformance tests, which only speak to the API server, as somebody outside would. */
import type { Condition } from '../api/conditions';
import { apiVersionOf } from '../api/kind';
import { kindOfResource } from '../api/kinds';
import type { ApiObject } from '../api/meta';
import type { Status } from '../api/status';
import type { ApiResponse } from '../api/wire';
import { faultInput, type FaultType } from '../faults/faults';
import { KUBEADM_CLUSTER } from '../cluster';
import { DEFAULT_WORLD } from '../world';
import { Lab } from './lab';

type Call = Parameters<Lab['request']>[0];

/** An object of which tests look at all sorts of fields. */
export interface Anything extends ApiObject {
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly [field: string]: any;
}

/** What a refusal says. */
export function refused(lab: Lab, call: Call): { code: number; reason: string | undefined; message: string } {
  const { code, body } = lab.request(call);
  if (code < 300) throw new Error(`${call.verb} ${call.resource} was not refused`);
  const { reason, message } = body as Status;
  return { code, reason, message };
}

export function ask(lab: Lab, call: Call): Anything {
  return lab.do(call).body as Anything;
}

/** Whether it is about a namespace: nodes and namespaces are outside of all. */
function placeOf(resource: string, namespace: string): string {
  return kindOfResource(resource)?.namespaced === false ? '' : namespace;
}

/** A manifest of this kind. */
export function manifest(
  resource: string,
  name: string,
  more: Readonly<Record<string, unknown>> = {},
): unknown {
  const kind = kindOfResource(resource);
  if (kind === undefined) throw new Error(`no ${resource}`);
  const { metadata, ...rest } = more;
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { name, ...(metadata as object) },
    ...rest,
  };
}

export function create(
  lab: Lab,
  resource: string,
  name: string,
  more: Readonly<Record<string, unknown>> = {},
  namespace = 'default',
): Anything {
  const body = manifest(resource, name, more);
  return ask(lab, { verb: 'create', resource, namespace: placeOf(resource, namespace), body });
}

export function patch(
  lab: Lab,
  resource: string,
  name: string,
  body: unknown,
  patchType: 'json' | 'merge' | 'strategic' = 'merge',
  namespace = 'default',
): Anything {
  return ask(lab, {
    verb: 'patch',
    resource,
    name,
    namespace: placeOf(resource, namespace),
    body,
    patchType,
  });
}

/** The object, or undefined when the answer is 404. */
export function read(lab: Lab, resource: string, name: string, namespace = 'default'): Anything | undefined {
  const response = lab.request({ verb: 'get', resource, name, namespace: placeOf(resource, namespace) });
  return response.code === 404 ? undefined : (response.body as Anything);
}

export function list(lab: Lab, resource: string, call: Partial<Call> = {}): readonly Anything[] {
  return lab.do({ verb: 'list', resource, ...call }).items as readonly Anything[];
}

export function names(items: readonly ApiObject[]): string[] {
  return items.map(({ metadata }) => metadata.name);
}

export function remove(lab: Lab, resource: string, name: string, call: Partial<Call> = {}): ApiResponse {
  return lab.do({ verb: 'delete', resource, name, namespace: placeOf(resource, 'default'), ...call });
}

/** A condition with its words. */
type Spoken = Condition & { readonly reason?: string; readonly message?: string };

/** `True MinimumReplicasAvailable: …` of the condition of this type; '' when there is none. */
export function condition(object: object | undefined, type: string): string {
  const { status } = (object ?? {}) as { readonly status?: { readonly conditions?: readonly Spoken[] } };
  const { conditions = [] } = status ?? {};
  const found = conditions.find((one) => one.type === type);
  return found === undefined ? '' : `${found.status} ${found.reason ?? ''}: ${found.message ?? ''}`;
}

export function fault(lab: Lab, type: FaultType, target: string, machine = ''): void {
  lab.simulation.input(faultInput(lab.cluster, { type, target }, machine));
}

/** What kubeadm sets up, when everything in it is ready. */
export function kubeadmLab(seed = 1): Lab {
  const lab = new Lab({ ...DEFAULT_WORLD, seed, clusters: [KUBEADM_CLUSTER] }).boot();
  lab.until(
    'CoreDNS ready',
    () => read(lab, 'deployments', 'coredns', 'kube-system')?.['status'].readyReplicas === 2,
  );
  return lab;
}
