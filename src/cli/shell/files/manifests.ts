/** Manifests that lie in a new home directory: one of each of what a class begins with. */
export const MANIFESTS: readonly (readonly [name: string, text: string])[] = [
  [
    'pod.yaml',
    `apiVersion: v1
kind: Pod
metadata:
  name: hello
  labels:
    app: hello
spec:
  containers:
  - name: hello
    image: nginx:1.27
    ports:
    - containerPort: 80
`,
  ],
  [
    'deployment.yaml',
    `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  labels:
    app: shop
spec:
  replicas: 3
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
      - name: shop
        image: nginx:1.27
        ports:
        - containerPort: 80
        readinessProbe:
          httpGet:
            path: /
            port: 80
        resources:
          requests:
            cpu: 100m
            memory: 64Mi
`,
  ],
  [
    'service.yaml',
    `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
  - port: 80
    targetPort: 80
`,
  ],
  [
    'configmap.yaml',
    `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  greeting: hello
  colour: brass
`,
  ],
  [
    'quota.yaml',
    `apiVersion: v1
kind: ResourceQuota
metadata:
  name: small
spec:
  hard:
    pods: "10"
    requests.cpu: "2"
    requests.memory: 1Gi
`,
  ],
];
