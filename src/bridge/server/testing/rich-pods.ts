/** Pods that run, wait, crash, end, and never start: for reading commands of a kubectl. */
export const PODS = `apiVersion: v1
kind: Pod
metadata:
  name: full
  labels: {app: full, tier: back, "example.com/role": x}
  annotations: {note: "two words", json: '{"a": [1, 2], "b": "c"}', multi: "one\\ntwo\\n", long: "goes on and on and on, until it is far longer than what kubectl describe prints on one line of its output, so that it is cut or wrapped: one hundred and forty is where that happens, it seems"}
spec:
  serviceAccountName: reader
  priorityClassName: important
  terminationGracePeriodSeconds: 600
  nodeSelector: {kubernetes.io/os: linux}
  tolerations:
  - {key: dedicated, operator: Equal, value: db, effect: NoSchedule}
  - {operator: Exists, effect: PreferNoSchedule}
  - {key: gone, operator: Exists, tolerationSeconds: 60, effect: NoExecute}
  initContainers:
  - {name: first, image: "busybox:1.36", command: [sh, -c, "echo first"]}
  - {name: side, image: "busybox:1.36", restartPolicy: Always, command: [sh, -c, "echo side; sleep 100000"]}
  containers:
  - name: main
    image: nginx:1.27
    ports: [{containerPort: 80, name: http}, {containerPort: 53, protocol: UDP}]
    env:
    - {name: PLAIN, value: "a b"}
    - {name: MULTI, value: "a\\nb"}
    - {name: EMPTY}
    - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
    - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
    - {name: CM, valueFrom: {configMapKeyRef: {name: settings, key: color}}}
    - {name: SECRET, valueFrom: {secretKeyRef: {name: login, key: password, optional: true}}}
    envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: login, optional: true}, prefix: S_}]
    resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: "1", memory: 128Mi}}
    livenessProbe: {httpGet: {path: /, port: http, scheme: HTTP, httpHeaders: [{name: X, value: z}]}, initialDelaySeconds: 3, periodSeconds: 7}
    readinessProbe: {tcpSocket: {port: 80}, timeoutSeconds: 2, successThreshold: 2}
    startupProbe: {exec: {command: [sh, -c, "true"]}, failureThreshold: 30}
    volumeMounts:
    - {name: config, mountPath: /etc/config, readOnly: true}
    - {name: scratch, mountPath: /scratch, subPath: a}
  - {name: helper, image: "busybox:1.36", command: [sh, -c, "echo help; sleep 100000"], args: [x, "y z"]}
  volumes:
  - {name: config, configMap: {name: settings, items: [{key: color, path: c}], optional: true}}
  - {name: scratch, emptyDir: {medium: Memory, sizeLimit: 64Mi}}
  - {name: secret, secret: {secretName: login, optional: true}}
  - {name: host, hostPath: {path: /var/log, type: Directory}}
  - {name: info, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: crash, labels: {app: crash}}
spec: {containers: [{name: a, image: "busybox:1.36", command: [sh, -c, "echo oh; exit 3"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: typo, labels: {app: typo}}
spec: {containers: [{name: a, image: ngnix}]}
---
apiVersion: v1
kind: Pod
metadata: {name: nowhere, labels: {app: typo}}
spec: {containers: [{name: a, image: "nowhere.example/none:1"}, {name: b, image: "nginx:1.27"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: once, labels: {app: once}}
spec:
  restartPolicy: Never
  containers: [{name: a, image: "busybox:1.36", command: [sh, -c, "echo hi; echo ho"]}]
---
apiVersion: v1
kind: Pod
metadata: {name: failed, labels: {app: once}}
spec:
  restartPolicy: Never
  containers: [{name: a, image: "busybox:1.36", command: [sh, -c, "echo bad >&2; exit 9"]}, {name: b, image: "busybox:1.36", command: ["true"]}]
---
apiVersion: v1
kind: Pod
metadata: {name: noexec}
spec: {restartPolicy: OnFailure, containers: [{name: a, image: "nginx:1.27", command: [/no/such/file]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: big, labels: {app: pending}}
spec: {containers: [{name: a, image: "nginx:1.27", resources: {requests: {cpu: "64", memory: 200Gi}}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: picky, labels: {app: pending}}
spec:
  nodeSelector: {disk: ssd}
  affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: [{key: zone, operator: In, values: [a, b]}]}}]}}
  topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: pending}}}]
  containers: [{name: a, image: "nginx:1.27"}]
---
apiVersion: v1
kind: Pod
metadata: {name: gated, labels: {app: pending}}
spec: {schedulingGates: [{name: example.com/wait}], containers: [{name: a, image: "nginx:1.27"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: initfail}
spec:
  initContainers: [{name: one, image: "busybox:1.36", command: ["true"]}, {name: two, image: "busybox:1.36", command: [sh, -c, "exit 4"]}]
  containers: [{name: a, image: "nginx:1.27"}]
---
apiVersion: v1
kind: Pod
metadata: {name: initwait}
spec:
  initContainers: [{name: one, image: "busybox:1.36", command: [sh, -c, "echo waiting; sleep 100000"]}]
  containers: [{name: a, image: "nginx:1.27"}]
---
apiVersion: v1
kind: Pod
metadata: {name: noconfig}
spec: {containers: [{name: a, image: "nginx:1.27", envFrom: [{configMapRef: {name: missing}}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: novolume}
spec:
  containers: [{name: a, image: "nginx:1.27", volumeMounts: [{name: v, mountPath: /v}]}]
  volumes: [{name: v, secret: {secretName: missing, defaultMode: 256}}]
---
apiVersion: v1
kind: Pod
metadata: {name: unready, labels: {app: unready}}
spec: {containers: [{name: a, image: "nginx:1.27", readinessProbe: {httpGet: {path: /missing, port: 80}, periodSeconds: 5}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: unalive}
spec: {containers: [{name: a, image: "nginx:1.27", livenessProbe: {exec: {command: [cat, /no]}, periodSeconds: 5}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: held, labels: {app: held}, finalizers: [example.com/hold, example.com/more]}
spec: {terminationGracePeriodSeconds: 1, containers: [{name: a, image: "busybox:1.36", command: [sleep, "100000"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: slow, labels: {app: slow}}
spec: {terminationGracePeriodSeconds: 3000, containers: [{name: a, image: "busybox:1.36", command: [sh, -c, "trap '' TERM; while true; do sleep 1; done"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: hostnet}
spec:
  hostNetwork: true
  nodeName: worker-1
  dnsPolicy: ClusterFirstWithHostNet
  securityContext: {runAsUser: 1000, fsGroup: 2000}
  containers: [{name: a, image: "busybox:1.36", command: [sleep, "100000"], securityContext: {privileged: true}, tty: true, stdin: true}]
`;
