/** Files that command lines of the reading table name. */
export const READING_FILES: Readonly<Record<string, string>> = {
  'jp.txt': '{.metadata.name}\n',
  'gt.txt': '{{.metadata.name}} {{range .spec.containers}}{{.name}} {{end}}\n',
  'cc.txt': 'NAME            NODE\n.metadata.name  .spec.nodeName\n',
  'ccbad.txt': 'NAME            NODE\n.metadata.name\n',
  'two.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: full}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n---\n',
  'one.json': '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}}',
  'gone.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: gone}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: gone2, namespace: shop}\n',
  'bad.yaml': 'a: b\n  c: d\n',
  'nokind.yaml': 'apiVersion: v1\nmetadata: {name: x}\n',
  'unknown.yaml': 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: x}\n',
  'noname.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {}\n',
  'empty.yaml': '',
  'dir/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n',
  'dir/sub/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fixed}\n',
  'dir/skip.txt': 'not yaml: [',
};
