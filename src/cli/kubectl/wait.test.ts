import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AWKWARD_OBJECTS } from '../../bridge/server/testing/objects';
import { IS_COMPARED, Lab } from '../../bridge/server/testing/side-by-side';

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: { 'objects.yaml': AWKWARD_OBJECTS } });
}, 60_000);

afterAll(() => lab.close());

/** One after the other: the later ones need the earlier ones. */
const LINES = [
  'kubectl wait --for=condition=Ready node --all',
  'kubectl wait --for=condition=Ready node/worker-1 --timeout=0',
  'kubectl wait --for=condition=Nope node/worker-1 --timeout=0',
  'kubectl wait --for=condition=Nope node --all --timeout=2s',
  'kubectl wait --for=condition=Ready=false node/worker-1 --timeout=1s',
  'kubectl wait --for=jsonpath={.status.nodeInfo.architecture}=amd64 node/worker-1',
  'kubectl wait --for=jsonpath={.status.nodeInfo} node/worker-1',
  'kubectl wait --for=jsonpath={.status.nodeInfo}=3 node/worker-1',
  'kubectl wait --for=jsonpath={.status.conditions[*].type}=3 node/worker-1',
  'kubectl wait --for=foo node/worker-1',
  'kubectl wait --for=delete pod/nope',
  'kubectl wait --for=delete pod --all',
  'kubectl wait --for=condition=Ready pod --all',
  'kubectl wait --for=condition=Ready pod/nope',
  'kubectl wait --for=create pod/nope --timeout=1s',
  'kubectl wait --for=create node/worker-1 -o name',
  'kubectl wait pods',
  'kubectl wait',
  'kubectl create -f objects.yaml',
  'kubectl wait --for=condition=Ready pod/broken',
  "kubectl wait --for=jsonpath='{.status.phase}'=Running pod broken",
];

describe('kubectl wait', () => {
  it.skipIf(!IS_COMPARED).each(LINES)('%s', async (line) => {
    const [ours, real] = await lab.both(line, { stepMs: 200 });
    expect(ours).toEqual(real);
  });

  it.skipIf(!IS_COMPARED)('waits until a Pod is gone', async () => {
    await lab.both('kubectl delete pod broken --wait=false');
    const [ours, real] = await lab.both('kubectl wait --for=delete pod/broken --timeout=100s', {
      stepMs: 200,
    });
    expect(ours).toEqual(real);
    expect(ours.out).toBe('pod/broken condition met\n');
  });

  it('tells what was met', async () => {
    const { code, out } = await lab.run('kubectl wait --for=condition=Ready node/worker-1');
    expect({ code, out }).toEqual({ code: 0, out: 'node/worker-1 condition met\n' });
  });
});
