import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IS_COMPARED, Lab } from '../../bridge/server/testing/side-by-side';

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open();
}, 60_000);

afterAll(() => lab.close());

/** One after the other: each changes the file for the next. */
const LINES = [
  'kubectl config view',
  'kubectl config view -o json',
  'kubectl config view --minify',
  'kubectl config get-contexts',
  'kubectl config get-contexts -o name',
  'kubectl config get-contexts x',
  'kubectl config current-context',
  'kubectl config set-context --current --namespace=kube-system',
  'kubectl get pods',
  'kubectl config set-context b --cluster=kubernetes --user=x',
  'kubectl config get-contexts',
  'kubectl config use-context nope',
  'kubectl config use-context b',
  'kubectl get nodes',
  'kubectl config use-context kubernetes-admin@kubernetes',
  'kubectl config rename-context b c',
  'kubectl config rename-context b d',
  'kubectl config delete-context c',
  'kubectl config delete-context c',
  'kubectl config set users.bob.token abc',
  'kubectl config get-users',
  'kubectl config set clusters.a.b.server http://x',
  'kubectl config get-clusters',
  'kubectl config unset users.bob',
  'kubectl config set-credentials bob --token=t',
  'kubectl config view',
  'kubectl config delete-user bob',
  'kubectl config delete-cluster a.b',
  'kubectl config set-cluster z --server=https://1.2.3.4 --insecure-skip-tls-verify=true',
  'kubectl config view',
  'kubectl --context nope get pods',
  'kubectl --cluster nope get pods',
  'kubectl --user nope get pods',
  'kubectl get --kubeconfig=missing pods',
  'kubectl config set nope.x y',
  'kubectl config view --minify --raw',
];

describe('kubectl config', () => {
  it.skipIf(!IS_COMPARED).each(LINES)('%s', async (line) => {
    const [ours, real] = await lab.both(line);
    expect(ours).toEqual(real);
  });

  it('keeps the namespace that was set', async () => {
    await lab.run('kubectl config set-context kubernetes-admin@kubernetes --namespace=shop');
    await lab.run('kubectl config use-context kubernetes-admin@kubernetes');
    const { out } = await lab.run('kubectl config view --minify -o jsonpath={..namespace}');
    expect(out).toBe('shop');
  });
});
