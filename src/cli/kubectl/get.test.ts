import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lab } from '../../bridge/server/testing/side-by-side';

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({});
});

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
];

describe('kubectl get', () => {
  it.each(LINES)('%s', async (line) => {
    const [ours, real] = await lab.both(line);
    expect(ours).toEqual(real);
  });
});
