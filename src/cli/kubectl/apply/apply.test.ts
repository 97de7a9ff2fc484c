import { afterAll, beforeAll, expect, it } from 'vitest';
import { IS_COMPARED, Lab } from '../../../bridge/server/testing/side-by-side';

const FILES = {
  'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports:
        - containerPort: 80
        env:
        - name: A
          value: "1"
        - name: B
          value: "<2>"
`,
  'web2.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.28
        ports:
        - containerPort: 80
        env:
        - name: B
          value: "<2>"
`,
  'web3.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: side
        image: busybox
        command: [sleep, '3600']
      - name: nginx
        image: nginx:1.28
        ports:
        - containerPort: 80
        env:
        - name: B
          value: "<2>"
`,
  'svc.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
    targetPort: 80
`,
  'cm.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: conf
data:
  a: b
  "10": ten
  "9": nine
`,
  'cm2.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: conf
data:
  a: c
  n: m
  "10": ten
  "9": nine
`,
  'pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: p1
spec:
  containers:
  - name: c
    image: nginx
`,
  'two.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
    targetPort: 80
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: conf
data:
  a: b
  "10": ten
  "9": nine
`,
  'badpod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: p1
spec:
  containers:
  - name: c
    image: nginx
    imagez: x
`,
  'invalid.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: WEB_
  labels:
    app: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports:
        - containerPort: 80
        env:
        - name: A
          value: "1"
        - name: B
          value: "<2>"
`,
  'invalid2.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: -2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: ngi_nx
        image: nginx:1.27
        ports:
        - containerPort: 80
        env:
        - name: A
          value: "1"
        - name: B
          value: "<2>"
`,
  'type.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: two
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports:
        - containerPort: 80
        env:
        - name: A
          value: "1"
        - name: B
          value: "<2>"
`,
  'foo.yaml': `apiVersion: foo.io/v1
kind: Foo
metadata:
  name: x
`,
  'gen.yaml': `apiVersion: v1
kind: Pod
metadata:
  generateName: p-
spec:
  containers:
  - name: c
    image: nginx
`,
  'noname.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {}
`,
  'ns.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: conf
  namespace: other
data:
  a: b
  "10": ten
  "9": nine
`,
  'podimg.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: p1
spec:
  containers:
  - name: c
    image: nginx:1.28
`,
  'podcmd.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: p1
spec:
  containers:
  - name: c
    image: nginx
    command: [sleep, '1']
`,
  'list.yaml': `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata:
    name: web
  spec:
    selector:
      app: web
    ports:
    - port: 80
      targetPort: 80
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: conf
  data:
    a: b
    "10": ten
    "9": nine
`,
  'dir/1.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: conf
data:
  a: b
  "10": ten
  "9": nine
`,
  'dir/sub/3.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: p1
spec:
  containers:
  - name: c
    image: nginx
`,
  'selchange.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: wob
spec:
  replicas: 2
  selector:
    matchLabels:
      app: wob
  template:
    metadata:
      labels:
        app: wob
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports:
        - containerPort: 80
        env:
        - name: A
          value: "1"
        - name: B
          value: "<2>"
`,
  'null.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: conf
data:
  a: b
  "10": ten
  "9": nine
  z: null
`,
};

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: FILES });
});

afterAll(() => lab.close());

/** What no two runs share: the folders' numbers and the time of the machine. */
function masked<T extends { readonly out: string }>(printed: T): T {
  const out = printed.out.replace(/(LIVE|MERGED)-\d+/g, '$1-N').replace(/^([-+]{3} \S+)\t.*$/gm, '$1\tTIME');
  return { ...printed, out };
}

const LINES = [
  'kubectl create -f web.yaml --dry-run=client -o yaml',
  'kubectl apply -f web.yaml --dry-run=server',
  'kubectl apply -f web.yaml --dry-run=client -o json',
  'kubectl apply -f web.yaml',
  'kubectl get deploy web -o jsonpath={.metadata.annotations}',
  'kubectl apply -f web.yaml',
  'kubectl diff -f web2.yaml',
  'kubectl diff -f pod.yaml',
  'kubectl diff -f web.yaml',
  'kubectl apply -f web2.yaml',
  'kubectl apply -f web3.yaml',
  'kubectl get deploy web -o json',
  'kubectl apply -f web2.yaml',
  'kubectl get deploy web -o yaml',
  'kubectl apply -f two.yaml',
  'kubectl apply -f list.yaml',
  'kubectl apply -f two.yaml -o yaml',
  'kubectl apply -f cm2.yaml',
  'kubectl get cm conf -o yaml',
  'kubectl apply -f null.yaml',
  'kubectl apply view-last-applied cm/conf',
  'kubectl apply view-last-applied cm conf -o json',
  'kubectl apply view-last-applied svc kubernetes',
  'kubectl apply set-last-applied -f cm.yaml',
  'kubectl apply set-last-applied -f cm.yaml',
  'kubectl apply -f badpod.yaml',
  'kubectl create -f badpod.yaml --validate=warn --dry-run=server',
  'kubectl create -f badpod.yaml --validate=false --dry-run=server',
  'kubectl apply -f invalid.yaml',
  'kubectl apply -f invalid2.yaml',
  'kubectl apply -f type.yaml',
  'kubectl apply -f foo.yaml',
  'kubectl apply -f two.yaml -f foo.yaml -f svc.yaml',
  'kubectl apply -f gen.yaml',
  'kubectl apply -f noname.yaml',
  'kubectl apply -f ns.yaml',
  'kubectl apply -f ns.yaml -n default',
  'kubectl apply -f nope.yaml',
  'kubectl apply -f dir -R',
  'kubectl apply',
  'kubectl apply -f web.yaml --server-side --dry-run=client',
  'kubectl apply -f web.yaml --prune',
  'kubectl apply -f selchange.yaml',
  'kubectl apply -f podcmd.yaml',
  'kubectl apply -f podimg.yaml',
  'kubectl apply -f cm.yaml -n nowhere',
];

it.skipIf(!IS_COMPARED)(
  'applies as kubectl does, line after line',
  async () => {
    for (const line of LINES) {
      const [ours, real] = await lab.both(line);
      expect({ line, ...masked(ours) }).toEqual({ line, ...masked(real) });
    }
  },
  120_000,
);
