/**
 * Variables that lead to Services. Models pkg/kubelet/envvars (FromServices) and getServiceEnvVarMap.
 *
 * A real kubelet has a watch of its own on all Services; here all kubelets look into the one that the cluster's table
 * of Services has.
 */
import type { Pod } from '../api/pod';
import type { Service } from '../api/service';
import { memoised } from '../api/share';
import type { Context } from '../kernel/component';
import type { Environment } from './environment';
import type { KubeletState } from './kubelet-state';
import type { ServiceTableState } from './service-table';

function variableName(text: string): string {
  return text.replaceAll('-', '_').toUpperCase();
}

/** `WEB_SERVICE_HOST` and its siblings, the older ones of container links included. */
const variablesOf = memoised(({ metadata, spec }: Service): Environment => {
  const prefix = variableName(metadata.name);
  const { clusterIP: host = '', ports = [] } = spec;
  const env: Record<string, string> = { [`${prefix}_SERVICE_HOST`]: host };
  ports.forEach(({ name = '', port, protocol = 'TCP' }, index) => {
    const url = `${protocol.toLowerCase()}://${host}:${port}`;
    const link = `${prefix}_PORT_${port}_${protocol}`;
    if (index === 0) {
      env[`${prefix}_SERVICE_PORT`] = String(port);
      env[`${prefix}_PORT`] = url;
    }
    if (name !== '') env[`${prefix}_SERVICE_PORT_${variableName(name)}`] = String(port);
    env[link] = url;
    env[`${link}_PROTO`] = protocol.toLowerCase();
    env[`${link}_PORT`] = String(port);
    env[`${link}_ADDR`] = host;
  });
  return env;
});

function isLinked({ metadata, spec }: Service, namespace: string, enabled: boolean): boolean {
  const { clusterIP = '' } = spec;
  if (clusterIP === '' || clusterIP === 'None') return false;
  const isApiServer = metadata.namespace === 'default' && metadata.name === 'kubernetes';
  return isApiServer || (enabled && metadata.namespace === namespace);
}

const NO_LINKS: Environment = {};

/** The links of a pod of this namespace. The API server's own is always there. */
export function linksTo(services: Iterable<Service>, namespace: string, enabled: boolean): Environment {
  let env = NO_LINKS;
  for (const service of services) {
    if (isLinked(service, namespace, enabled)) env = { ...env, ...variablesOf(service) };
  }
  return env;
}

/** By a state of the table: the pods of one namespace share their links. */
const linksAt = memoised((_versions: object) => new Map<string, Environment>());

/** What a container of this pod gets when it is created now. */
export function serviceLinks(state: KubeletState, context: Context, { metadata, spec }: Pod): Environment {
  const address = `${state.cluster}/service-table`;
  if (!context.isUp(address)) return NO_LINKS;
  const { table, informers } = context.peer(address) as ServiceTableState;
  const { namespace = '' } = metadata;
  const enabled = spec.enableServiceLinks !== false;
  const known = linksAt(table.versions);
  const key = `${namespace} ${enabled}`;
  const links = known.get(key);
  if (links !== undefined) return links;
  const services = (informers.get('services')?.objects.map.values() ?? []) as Iterable<Service>;
  const fresh = linksTo(services, namespace, enabled);
  known.set(key, fresh);
  return fresh;
}
