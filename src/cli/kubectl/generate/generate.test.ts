import { afterAll, beforeAll, expect, it } from 'vitest';
import { IS_COMPARED, Lab } from '../../../bridge/server/testing/side-by-side';

const FILES = {
  'a.txt': `hello
`,
  'd/x.conf': `1
`,
  'd/y.conf': `2
`,
  'e.env': `# c
A=1

B=two words
 C=3
HOME
`,
};

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: FILES });
});

afterAll(() => lab.close());

const LINES = [
  'kubectl create deployment web --image=nginx --dry-run=client -o yaml',
  'kubectl create deployment web --image=nginx:1.2 --image=docker.io/library/redis@sha256:0123456789012345678901234567890123456789012345678901234567890123 --dry-run=client -o json',
  'kubectl create deploy web --image=nginx --replicas=3 --port=80 -n foo --dry-run=client -o yaml',
  'kubectl create deployment web --image=nginx --dry-run=client -o yaml -- sh -c "sleep 3"',
  'kubectl create deployment web --image=nginx --dry-run=client -o json --save-config',
  'kubectl create deployment web --image=nginx --image=x --dry-run=client -o yaml -- sh',
  'kubectl create deployment web --image=nginx --dry-run=client',
  'kubectl create deployment web --image=nginx --dry-run=client -o name',
  'kubectl create deployment web --image=nginx --dry-run=client -o jsonpath={.spec}',
  'kubectl create deployment',
  'kubectl create deployment a b --image c',
  'kubectl create deployment web --image=nginx --dry-run=x',
  'kubectl create deployment web --image=nginx --dry-run=client --validate=foo',
  'kubectl create deployment web --image=nginx --dry-run=client -o foo',
  'kubectl create job j --image=busybox --dry-run=client -o yaml -- echo hi',
  'kubectl create job j --dry-run=client',
  'kubectl create cronjob c --image=busybox --schedule="*/1 * * * *" --dry-run=client -o json -- date',
  'kubectl create cj c --dry-run=client',
  'kubectl create clusterrolebinding b --clusterrole=admin --user=a --user=b --group=g --serviceaccount=n:s --dry-run=client -o json',
  'kubectl create clusterrolebinding b --clusterrole=admin --serviceaccount=n --dry-run=client -o yaml',
  'kubectl create clusterrolebinding b --user=a',
  'kubectl create rolebinding b --role=r --user=a --dry-run=client -o yaml -n x',
  'kubectl create rolebinding b --role=r --clusterrole=c --dry-run=client -o yaml',
  'kubectl create role r --verb=get,list --verb=watch --resource=po --resource=deploy.apps,rs.apps,deploy.apps/scale --resource-name=a --dry-run=client -o yaml',
  'kubectl create role r --verb=foo --resource=pods --dry-run=client -o json',
  'kubectl create role r --verb=get --resource=foos --dry-run=client',
  'kubectl create role r --verb=use --resource=pods --dry-run=client',
  'kubectl create role r --verb=* --resource=* --dry-run=client -o yaml',
  'kubectl create role r --verb=get --dry-run=client',
  'kubectl create clusterrole r --verb=get --resource=pods,nodes,deployments.apps --dry-run=client -o yaml',
  'kubectl create clusterrole r --verb=get --non-resource-url=/logs/* --non-resource-url=/healthz --dry-run=client -o yaml',
  'kubectl create clusterrole r --verb=list --non-resource-url=/logs/* --dry-run=client -o yaml',
  'kubectl create clusterrole r --aggregation-rule=a=b,c=d --dry-run=client -o json',
  "kubectl create cm c --from-literal=a=b --from-literal=c='x y' --dry-run=client -o yaml",
  'kubectl create cm c --from-literal=a --dry-run=client -o yaml',
  'kubectl create cm c --from-literal=a=b --from-literal=a=c --dry-run=client -o yaml',
  'kubectl create cm c --from-literal=a/b=c --dry-run=client -o yaml',
  'kubectl create cm c --from-file=a.txt --from-file=k=a.txt --dry-run=client -o yaml',
  'kubectl create cm c --from-file=d --dry-run=client -o yaml',
  'kubectl create cm c --from-file=k=d --dry-run=client -o yaml',
  'kubectl create cm c --from-file=nope --dry-run=client -o yaml',
  'kubectl create cm c --from-file=a=b=c --dry-run=client -o yaml',
  'kubectl create cm c --from-env-file=e.env --from-literal=a=b --dry-run=client -o yaml',
  'kubectl create cm c --from-env-file=d --dry-run=client -o yaml',
  "kubectl create cm c --append-hash --from-literal=a='<b>' --dry-run=client -o yaml",
  'kubectl create secret generic s --from-literal=a=b --from-file=a.txt --type=foo --dry-run=client -o yaml',
  'kubectl create secret generic s --from-literal=a=b --append-hash --dry-run=client -o json',
  'kubectl create secret generic s --from-literal=a/b=b --dry-run=client -o json',
  'kubectl create secret docker-registry s --docker-username=u --docker-password=p --docker-email=e --dry-run=client -o yaml',
  'kubectl create secret docker-registry s --docker-username=u --dry-run=client -o yaml',
  'kubectl create secret tls s --cert=a.txt --key=a.txt --dry-run=client -o yaml',
  'kubectl create secret tls s --cert=nope --key=a.txt --dry-run=client -o yaml',
  'kubectl create secret foo',
  'kubectl create service clusterip s --tcp=80 --tcp=443:8443 --dry-run=client -o yaml',
  'kubectl create service clusterip s --tcp=80:http --dry-run=client -o json',
  'kubectl create service clusterip s --clusterip=None --dry-run=client -o yaml',
  'kubectl create service clusterip s --tcp=80000 --dry-run=client -o yaml',
  'kubectl create service clusterip s --tcp=80:a_b --dry-run=client -o yaml',
  'kubectl create service nodeport s --tcp=80 --node-port=30000 --dry-run=client -o yaml',
  'kubectl create svc externalname s --external-name=a.b --dry-run=client -o yaml',
  'kubectl create svc externalname s --external-name=a_b --dry-run=client -o yaml',
  'kubectl create ingress i --rule=foo.com/bar=svc:80,tls=sec --rule=foo.com/baz*=svc:http --rule=bar.com/*=s:1,tls=sec --class=nginx --annotation=a=b --default-backend=d:80 --dry-run=client -o yaml',
  'kubectl create ingress i --rule=/=svc:80,tls --dry-run=client -o json',
  'kubectl create ingress i --rule=foo --dry-run=client -o json',
  'kubectl create ns n --dry-run=client -o json --save-config',
  'kubectl create pdb p --selector=app=x --min-available=1 --dry-run=client -o yaml',
  'kubectl create pdb p --selector=app=x,b!=c --max-unavailable=50% --dry-run=client -o json',
  'kubectl create pdb p --selector=app=x --min-available=1Gi --dry-run=client -o json',
  'kubectl create priorityclass p --value=100 --global-default --description="x y" --dry-run=client -o yaml',
  'kubectl create quota q --hard=cpu=1,memory=1024Mi,pods=2 --scopes=BestEffort,Foo --dry-run=client -o yaml',
  'kubectl create quota q --hard=cpu=x --dry-run=client -o yaml',
  'kubectl create sa s --dry-run=client -o json -n foo',
  'kubectl create foo',
  'kubectl create',
  'kubectl create -f nope.yaml',
  'kubectl run p --image=nginx --dry-run=client -o yaml',
  'kubectl run p --image=nginx --port=80 --env=A=b --env=C=d=e --labels=a=b,c=d --annotations=x=y --restart=Never --dry-run=client -o json -- a b',
  'kubectl run p --image=nginx --command --dry-run=client -o yaml -- sleep 3',
  'kubectl run p --image=nginx --expose --port=80 --dry-run=client -o yaml',
  'kubectl run p --image=nginx --expose --dry-run=client',
  'kubectl run p --image=NGINX --dry-run=client',
  'kubectl run --image=nginx',
  'kubectl run p --image=nginx --privileged --image-pull-policy=Always --dry-run=client -o yaml -n foo',
  'kubectl run p --image=nginx --image-pull-policy=Foo --dry-run=client -o yaml',
  'kubectl run p --image=nginx --env=A --dry-run=client -o yaml',
  'kubectl run p --image=nginx --rm',
  'kubectl run p --image=nginx -t',
  'kubectl run p --image=nginx -i --dry-run=client',
];

it.skipIf(!IS_COMPARED).each(LINES)('%s', async (line) => {
  const [ours, real] = await lab.both(line);
  expect(ours).toEqual(real);
});
