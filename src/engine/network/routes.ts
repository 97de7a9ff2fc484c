/** Which node an address belongs to: what the routes that the network agent sets up on every node say. */

export interface NetworkNode {
  readonly name: string;
  readonly ip: string;
  /** `10.244.1.0/24`. */
  readonly podCidr: string;
}

export interface Routes {
  /** Node names by the first three numbers of their pods' addresses, and by their own address. */
  readonly byPrefix: ReadonlyMap<string, string>;
  readonly byIp: ReadonlyMap<string, string>;
}

function prefixOf(ip: string): string {
  return ip.slice(0, ip.lastIndexOf('.'));
}

export function routesTo(nodes: readonly NetworkNode[]): Routes {
  return {
    byPrefix: new Map(nodes.map(({ podCidr, name }) => [prefixOf(podCidr), name])),
    byIp: new Map(nodes.map(({ ip, name }) => [ip, name])),
  };
}

/** The node to which a packet for this address is sent; undefined when nobody knows the way. */
export function nodeOf(routes: Routes, ip: string): string | undefined {
  return routes.byIp.get(ip) ?? routes.byPrefix.get(prefixOf(ip));
}
