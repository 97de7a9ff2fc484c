import { expect, test } from 'vitest';
import { stageNode } from '../testing/scheduler-stage';
import { inTurns } from './node-order';

function nodes(...zones: readonly string[]) {
  return zones.map((zone, index) => {
    const name = `n${index}`;
    const labels = zone === '' ? {} : { 'topology.kubernetes.io/zone': zone };
    return { name, node: stageNode(name, { labels }) };
  });
}

test.each([
  [['', '', ''], 'n0 n1 n2'],
  [['a', 'a', 'a', 'b', 'b', 'c'], 'n0 n3 n5 n1 n4 n2'],
  [['a', '', 'a', 'b'], 'n0 n1 n3 n2'],
])('zones take turns: %j', (zones, order) => {
  expect(inTurns(nodes(...zones)).join(' ')).toBe(order);
});
