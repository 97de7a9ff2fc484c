/** Manifests to begin with. */
export const sampleDeployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: hello
spec:
  replicas: 3
  selector:
    matchLabels:
      app: hello
  template:
    metadata:
      labels:
        app: hello
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
`;

const behindService = `${sampleDeployment}---
apiVersion: v1
kind: Service
metadata:
  name: hello
spec:
  selector:
    app: hello
  ports:
    - port: 80
---
apiVersion: v1
kind: Pod
metadata:
  name: asker
spec:
  containers:
    - name: asker
      image: busybox:1.37
      command: ["sh", "-c", "while true; do wget -q -O- -T 2 http://hello; sleep 1; done"]
`;

const brokenImage = sampleDeployment
  .replaceAll('app: hello', 'app: shop')
  .replace('name: hello', 'name: shop')
  .replace('replicas: 3', 'replicas: 1')
  .replace('image: nginx:1.27', 'image: ngnix:1.27');

const lonelyPod = `apiVersion: v1
kind: Pod
metadata:
  name: alone
spec:
  containers:
    - name: nginx
      image: nginx:1.27
`;

const tooBig = sampleDeployment
  .replaceAll('app: hello', 'app: giant')
  .replace('name: hello', 'name: giant')
  .replace('replicas: 3', 'replicas: 1')
  .replace('cpu: 100m', 'cpu: "64"');

const agent = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
        - name: agent
          image: busybox:1.37
          command: ["sleep", "infinity"]
`;

const settings = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  greeting: hello
  page.html: |
    <h1>Hello</h1>
---
apiVersion: v1
kind: Secret
metadata:
  name: key
stringData:
  token: not-a-secret-any-more
---
apiVersion: v1
kind: Pod
metadata:
  name: reader
spec:
  containers:
    - name: reader
      image: busybox:1.37
      command: ["sh", "-c", "echo $GREETING; cat /pages/page.html; sleep infinity"]
      env:
        - name: GREETING
          valueFrom:
            configMapKeyRef:
              name: settings
              key: greeting
        - name: TOKEN
          valueFrom:
            secretKeyRef:
              name: key
              key: token
      volumeMounts:
        - name: pages
          mountPath: /pages
  volumes:
    - name: pages
      configMap:
        name: settings
`;

const probes = `apiVersion: v1
kind: Pod
metadata:
  name: moody
spec:
  containers:
    - name: moody
      image: busybox:1.37
      command: ["sh", "-c", "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600"]
      livenessProbe:
        exec:
          command: ["cat", "/tmp/healthy"]
        initialDelaySeconds: 5
        periodSeconds: 5
`;

const initFirst = `apiVersion: v1
kind: Pod
metadata:
  name: prepared
spec:
  initContainers:
    - name: prepare
      image: busybox:1.37
      command: ["sh", "-c", "sleep 5"]
    - name: sidecar
      image: busybox:1.37
      restartPolicy: Always
      command: ["sleep", "infinity"]
  containers:
    - name: nginx
      image: nginx:1.27
`;

export interface Sample {
  readonly name: string;
  readonly note: string;
  readonly text: string;
}

export const samples: readonly Sample[] = [
  { name: 'Three web servers', note: 'a Deployment of nginx', text: sampleDeployment },
  { name: 'Behind a Service', note: 'the same with a Service, and a pod that asks it', text: behindService },
  { name: 'A lonely pod', note: 'nobody replaces it when it is deleted', text: lonelyPod },
  { name: 'An agent on every node', note: 'a DaemonSet', text: agent },
  { name: 'Settings', note: 'a ConfigMap and a Secret, in the environment and as a file', text: settings },
  { name: 'A liveness probe', note: 'it succeeds for 30 s, then no more', text: probes },
  { name: 'Init first', note: 'an init container, a sidecar, then the server', text: initFirst },
  { name: 'A misspelt image', note: 'ngnix instead of nginx: why does it not start?', text: brokenImage },
  { name: 'Too big', note: '64 CPUs: which node could take it?', text: tooBig },
];
