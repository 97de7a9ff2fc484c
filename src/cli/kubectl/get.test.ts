import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AWKWARD_OBJECTS } from '../../bridge/server/testing/objects';
import { IS_COMPARED, Lab } from '../../bridge/server/testing/side-by-side';

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: { 'objects.yaml': AWKWARD_OBJECTS } });
  await lab.both('kubectl create -f objects.yaml');
  lab.advance(30_000);
}, 60_000);

afterAll(() => lab.close());

const LINES = [
  'kubectl get nodes',
  'kubectl get nodes -o wide',
  'kubectl get pods',
  'kubectl get pods -A',
  'kubectl get pods -A -o wide --show-labels',
  'kubectl get pods -n kube-system -L component,tier',
  'kubectl get pods -n kube-system --no-headers',
  'kubectl get po,svc -A',
  'kubectl get po,svc -n kube-system',
  'kubectl get all -A',
  'kubectl get all',
  'kubectl get svc kubernetes',
  'kubectl get svc/kubernetes node/nope',
  'kubectl get svc kubernetes -o yaml',
  'kubectl get svc -o yaml',
  'kubectl get svc -o json',
  'kubectl get nodes -o json',
  'kubectl get nodes -o yaml',
  'kubectl get pods -A -o yaml',
  'kubectl get pods -A -o json --show-managed-fields',
  'kubectl get all -A -o name',
  'kubectl get svc kubernetes -o name',
  'kubectl get pod nope',
  'kubectl get pod nope -n nowhere',
  'kubectl get pod nope --ignore-not-found',
  'kubectl get pods -n nowhere',
  'kubectl get foo',
  'kubectl get foo.bar.baz',
  'kubectl get deploy.apps,ds.v1.apps -A',
  'kubectl get PODS -A',
  'kubectl get PO',
  'kubectl get pods -l k8s-app=kube-dns -A',
  'kubectl get pods -l k8s-app=kube-dns x',
  'kubectl get pods/x -l a=b',
  'kubectl get pods x/y',
  'kubectl get a/b/c',
  'kubectl get /x',
  'kubectl get pods,svc x',
  'kubectl get pods x -A',
  'kubectl get',
  'kubectl get pods -A --sort-by=.metadata.name',
  'kubectl get pods -A --sort-by={.status.podIP}',
  'kubectl get pods -A --sort-by=.metadata.creationTimestamp',
  'kubectl get pods -A --sort-by=.nope',
  'kubectl get events -A --sort-by=.metadata.creationTimestamp',
  'kubectl get events -A',
  'kubectl get pods -A --field-selector spec.nodeName=nope',
  'kubectl get pods -A --field-selector nope=nope',
  'kubectl get pods -l "a=("',
  'kubectl get pods -o badfmt',
  'kubectl get pods -o jsonpath',
  'kubectl get pods -o go-template',
  'kubectl get pods -o custom-columns',
  'kubectl get pods -A -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[*].image,X:.nope,L:.metadata.labels',
  'kubectl get pods -A -o custom-columns=NAME:.metadata.name --no-headers',
  'kubectl get nodes -o custom-columns=NAME',
  'kubectl get nodes -o jsonpath={.items[*].metadata.name}',
  `kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.status.addresses[?(@.type=="InternalIP")].address}{"\\n"}{end}'`,
  'kubectl get nodes -o jsonpath={.items[0].nope}',
  'kubectl get nodes -o jsonpath={.items[0].nope} --allow-missing-template-keys=false',
  'kubectl get nodes -o jsonpath-as-json={.items[*].metadata.name}',
  'kubectl get nodes -o jsonpath={..podCIDR}',
  `kubectl get nodes -o go-template='{{range .items}}{{.metadata.name}} {{.spec.podCIDR}}{{"\\n"}}{{end}}'`,
  `kubectl get nodes -o go-template='{{range $i, $e := .items}}{{$i}}={{len $e.status.conditions}} {{if eq $i 0}}first{{else}}more{{end}}{{end}}'`,
  'kubectl get svc kubernetes -o template={{.spec}}',
  'kubectl get svc kubernetes --template={{.spec.clusterIP}}',
  'kubectl get --raw /version',
  'kubectl get --raw /apis/apps/v1/namespaces/kube-system/deployments/coredns',
  'kubectl get --raw /nope',
  'kubectl get pods --show-labels -o yaml',
  'kubectl get nodes --server-print=false --sort-by=.metadata.name -o name',
  'kubectl get deploy coredns -n kube-system --subresource=scale',
  'kubectl get deploy -A --chunk-size=1',
  'kubectl get ns,nodes',
  'kubectl get ns default -o yaml --show-managed-fields',
  'kubectl get -f missing.yaml',
  'kubectl get all -A',
  'kubectl get pods --sort-by=.metadata.name',
  'kubectl get pods --sort-by=.nope',
  'kubectl get pods,svc --sort-by=.metadata.name',
  'kubectl get pods --sort-by=.spec.nodeName',
  'kubectl get pods -o name --sort-by=.spec.nodeName',
  'kubectl get pods -o name --sort-by=.nope',
  'kubectl get pod broken --sort-by=.x',
  'kubectl get cm texts -o yaml',
  'kubectl get cm texts -o json',
  'kubectl get deploy web -o yaml',
  'kubectl get pods -o json',
  'kubectl get pods -L app,example.com/role',
  'kubectl get po broken svc/web',
  'kubectl get po/broken svc/web deploy/web',
  'kubectl get po,svc,deploy -o name',
  'kubectl get po,nope',
  'kubectl get all,cm --no-headers',
  'kubectl get all --show-kind',
  'kubectl get pods broken --show-kind --show-labels',
  'kubectl get events --sort-by=.lastTimestamp',
];

