import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IS_COMPARED, Lab } from '../../bridge/server/testing/side-by-side';

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open();
}, 60_000);

afterAll(() => lab.close());

/** What the cluster says of itself. */
const LINES = [
  'kubectl api-resources',
  'kubectl api-resources -o wide',
  'kubectl api-resources -o name --sort-by=kind',
  'kubectl api-resources --namespaced=false --verbs=list,get --no-headers',
  'kubectl api-resources --api-group=apps',
  'kubectl api-resources -o x',
  'kubectl api-resources x',
  'kubectl api-versions',
  'kubectl version',
  'kubectl version --client',
  'kubectl version -o json',
  'kubectl version -o yaml',
  'kubectl version x',
  'kubectl cluster-info',
];

/** explain: the text, and what it says of wrong paths. */
const EXPLAINED = [
  'kubectl explain pod',
  'kubectl explain pods.spec',
  'kubectl explain pods.spec.containers.image',
  'kubectl explain pods.spec --recursive',
  'kubectl explain deployments',
  'kubectl explain deploy.spec.strategy.type',
  'kubectl explain deployments.apps.spec.template.spec.restartPolicy',
  'kubectl explain deployments.spec --recursive',
  'kubectl explain service.spec.type',
  'kubectl explain svc.spec.ports',
  'kubectl explain foo',
  'kubectl explain pods.foo',
  'kubectl explain pods.spec.foo',
  'kubectl explain',
  'kubectl explain a b',
  'kubectl explain pods --api-version=apps/v1',
  'kubectl explain pods --api-version=x/v1',
  'kubectl explain pods --output=x',
  'kubectl explain events',
  'kubectl explain events.events.k8s.io',
  'kubectl explain cm.data',
  'kubectl explain node.status.conditions',
];

/** How flags are read, and what is wrong with them. */
const FLAGS = [
  'kubectl get -f d/a.yaml -w',
  'kubectl get -f d/b.json -o jsonpath={.metadata.name}',
  'kubectl get --filename=d/b.json,d/a.yaml -o name',
  'kubectl get -nkube-system pods',
  'kubectl -nkube-system get pods -ojson',
  'kubectl get pods -n=kube-system',
  'kubectl get pods --namespace kube-system -- -x',
  'kubectl get pods -Ao wide',
  'kubectl get pods --no-headers=maybe',
  'kubectl get pods --chunk-size=x',
  'kubectl get pods --chunk-size 1 -o name',
  'kubectl get pods -',
  'kubectl get pods --=x',
  'kubectl get pods -L a -L b,c',
  'kubectl --v=x get pods',
  'kubectl rollout foo',
  "kubectl api-resources -oname --api-group ''",
  'kubectl version --output',
  'kubectl cluster-info x',
  'kubectl gte',
  'kubectl get --foo',
  'kubectl get -zx',
  'kubectl --foo',
  'kubectl get pods -n',
  'kubectl get pods --request-timeout=x',
  'kubectl config foo',
  'kubectl scale --replicas=x',
  'kubectl wait --timeout=5 pods',
];

describe('kubectl version, api-resources, cluster-info', () => {
  it.skipIf(!IS_COMPARED).each(LINES)('%s', async (line) => {
    const [ours, real] = await lab.both(line);
    expect(ours).toEqual(real);
  });

  it('knows the versions', async () => {
    const { out } = await lab.run('kubectl version');
    expect(out).toBe('Client Version: v1.33.1\nKustomize Version: v5.6.0\nServer Version: v1.33.4\n');
  });
});

describe('kubectl explain', () => {
  it.skipIf(!IS_COMPARED).each(EXPLAINED)('%s', async (line) => {
    const [ours, real] = await lab.both(line);
    expect(ours).toEqual(real);
  });

  it('leads with the kind', async () => {
    const { out } = await lab.run('kubectl explain deployments.spec.replicas');
    expect(out).toMatch(
      /^GROUP: {6}apps\nKIND: {7}Deployment\nVERSION: {4}v1\n\nFIELD: replicas <integer>\n/,
    );
  });
});

describe('flags', () => {
  it.skipIf(!IS_COMPARED).each(FLAGS)('%s', async (line) => {
    const [ours, real] = await lab.both(line);
    expect(ours).toEqual(real);
  });

  it('says what is wrong with one', async () => {
    expect(await lab.run('kubectl get --foo')).toEqual({
      code: 1,
      out: '',
      err: "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n",
    });
  });
});
