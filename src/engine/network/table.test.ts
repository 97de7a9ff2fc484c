import { describe, expect, test } from 'vitest';
import { serviceEntry } from '../testing/service-entries';
import {
  cloneServiceTable,
  createServiceTable,
  lagMs,
  latestView,
  serviceIn,
  serviceOfIp,
  serviceOfNodePort,
  setService,
  viewAt,
  type TableView,
} from './table';

const READY = { ready: true };

function addresses(view: TableView, key = 'default/web'): string[] {
  return serviceIn(view, key)?.ports[0]?.backends.map(({ ip }) => ip) ?? [];
}

describe('the table of Services', () => {
  test('is seen by each node with a delay of its own, below a second', () => {
    const table = createServiceTable();
    setService(table, 0, 1000, 'default/web', serviceEntry({ '10.244.1.2': READY }));
    setService(table, 0, 5000, 'default/web', serviceEntry({ '10.244.1.3': READY }));
    for (const node of ['worker-1', 'worker-2', 'worker-3']) {
      const lag = lagMs(node, 2);
      expect(lag).toBeLessThan(1000);
      expect(addresses(viewAt(table, node, 5000 + lag - 1))).toEqual(['10.244.1.2']);
      expect(addresses(viewAt(table, node, 5000 + lag))).toEqual(['10.244.1.3']);
      expect(addresses(viewAt(table, node, 999))).toEqual([]);
    }
    expect(new Set(['a', 'b', 'c', 'd'].map((node) => lagMs(node, 2))).size).toBe(4);
    expect(addresses(latestView(table))).toEqual(['10.244.1.3']);
  });

  test('forgets a Service that is deleted only for those who know of it', () => {
    const table = createServiceTable();
    setService(table, 0, 0, 'default/web', serviceEntry({ '10.244.1.2': READY }));
    setService(table, 0, 10_000, 'default/web', null);
    expect(serviceOfIp(viewAt(table, 'worker-1', 9000), '10.96.0.7')?.name).toBe('web');
    expect(serviceOfIp(viewAt(table, 'worker-1', 11_000), '10.96.0.7')).toBeUndefined();
  });

  test('knows node ports', () => {
    const table = createServiceTable();
    const ports = [{ port: 80, targetPort: 8080, nodePort: 30080 }];
    setService(
      table,
      0,
      0,
      'default/web',
      serviceEntry({ '10.244.1.2': READY }, { type: 'NodePort', ports }),
    );
    const view = viewAt(table, 'worker-1', 2000);
    expect(serviceOfNodePort(view, 30080)?.port.port).toBe(80);
    expect(serviceOfNodePort(view, 30081)).toBeUndefined();
  });

  test('keeps 256 versions, and of every Service at least its newest state', () => {
    const table = createServiceTable();
    setService(table, 0, 0, 'default/old', serviceEntry({ '10.244.9.9': READY }, { clusterIP: '10.96.0.9' }));
    setService(table, 0, 0, 'default/gone', serviceEntry({}, { clusterIP: '10.96.0.8' }));
    setService(table, 0, 0, 'default/gone', null);
    for (let i = 1; i <= 400; i++) {
      setService(table, 0, i * 2000, 'default/web', serviceEntry({ [`10.244.1.${i % 200}`]: READY }));
    }
    expect(table.versions).toHaveLength(256);
    expect(table.services.map.get('default/web')?.length).toBeLessThanOrEqual(256);
    expect(table.services.map.has('default/gone')).toBe(false);
    expect(addresses(latestView(table), 'default/old')).toEqual(['10.244.9.9']);
    // Whoever is further behind sees the oldest version that is left.
    expect(addresses(viewAt(table, 'worker-1', 3000))).toEqual([`10.244.1.${145}`]);
    expect(addresses(viewAt(table, 'worker-1', 801_000))).toEqual(['10.244.1.0']);
  });

  test('that is cloned does not change with its original', () => {
    const table = createServiceTable();
    setService(table, 1, 0, 'default/web', serviceEntry({ '10.244.1.2': READY }));
    const copy = cloneServiceTable(table);
    setService(copy, 2, 1, 'default/web', null);
    expect(addresses(latestView(table))).toEqual(['10.244.1.2']);
    expect(addresses(latestView(copy))).toEqual([]);
  });
});
