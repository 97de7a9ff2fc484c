import { describe, expect, it } from 'vitest';
import { rowsOf, searched } from './object-rows';

const kind = { kind: 'ConfigMap', resource: 'configmaps' };
const body = {
  items: [
    { metadata: { namespace: 'shop', name: 'colours' } },
    { metadata: { namespace: 'default', name: 'settings' } },
  ],
};

describe('the rows of the object browser', () => {
  it('bear the ids by which the inspector finds the objects, in order', () => {
    expect(rowsOf('lab', kind, body)).toEqual([
      { id: 'lab/configmaps/default/settings', kind: 'ConfigMap', namespace: 'default', name: 'settings' },
      { id: 'lab/configmaps/shop/colours', kind: 'ConfigMap', namespace: 'shop', name: 'colours' },
    ]);
    expect(rowsOf('lab', kind, null)).toEqual([]);
  });

  it('have no namespace where the kind has none', () => {
    const nodes = { items: [{ metadata: { name: 'worker-1' } }] };
    expect(rowsOf('lab', { kind: 'Node', resource: 'nodes' }, nodes)[0]?.id).toBe('lab/nodes//worker-1');
  });

  it('are found by every word, in name or namespace, whatever the case', () => {
    const rows = rowsOf('lab', kind, body);
    const names = (query: string) => searched(rows, query).map(({ name }) => name);
    expect(names('')).toEqual(['settings', 'colours']);
    expect(names('SHOP col')).toEqual(['colours']);
    expect(names('shop settings')).toEqual([]);
  });
});
