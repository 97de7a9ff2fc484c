/** The names that CoreDNS's kubernetes plugin knows. Models plugin/kubernetes of CoreDNS. */
import type { ServiceRules } from './rules';
import { serviceIn, type TableView } from './table';

export type DnsReply =
  | {
      readonly kind: 'addresses';
      /** The whole name, without a dot at the end. */
      readonly name: string;
      /** What an ExternalName stands for; '' for none. */
      readonly cname: string;
      readonly addresses: readonly string[];
    }
  | { readonly kind: 'nxdomain'; readonly name: string };

const ZONE = 'cluster.local';
/** `options ndots:5`: a name with fewer dots is first looked for along the search path. */
const NDOTS = 5;

/** What a pod's /etc/resolv.conf says by default. */
export function searchPath(namespace: string): readonly string[] {
  return [`${namespace}.svc.${ZONE}`, `svc.${ZONE}`, ZONE];
}

/** The names to ask for, in turn. */
export function candidates(name: string, searches: readonly string[]): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const dots = name.split('.').length - 1;
  const longer = searches.map((suffix) => `${name}.${suffix}`);
  return dots >= NDOTS ? [name, ...longer] : [...longer, name];
}

function ofService(rules: ServiceRules | undefined, name: string): DnsReply | null {
  if (rules === undefined) return null;
  if (rules.externalName !== '') return { kind: 'addresses', name, cname: rules.externalName, addresses: [] };
  const addresses = rules.clusterIp === '' ? rules.hosts.map(({ ip }) => ip) : [rules.clusterIp];
  return { kind: 'addresses', name, cname: '', addresses };
}

function ofHost(rules: ServiceRules | undefined, host: string, name: string): DnsReply | null {
  if (rules === undefined || rules.clusterIp !== '') return null;
  const dashed = (ip: string): string => ip.replaceAll('.', '-');
  const found = rules.hosts.filter(({ ip, hostname }) => (hostname === '' ? dashed(ip) : hostname) === host);
  if (found.length === 0) return null;
  return { kind: 'addresses', name, cname: '', addresses: found.map(({ ip }) => ip) };
}

/** The answer to one whole name, or null when it does not exist. */
function lookUp(view: TableView, name: string): DnsReply | null {
  const labels = name.toLowerCase().split('.');
  if (labels.slice(-2).join('.') !== ZONE) return null;
  const [kind = '', namespace = ''] = [labels.at(-3), labels.at(-4)];
  const rest = labels.slice(0, -4);
  if (kind === 'pod' && rest.length === 1) {
    const ip = (rest[0] ?? '').replaceAll('-', '.');
    return /^(\d+\.){3}\d+$/.test(ip) ? { kind: 'addresses', name, cname: '', addresses: [ip] } : null;
  }
  if (kind !== 'svc' || rest.length < 1 || rest.length > 2) return null;
  const rules = serviceIn(view, `${namespace}/${rest.at(-1) ?? ''}`);
  return rest.length === 1 ? ofService(rules, name) : ofHost(rules, rest[0] ?? '', name);
}

/** Resolves a name for a pod with this search path. Names outside the cluster are unknown: there is no outside. */
export function resolve(view: TableView, name: string, searches: readonly string[]): DnsReply {
  for (const candidate of candidates(name, searches)) {
    const found = lookUp(view, candidate);
    if (found === null) continue;
    if (found.kind !== 'addresses' || found.cname === '') return found;
    const behind = lookUp(view, found.cname);
    return behind?.kind === 'addresses' ? { ...found, addresses: behind.addresses } : found;
  }
  return { kind: 'nxdomain', name: candidates(name, searches)[0] ?? name };
}
