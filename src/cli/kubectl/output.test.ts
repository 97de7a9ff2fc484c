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

/** JSONPath, Go templates and columns: what they print, and what they say is wrong. */
const LINES = [
  "kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[*].args}'",
  "kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[0].args[-1]}'",
  "kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[0].args[1:3]}'",
  "kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[0].args[0:10:2]}'",
  "kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[0].args[99]}'",
  "kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[0].args[3:1]}'",
  "kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[0].args[0:2:0]}'",
  'kubectl get deploy web -o jsonpath=\'{.metadata.name}{"\\n"}{.spec.replicas}\'',
  "kubectl get deploy web -o jsonpath='{.metadata.annotations.note}'",
  'kubectl get deploy web -o jsonpath=\'{.metadata.labels.app}-{.metadata.labels["tier"]}\'',
  "kubectl get deploy web -o jsonpath=\"{.metadata.labels['app','tier']}\"",
  "kubectl get deploy web -o jsonpath=\"{['metadata','spec']['name','replicas']}\"",
  "kubectl get deploy web -o jsonpath='{..name}'",
  "kubectl get deploy web -o jsonpath='{..image}'",
  "kubectl get deploy web -o jsonpath='{.spec..name}'",
  'kubectl get deploy web -o jsonpath=\'{.status.conditions[?(@.type=="Available")].status}\'',
  'kubectl get deploy web -o jsonpath=\'{.status.conditions[?(@.type!="Available")].type}\'',
  "kubectl get deploy web -o jsonpath='{.status.conditions[?(@.nope)].type}'",
  'kubectl get deploy web -o jsonpath=\'{.status.conditions[?(@.nope=="x")].type}\'',
  'kubectl get deploy web -o jsonpath=\'{.spec.template.spec.containers[?(@.name=="nginx")].resources.requests}\'',
  'kubectl get pods -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}\'',
  "kubectl get pods -o jsonpath='{range .items[*]}[{.metadata.name}, {range .spec.containers[*]}{.image}{end}] {end}'",
  'kubectl get pods -o jsonpath=\'{.items[?(@.metadata.name=="broken")].spec.containers[0].image}\'',
  "kubectl get pods -o jsonpath='{.items[?(@.spec.priority>=0)].metadata.name}'",
  'kubectl get pods -o jsonpath=\'{.items[?(@.spec.priority>"a")].metadata.name}\'',
  "kubectl get pods -o jsonpath='{.items[*].metadata.labels.example\\.com/role}'",
  "kubectl get deploy web -o jsonpath='{.spec.replicas'",
  "kubectl get deploy web -o jsonpath='{.spec.replicas}}'",
  "kubectl get deploy web -o jsonpath='{!}'",
  "kubectl get deploy web -o jsonpath='{.a[b]}'",
  "kubectl get deploy web -o jsonpath='{.a[1'",
  "kubectl get deploy web -o jsonpath='{range .x}'",
  "kubectl get deploy web -o jsonpath='{end}'",
  "kubectl get deploy web -o jsonpath='{foo}'",
  "kubectl get deploy web -o jsonpath='{\"a'",
  "kubectl get deploy web -o jsonpath='{....x}'",
  "kubectl get deploy web -o jsonpath='plain text'",
  "kubectl get deploy web -o jsonpath='{.spec.replicas[0]}'",
  "kubectl get deploy web -o jsonpath='{.spec.replicas[?(@.x==1)]}'",
  'kubectl get deploy web -o jsonpath=\'{1} {true} {"a\\u00e9b"} {-1.5}\'',
  "kubectl get deploy web -o jsonpath='{@.metadata.name} {$.kind}'",
  "kubectl get deploy web -o jsonpath='{.spec.strategy}'",
  "kubectl get deploy web -o jsonpath-as-json='{.spec.strategy}{.metadata.name}'",
  "kubectl get deploy web -o jsonpath-as-json='{.nope}'",
  "kubectl get deploy web -o go-template='{{.metadata.name}} {{ .spec.replicas }} {{.nope}} {{.nope.x}}'",
  "kubectl get deploy web -o go-template='{{range $k, $v := .metadata.labels}}{{$k}}={{$v}};{{end}}'",
  "kubectl get deploy web -o go-template='{{range .nope}}a{{else}}none{{end}}'",
  "kubectl get deploy web -o go-template='{{with .metadata.labels}}{{.app}}{{else}}x{{end}}{{with .nope}}y{{else}}z{{end}}'",
  'kubectl get deploy web -o go-template=\'{{if and (eq .kind "Deployment") (gt .spec.replicas 3)}}yes{{else if .x}}m{{else}}no{{end}}\'',
  'kubectl get deploy web -o go-template=\'{{$n := .metadata.name}}{{$n | printf "%-10s|%5s|%q" "a" "b"}}\'',
  'kubectl get deploy web -o go-template=\'{{printf "%d %v %s %05d %x %T" .spec.replicas .spec.replicas .kind 42 255 .kind}}\'',
  'kubectl get deploy web -o go-template=\'{{index .metadata.labels "app"}} {{index .spec.template.spec.containers 0 "image"}} {{len .metadata.labels}}\'',
  "kubectl get deploy web -o go-template='{{index .spec.template.spec.containers 5}}'",
  "kubectl get deploy web -o go-template='{{.metadata.name.x}}'",
  "kubectl get deploy web -o go-template='{{.metadata.labels}}{{.spec.template.spec.containers}}'",
  'kubectl get deploy web -o go-template=\'{{- "a" -}}   b   {{- /* c */ -}}  d\'',
  'kubectl get deploy web -o go-template=\'{{exists .metadata "labels" "app"}} {{exists . "x" "y"}} {{not true}} {{or "" "b"}}\'',
  'kubectl get deploy web -o go-template=\'{{"YWJj" | base64decode}} {{html "<a>"}} {{js "x<y"}} {{urlquery "a b&c"}} {{print 1 2 "x" 3}} {{println "z"}}\'',
  "kubectl get deploy web -o go-template='{{.metadata.name'",
  "kubectl get deploy web -o go-template='{{foo}}'",
  "kubectl get deploy web -o go-template='{{if}}x{{end}}'",
  "kubectl get deploy web -o go-template='{{range .x}}'",
  "kubectl get deploy web -o go-template='{{$x}}'",
  "kubectl get deploy web -o go-template='{{end}}'",
  "kubectl get deploy web -o go-template='{{\"abc}}'",
  'kubectl get deploy web -o go-template=\'{{eq 1 "a"}}\'',
  "kubectl get deploy web -o go-template='{{lt .metadata.labels 1}}'",
  "kubectl get deploy web -o go-template='{{.nope}}' --allow-missing-template-keys=false",
  "kubectl get deploy web -o go-template='{{range $i, $e := .spec.template.spec.containers}}{{if $i}}, {{end}}{{$e.name}}{{break}}{{end}}'",
  'kubectl get deploy web -o go-template=\'{{define "T"}}[{{.name}}]{{end}}{{range .spec.template.spec.containers}}{{template "T" .}}{{end}}\'',
  "kubectl get deploy web -o go-template='{{(index .spec.template.spec.containers 0).image}} {{len (index .spec.template.spec.containers 0).args}}'",
  'kubectl get deploy web -o go-template-file=missing',
  'kubectl get deploy web -o jsonpath-file=missing',
  'kubectl get deploy web -o custom-columns-file=missing',
  'kubectl get deploy web -o custom-columns=A:{.x',
  'kubectl get deploy web -o custom-columns=A:.spec.template.spec.containers[*].args,B:.spec.replicas',
  'kubectl get deploy web -o custom-columns=A:.spec.strategy',
  'kubectl get deploy -o custom-columns=A:.metadata.name,B:..image',
];

describe('kubectl get -o', () => {
  it.skipIf(!IS_COMPARED).each(LINES)('%s', async (line) => {
    const [ours, real] = await lab.both(line);
    expect(ours).toEqual(real);
  });

  it('reads a path', async () => {
    const { out } = await lab.run("kubectl get deploy web -o jsonpath='{.spec.replicas} {.metadata.labels}'");
    expect(out).toBe('14 {"app":"web","tier":"front"}');
  });

  it('reads a template', async () => {
    const line =
      "kubectl get deploy web -o go-template='{{range $k, $v := .metadata.labels}}{{$k}}={{$v}} {{end}}{{.nope}}'";
    expect((await lab.run(line)).out).toBe('app=web tier=front <no value>');
  });
});
