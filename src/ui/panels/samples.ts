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

export interface Sample {
  readonly name: string;
  readonly note: string;
  readonly text: string;
}

export const samples: readonly Sample[] = [
  { name: 'Three web servers', note: 'a Deployment of nginx', text: sampleDeployment },
  { name: 'A misspelt image', note: 'ngnix instead of nginx: why does it not start?', text: brokenImage },
  { name: 'A lonely pod', note: 'nobody replaces it when it is deleted', text: lonelyPod },
];
