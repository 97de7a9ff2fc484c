import { describe, expect, test } from 'vitest';
import { serviceEntry } from '../testing/service-entries';
import { candidates, resolve, searchPath } from './dns';
import { createServiceTable, latestView, setService, type TableView } from './table';

const READY = { ready: true };

function view(): TableView {
  const table = createServiceTable();
  const pods = { '10.244.1.2': { ...READY, hostname: 'db-0' }, '10.244.2.2': { ...READY, hostname: 'db-1' } };
  setService(table, 0, 0, 'default/web', serviceEntry({ '10.244.1.2': READY }));
  const headless = serviceEntry({ ...pods, '10.244.2.9': { ready: false } }, { clusterIP: 'None' });
  const db = { ...headless.service, metadata: { name: 'db', namespace: 'shop' } };
  setService(table, 0, 0, 'shop/db', { ...headless, service: db });
  const external = serviceEntry({}, { type: 'ExternalName', externalName: 'example.com', clusterIP: '' });
  setService(table, 0, 0, 'default/out', external);
  return latestView(table);
}

function addresses(name: string, namespace = 'default'): readonly string[] | string {
  const reply = resolve(view(), name, searchPath(namespace));
  return reply.kind === 'nxdomain' ? 'NXDOMAIN' : reply.addresses;
}

describe('a name', () => {
  test.each([
    ['web', 'default', ['10.96.0.7']],
    ['web', 'shop', 'NXDOMAIN'],
    ['web.default', 'shop', ['10.96.0.7']],
    ['web.default.svc', 'shop', ['10.96.0.7']],
    ['web.default.svc.cluster.local', 'shop', ['10.96.0.7']],
    ['web.default.svc.cluster.local.', 'shop', ['10.96.0.7']],
    ['WEB.default.svc.cluster.local', 'shop', ['10.96.0.7']],
    ['db', 'shop', ['10.244.1.2', '10.244.2.2']],
    ['db-1.db', 'shop', ['10.244.2.2']],
    ['db-1.db.shop.svc.cluster.local', 'default', ['10.244.2.2']],
    ['db-2.db.shop', 'default', 'NXDOMAIN'],
    ['db-1.web.default', 'default', 'NXDOMAIN'],
    ['10-244-1-2.default.pod.cluster.local', 'default', ['10.244.1.2']],
    ['kubernetes.io', 'default', 'NXDOMAIN'],
    ['', 'default', 'NXDOMAIN'],
  ])('%s, asked in %s', (name, namespace, expected) => {
    expect(addresses(name, namespace)).toEqual(expected);
  });

  test('that stands for another one outside has no address here', () => {
    expect(resolve(view(), 'out', searchPath('default'))).toEqual({
      kind: 'addresses',
      name: 'out.default.svc.cluster.local',
      cname: 'example.com',
      addresses: [],
    });
  });

  test('with fewer than five dots is first looked for along the search path', () => {
    expect(candidates('web.shop', ['a', 'b'])).toEqual(['web.shop.a', 'web.shop.b', 'web.shop']);
    expect(candidates('a.b.c.d.e.f', ['x'])).toEqual(['a.b.c.d.e.f', 'a.b.c.d.e.f.x']);
    expect(candidates('web.', ['x'])).toEqual(['web']);
  });
});