describe('kubectl get prints what the real one prints', () => {
  it.skipIf(!IS_COMPARED).each(LINES)('%s', async (line) => {
    const [ours, real] = await lab.both(line);
    expect(ours).toEqual(real);
  });

  it('a table of what is there', async () => {
    const { code, out } = await lab.run('kubectl get svc -o wide');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe(
      'NAME   TYPE        CLUSTER-IP     EXTERNAL-IP   PORT(S)   AGE   SELECTOR',
    );
    expect(out).toMatch(/^web {4}ClusterIP {3}10\.96\.\d+\.\d+ +<none> +80\/TCP +30s +app=web$/m);
  });
});

const WATCHES = [
  'kubectl get pods -w',
  'kubectl get pods -w -o wide --output-watch-events',
  'kubectl get pod broken -w',
  'kubectl get pods -w -o yaml -l app=broken',
  'kubectl get pods -w -o name',
  'kubectl get pods -A --watch-only --no-headers',
  'kubectl get pods,svc -w',
  'kubectl get pods nope -w',
];

describe('kubectl get --watch', () => {
  it.skipIf(!IS_COMPARED).each(WATCHES)('%s', async (line) => {
    const other = await Lab.open({ files: { 'objects.yaml': AWKWARD_OBJECTS } });
    await other.both('kubectl create -f objects.yaml');
    const [ours, real] = await other.both(line, { stepMs: 500, stopAfterMs: 8000 });
    expect(ours.out + ours.err).toBe(real.out + real.err);
    await other.close();
  });

  it('tells of a Pod that comes up', async () => {
    const other = await Lab.open({ files: { 'objects.yaml': AWKWARD_OBJECTS } });
    await other.run('kubectl create -f objects.yaml');
    const { code, out } = await other.run('kubectl get pod broken -w', { stepMs: 500, stopAfterMs: 8000 });
    expect(out).toMatch(/^broken +0\/1 +ContainerCreating/m);
    expect(out).toMatch(/^broken +1\/1 +Running/m);
    expect(code).toBe(130);
    await other.close();
  });
});
