import { describe, expect, test } from 'vitest';
import type { Service, ServicePort } from '../api/service';
import { linksTo } from './service-links';

function service(namespace: string, name: string, clusterIP: string, ports: readonly ServicePort[]): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { clusterIP, ports },
    status: { loadBalancer: {} },
  };
}

const KUBERNETES = service('default', 'kubernetes', '10.96.0.1', [{ name: 'https', port: 443 }]);
const DATABASE = service('shop', 'my-db', '10.96.7.7', [
  { name: 'sql', port: 5432, protocol: 'TCP' },
  { name: 'stats', port: 9100, protocol: 'UDP' },
]);
const HEADLESS = service('shop', 'peers', 'None', [{ port: 80 }]);

describe('the links of a pod', () => {
  test('lead to the Services of its namespace, in the old form and in the older one', () => {
    expect(linksTo([DATABASE], 'shop', true)).toEqual({
      MY_DB_SERVICE_HOST: '10.96.7.7',
      MY_DB_SERVICE_PORT: '5432',
      MY_DB_SERVICE_PORT_SQL: '5432',
      MY_DB_SERVICE_PORT_STATS: '9100',
      MY_DB_PORT: 'tcp://10.96.7.7:5432',
      MY_DB_PORT_5432_TCP: 'tcp://10.96.7.7:5432',
      MY_DB_PORT_5432_TCP_PROTO: 'tcp',
      MY_DB_PORT_5432_TCP_PORT: '5432',
      MY_DB_PORT_5432_TCP_ADDR: '10.96.7.7',
      MY_DB_PORT_9100_UDP: 'udp://10.96.7.7:9100',
      MY_DB_PORT_9100_UDP_PROTO: 'udp',
      MY_DB_PORT_9100_UDP_PORT: '9100',
      MY_DB_PORT_9100_UDP_ADDR: '10.96.7.7',
    });
  });

  test('always lead to the API server, and to no other namespace', () => {
    const host = (namespace: string, enabled: boolean): string[] =>
      Object.keys(linksTo([KUBERNETES, DATABASE, HEADLESS], namespace, enabled)).filter((name) =>
        name.endsWith('_SERVICE_HOST'),
      );

    expect(host('shop', true)).toEqual(['KUBERNETES_SERVICE_HOST', 'MY_DB_SERVICE_HOST']);
    expect(host('shop', false)).toEqual(['KUBERNETES_SERVICE_HOST']);
    expect(host('other', true)).toEqual(['KUBERNETES_SERVICE_HOST']);
  });

  test('are one object per namespace for nobody who has none', () => {
    expect(linksTo([], 'shop', true)).toBe(linksTo([HEADLESS], 'shop', true));
  });
});
