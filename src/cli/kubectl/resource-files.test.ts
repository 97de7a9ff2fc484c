import { afterAll, beforeAll, expect, it } from 'vitest';
import { IS_COMPARED, Lab } from '../../bridge/server/testing/side-by-side';

/** What people write by mistake, and what they mean harm by. */
const TEXTS: Readonly<Record<string, string>> = {
  'bad/alias.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: *foo\n',
  'bad/aliasself.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: &a\n  x: *a\n',
  'bad/amp.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: & foo\n',
  'bad/at.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: @foo\n',
  'bad/backtick.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: `foo\n',
  'bad/block.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: |x\n    b\n',
  'bad/bom.yaml': '\ufeffapiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
  'bad/bomb.yaml':
    'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]\n',
  'bad/brace.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: {a: b\n',
  'bad/brace2.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: {a: b]\n',
  'bad/bracket.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: [a, b\n  y: c\n',
  'bad/comment.yaml': '# nothing\n',
  'bad/crlf.yaml': 'apiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: a\r\n',
  'bad/dashes.yaml': '----\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
  'bad/directive.yaml': '%YAML 1.3\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
  'bad/directive2.yaml': '%FOO bar\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
  'bad/doc2.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  \tname: b\n',
  'bad/doc3.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\n---\n# x\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n',
  'bad/dup.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  name: b\n',
  'bad/dupdata.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: a\n  x: b\n',
  'bad/empty.yaml': '',
  'bad/esc.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: "\\q"\n',
  'bad/fold.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: |\n  b\n',
  'bad/indent.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n    name: a\n  labels:\n    x: y\n',
  'bad/indent2.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n data:\n  x: y\n',
  'bad/json.yaml': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a",}}',
  'bad/json2.yaml': '{"apiVersion":"v1","kind":"ConfigMap"',
  'bad/json3.yaml':
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}\n{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}',
  'bad/json4.yaml': '{\n "apiVersion":"v1",\n "kind":"ConfigMap"\n "metadata":{"name":"a"}}',
  'bad/kindnum.yaml': 'apiVersion: v1\nkind: 3\nmetadata:\n  name: a\n',
  'bad/labelnum.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n    a: 3\n',
  'bad/list.yaml': '- a\n- b\n',
  'bad/listbad.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  - a\n   - b\n  - c\n',
  'bad/listbad2.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  - a: b\n   c: d\n',
  'bad/listinmap.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: y\n- a\n',
  'bad/mapinlist.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n- a\nx: y\n  - b\n',
  'bad/mapval.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: x: y\n',
  'bad/mapval2.yaml': 'apiVersion: v1\nkind: ConfigMap\n metadata:\n  name: a\n',
  'bad/merge.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\nx: &m\n  a: b\ndata:\n  <<: *m\n  c: d\n',
  'bad/multidoc.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n...\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
  'bad/namenum.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: 3\n',
  'bad/nan.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  i: .nan\n',
  'bad/noapi.yaml': 'kind: ConfigMap\nmetadata:\n  name: a\n',
  'bad/nocolon.yaml': 'apiVersion v1\nkind: ConfigMap\n',
  'bad/nocolon2.yaml': 'apiVersion: v1\nkind ConfigMap\nmetadata:\n  name: a\n',
  'bad/nokind.yaml': 'apiVersion: v1\nmetadata:\n  name: a\n',
  'bad/nometa.yaml': 'apiVersion: v1\nkind: ConfigMap\n',
  'bad/noname.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
  'bad/nospace.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name:a\n  labels: x\n',
  'bad/num.yaml': '3\n',
  'bad/percent.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: %foo\n',
  'bad/quote.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: "abc\n  y: d\n',
  'bad/quote1.yaml': "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: 'abc\n",
  'bad/star.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: * foo\n',
  'bad/tab.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n\tx: y\n',
  'bad/tab2.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: a\n',
  'bad/tab3.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: b\n\tx: y\n',
  'bad/tabval.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a:\t\tb\n',
  'bad/tag.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: !foo bar\n',
  'bad/tag3.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: !!set {a, b}\n',
  'bad/text.yaml': 'hello world\n',
  'bad/types.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: yes\n  b: on\n  c: 0o17\n  d: 017\n  e: 0x1f\n  f: 1_000\n  g: 12:30:45\n  h: 2001-01-01\n  i: .inf\n',
};

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: TEXTS });
});

afterAll(() => lab.close());

it.skipIf(!IS_COMPARED).each(Object.keys(TEXTS))(
  '%s is read, or refused, in the words of kubectl',
  async (name) => {
    const [ours, real] = await lab.both(`kubectl label --local -f ${name} zz=1 -o json`);
    expect(ours).toEqual(real);
  },
);

it.skipIf(!IS_COMPARED).each(['nokind', 'noapi', 'kindnum', 'namenum', 'text', 'list'])(
  'create of %s is refused before it is sent',
  async (name) => {
    const [ours, real] = await lab.both(`kubectl create -f bad/${name}.yaml`);
    expect(ours).toEqual(real);
  },
);
