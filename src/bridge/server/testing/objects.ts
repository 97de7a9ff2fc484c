/** Objects that are awkward to print: for tables, YAML and templates. */
export const AWKWARD_OBJECTS = String.raw`apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web, tier: front}, annotations: {note: "long text that goes on and on, far beyond the eighty columns: at which YAML is folded, so that we see"}}
spec:
  replicas: 14
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          args: ["--x=<y>&z", "", " padded ", "yes", "0x1f", "1e3", "12:30", "- a", "a: b", "#c", "multi\nline\n", "trailing \nspace"]
          resources: {requests: {cpu: 100m, memory: 64Mi}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: texts}
data:
  plain: hello
  empty: ""
  multi: "first\nsecond\n"
  keep: "a\n\n"
  strip: "a\nb"
  tab: "a\tb"
  tabs: "x\n\ty\n"
  unicode: "caf\u00e9 \u2603 \U0001F600"
  quote: "it's \"quoted\""
  number: "12"
  bool: "true"
  date: "2026-01-01"
  "null": "~"
  colon: "a: b"
  hash: "a #b"
  dash: "- a"
  lead: "  two\nlines"
  long: "The quick brown fox jumps over the lazy dog, and then it does so again and again: until the line is longer than eighty columns and more than that, twice over in fact"
  longq: "'The quick brown fox' jumps over the lazy dog, and then it does so again and again: until the line is longer than eighty columns and more"
  html: "<a href='x'>&</a>"
  a10: "x"
  a9: "y"
  A: "z"
---
apiVersion: v1
kind: Pod
metadata: {name: broken, labels: {app: broken, "example.com/role": x}}
spec:
  containers: [{name: c, image: "nowhere.example/none:1"}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: kube-system}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: a, image: "busybox:1.36", command: [sleep, infinity]}]}
`;
