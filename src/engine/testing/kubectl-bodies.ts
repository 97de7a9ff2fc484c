/**
 * Bodies that kubectl v1.33 posts in protobuf, by command, and the objects that they are. Recorded in November 2026 from a
 * kubectl that talked to a server of ours on the loopback interface.
 */
export interface KubectlBody {
  readonly command: string;
  /** Base64. */
  readonly body: string;
  readonly object: unknown;
}

export const KUBECTL_BODIES: readonly KubectlBody[] = [
  {
    command: 'create deployment web --image=nginx:1.27 --image=busybox --replicas=3',
    body: 'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50EtoBCh8KA3dlYhIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViEqgBCAMSDAoKCgNhcHASA3dlYhqNAQocCgASABoAIgAqADIAOABCAFoKCgNhcHASA3dlYhJtEicKBW5naW54EgpuZ2lueDoxLjI3KgBCAGoAcgCAAQCIAQCQAQCiAQASJgoHYnVzeWJveBIHYnVzeWJveCoAQgBqAHIAgAEAiAEAkAEAogEAGgAyAEIASgBSAFgAYABoAIIBAIoBAJoBAMIBACICCgAoADgAGgwIABAAGAAgACgAOAAaACIA',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [
              { name: 'nginx', image: 'nginx:1.27', resources: {} },
              { name: 'busybox', image: 'busybox', resources: {} },
            ],
          },
        },
        strategy: {},
      },
      status: {},
    },
  },
  {
    command: 'create deployment one --image=nginx --replicas=2 --port=8080',
    body: 'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50ErkBCh8KA29uZRIAGgAiACoAMgA4AEIAWgoKA2FwcBIDb25lEocBCAISDAoKCgNhcHASA29uZRptChwKABIAGgAiACoAMgA4AEIAWgoKA2FwcBIDb25lEk0SLwoFbmdpbngSBW5naW54KgAyCwoAEAAYkD8iACoAQgBqAHIAgAEAiAEAkAEAogEAGgAyAEIASgBSAFgAYABoAIIBAIoBAJoBAMIBACICCgAoADgAGgwIABAAGAAgACgAOAAaACIA',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'one', labels: { app: 'one' } },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'one' } },
        template: {
          metadata: { labels: { app: 'one' } },
          spec: {
            containers: [{ name: 'nginx', image: 'nginx', ports: [{ containerPort: 8080 }], resources: {} }],
          },
        },
        strategy: {},
      },
      status: {},
    },
  },
  {
    command: 'create configmap bin --from-file=bin.dat',
    body: 'azhzAAoPCgJ2MRIJQ29uZmlnTWFwEigKEwoDYmluEgAaACIAKgAyADgAQgAaEQoHYmluLmRhdBIG/wABYmluGgAiAA==',
    object: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'bin' },
      binaryData: { 'bin.dat': '/wABYmlu' },
    },
  },
  {
    command: 'create secret generic s --from-literal=password=hunter2',
    body: 'azhzAAoMCgJ2MRIGU2VjcmV0EioKEQoBcxIAGgAiACoAMgA4AEIAEhMKCHBhc3N3b3JkEgdodW50ZXIyGgAaACIA',
    object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { password: 'aHVudGVyMg==' } },
  },
  {
    command: 'create secret docker-registry r --docker-server=x --docker-username=u --docker-password=p',
    body: 'azhzAAoMCgJ2MRIGU2VjcmV0EocBChEKAXISABoAIgAqADIAOABCABJSChEuZG9ja2VyY29uZmlnanNvbhI9eyJhdXRocyI6eyJ4Ijp7InVzZXJuYW1lIjoidSIsInBhc3N3b3JkIjoicCIsImF1dGgiOiJkVHB3In19fRoea3ViZXJuZXRlcy5pby9kb2NrZXJjb25maWdqc29uGgAiAA==',
    object: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'r' },
      data: {
        '.dockerconfigjson':
          'eyJhdXRocyI6eyJ4Ijp7InVzZXJuYW1lIjoidSIsInBhc3N3b3JkIjoicCIsImF1dGgiOiJkVHB3In19fQ==',
      },
      type: 'kubernetes.io/dockerconfigjson',
    },
  },
  {
    command: 'create namespace team-a',
    body: 'azhzAAoPCgJ2MRIJTmFtZXNwYWNlEh4KFgoGdGVhbS1hEgAaACIAKgAyADgAQgASABoCCgAaACIA',
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a' }, spec: {}, status: {} },
  },
  {
    command: 'create job hello --image=busybox -- echo hi',
    body: 'azhzAAoPCghiYXRjaC92MRIDSm9iEooBChUKBWhlbGxvEgAaACIAKgAyADgAQgASZzJlChAKABIAGgAiACoAMgA4AEIAElESLgoFaGVsbG8SB2J1c3lib3gaBGVjaG8aAmhpKgBCAGoAcgCAAQCIAQCQAQCiAQAaBU5ldmVyMgBCAEoAUgBYAGAAaACCAQCKAQCaAQDCAQAaCCAAKAAwADoAGgAiAA==',
    object: {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'hello' },
      spec: {
        template: {
          metadata: {},
          spec: {
            containers: [{ name: 'hello', image: 'busybox', command: ['echo', 'hi'], resources: {} }],
            restartPolicy: 'Never',
          },
        },
      },
      status: {},
    },
  },
  {
    command: 'create job again --from=cronjob/tick',
    body: 'azhzAAoPCghiYXRjaC92MRIDSm9iEsMBCmIKBWFnYWluEgAaACIAKgAyADgAQgBiKwohY3JvbmpvYi5rdWJlcm5ldGVzLmlvL2luc3RhbnRpYXRlEgZtYW51YWxqHgoHQ3JvbkpvYhoEdGljayIBMSoIYmF0Y2gvdjEwARJTMlEKEAoAEgAaACIAKgAyADgAQgASPRIaCgFjEgFpKgBCAGoAcgCAAQCIAQCQAQCiAQAaBU5ldmVyMgBCAEoAUgBYAGAAaACCAQCKAQCaAQDCAQAaCCAAKAAwADoAGgAiAA==',
    object: {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'again',
        annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
        ownerReferences: [
          { kind: 'CronJob', name: 'tick', uid: '1', apiVersion: 'batch/v1', controller: true },
        ],
      },
      spec: {
        template: {
          metadata: {},
          spec: { containers: [{ name: 'c', image: 'i', resources: {} }], restartPolicy: 'Never' },
        },
      },
      status: {},
    },
  },
  {
    command: "create cronjob tick --image=busybox --schedule='*/5 * * * *' --restart=OnFailure -- date",
    body: 'azhzAAoTCghiYXRjaC92MRIHQ3JvbkpvYhKqAQoUCgR0aWNrEgAaACIAKgAyADgAQgASjwEKCyovNSAqICogKiAqGgAqfgoUCgR0aWNrEgAaACIAKgAyADgAQgASZjJkChAKABIAGgAiACoAMgA4AEIAElASKQoEdGljaxIHYnVzeWJveBoEZGF0ZSoAQgBqAHIAgAEAiAEAkAEAogEAGglPbkZhaWx1cmUyAEIASgBSAFgAYABoAIIBAIoBAJoBAMIBABoAGgAiAA==',
    object: {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'tick' },
      spec: {
        schedule: '*/5 * * * *',
        jobTemplate: {
          metadata: { name: 'tick' },
          spec: {
            template: {
              metadata: {},
              spec: {
                containers: [{ name: 'tick', image: 'busybox', command: ['date'], resources: {} }],
                restartPolicy: 'OnFailure',
              },
            },
          },
        },
      },
      status: {},
    },
  },
  {
    command:
      "create ingress web --class=nginx --rule='example.com/*=web:80,tls=my-cert' --default-backend=web:http",
    body: 'azhzAAofChRuZXR3b3JraW5nLms4cy5pby92MRIHSW5ncmVzcxJ8ChMKA3dlYhIAGgAiACoAMgA4AEIAEmEKESIPCgN3ZWISCAoEaHR0cBAAEhYKC2V4YW1wbGUuY29tEgdteS1jZXJ0Gi0KC2V4YW1wbGUuY29tEh4KHAoaCgEvEg0iCwoDd2ViEgQKABBQGgZQcmVmaXgiBW5naW54GgIKABoAIgA=',
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web' },
      spec: {
        defaultBackend: { service: { name: 'web', port: { name: 'http' } } },
        tls: [{ hosts: ['example.com'], secretName: 'my-cert' }],
        rules: [
          {
            host: 'example.com',
            http: {
              paths: [
                {
                  path: '/',
                  backend: { service: { name: 'web', port: { number: 80 } } },
                  pathType: 'Prefix',
                },
              ],
            },
          },
        ],
        ingressClassName: 'nginx',
      },
      status: { loadBalancer: {} },
    },
  },
  {
    command: 'create quota q --hard=cpu=1,pods=2,requests.memory=1Gi --scopes=NotTerminating',
    body: 'azhzAAoTCgJ2MRINUmVzb3VyY2VRdW90YRJaChEKAXESABoAIgAqADIAOABCABJDCgoKA2NwdRIDCgExCgsKBHBvZHMSAwoBMgoYCg9yZXF1ZXN0cy5tZW1vcnkSBQoDMUdpEg5Ob3RUZXJtaW5hdGluZxoAGgAiAA==',
    object: {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'q' },
      spec: { hard: { cpu: '1', pods: '2', 'requests.memory': '1Gi' }, scopes: ['NotTerminating'] },
      status: {},
    },
  },
  {
    command: 'create pdb p --selector=app=web --min-available=50%',
    body: 'azhzAAogCglwb2xpY3kvdjESE1BvZERpc3J1cHRpb25CdWRnZXQSOgoRCgFwEgAaACIAKgAyADgAQgASGQoJCAEQABoDNTAlEgwKCgoDYXBwEgN3ZWIaCggAGAAgACgAMAAaACIA',
    object: {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'p' },
      spec: { minAvailable: '50%', selector: { matchLabels: { app: 'web' } } },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    },
  },
  {
    command: 'create pdb p2 --selector=app=web --max-unavailable=1',
    body: 'azhzAAogCglwb2xpY3kvdjESE1BvZERpc3J1cHRpb25CdWRnZXQSOAoSCgJwMhIAGgAiACoAMgA4AEIAEhYSDAoKCgNhcHASA3dlYhoGCAAQARoAGgoIABgAIAAoADAAGgAiAA==',
    object: {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'p2' },
      spec: { selector: { matchLabels: { app: 'web' } }, maxUnavailable: 1 },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    },
  },
  {
    command: 'create priorityclass high --value=1000 --description=important --preemption-policy=Never',
    body: 'azhzAAolChRzY2hlZHVsaW5nLms4cy5pby92MRINUHJpb3JpdHlDbGFzcxItChQKBGhpZ2gSABoAIgAqADIAOABCABDoBxgAIglpbXBvcnRhbnQqBU5ldmVyGgAiAA==',
    object: {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'high' },
      value: 1000,
      description: 'important',
      preemptionPolicy: 'Never',
    },
  },
  {
    command: 'create role r --verb=get,list --resource=pods,deployments.apps --resource-name=x',
    body: 'azhzAAokChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgRSb2xlEk4KEQoBchIAGgAiACoAMgA4AEIAEhYKA2dldAoEbGlzdBIAGgRwb2RzIgF4EiEKA2dldAoEbGlzdBIEYXBwcxoLZGVwbG95bWVudHMiAXgaACIA',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'r' },
      rules: [
        { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'], resourceNames: ['x'] },
        { verbs: ['get', 'list'], apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['x'] },
      ],
    },
  },
  {
    command: 'create rolebinding rb --role=r --user=jane --group=devs --serviceaccount=default:sa',
    body: 'azhzAAorChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgtSb2xlQmluZGluZxKyAQoSCgJyYhIAGgAiACoAMgA4AEIAEikKBFVzZXISGXJiYWMuYXV0aG9yaXphdGlvbi5rOHMuaW8aBGphbmUiABIqCgVHcm91cBIZcmJhYy5hdXRob3JpemF0aW9uLms4cy5pbxoEZGV2cyIAEh8KDlNlcnZpY2VBY2NvdW50EgAaAnNhIgdkZWZhdWx0GiQKGXJiYWMuYXV0aG9yaXphdGlvbi5rOHMuaW8SBFJvbGUaAXIaACIA',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'rb' },
      subjects: [
        { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' },
        { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'devs' },
        { kind: 'ServiceAccount', name: 'sa', namespace: 'default' },
      ],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
    },
  },
  {
    command: 'create clusterrole cr --verb=get --non-resource-url=/logs/*',
    body: 'azhzAAorChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgtDbHVzdGVyUm9sZRIkChIKAmNyEgAaACIAKgAyADgAQgASDgoDZ2V0KgcvbG9ncy8qGgAiAA==',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'cr' },
      rules: [{ verbs: ['get'], nonResourceURLs: ['/logs/*'] }],
    },
  },
  {
    command: 'create clusterrole agg --aggregation-rule=rbac.example.com/aggregate=true',
    body: 'azhzAAorChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgtDbHVzdGVyUm9sZRI9ChMKA2FnZxIAGgAiACoAMgA4AEIAGiYKJAoiChpyYmFjLmV4YW1wbGUuY29tL2FnZ3JlZ2F0ZRIEdHJ1ZRoAIgA=',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'agg' },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { 'rbac.example.com/aggregate': 'true' } }] },
      rules: [],
    },
  },
  {
    command: 'create clusterrolebinding crb --clusterrole=cr --serviceaccount=kube-system:sa',
    body: 'azhzAAoyChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEhJDbHVzdGVyUm9sZUJpbmRpbmcSaAoTCgNjcmISABoAIgAqADIAOABCABIjCg5TZXJ2aWNlQWNjb3VudBIAGgJzYSILa3ViZS1zeXN0ZW0aLAoZcmJhYy5hdXRob3JpemF0aW9uLms4cy5pbxILQ2x1c3RlclJvbGUaAmNyGgAiAA==',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'crb' },
      subjects: [{ kind: 'ServiceAccount', name: 'sa', namespace: 'kube-system' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cr' },
    },
  },
  {
    command: 'create serviceaccount sa',
    body: 'azhzAAoUCgJ2MRIOU2VydmljZUFjY291bnQSFAoSCgJzYRIAGgAiACoAMgA4AEIAGgAiAA==',
    object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'sa' } },
  },
  {
    command: 'create service clusterip cip --tcp=80:8080',
    body: 'azhzAAoNCgJ2MRIHU2VydmljZRJpCh8KA2NpcBIAGgAiACoAMgA4AEIAWgoKA2FwcBIDY2lwEkIKGwoHODAtODA4MBIDVENQGFAiBwgAEJA/GgAoABIKCgNhcHASA2NpcBoAIglDbHVzdGVySVA6AEIAUgBaAGAAaAAaAgoAGgAiAA==',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'cip', labels: { app: 'cip' } },
      spec: {
        ports: [{ name: '80-8080', protocol: 'TCP', port: 80, targetPort: 8080 }],
        selector: { app: 'cip' },
        type: 'ClusterIP',
      },
      status: { loadBalancer: {} },
    },
  },
  {
    command: 'create service nodeport np --tcp=80:8080 --node-port=30080',
    body: 'azhzAAoNCgJ2MRIHU2VydmljZRJnCh0KAm5wEgAaACIAKgAyADgAQgBaCQoDYXBwEgJucBJCCh0KBzgwLTgwODASA1RDUBhQIgcIABCQPxoAKIDrARIJCgNhcHASAm5wGgAiCE5vZGVQb3J0OgBCAFIAWgBgAGgAGgIKABoAIgA=',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'np', labels: { app: 'np' } },
      spec: {
        ports: [{ name: '80-8080', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 30080 }],
        selector: { app: 'np' },
        type: 'NodePort',
      },
      status: { loadBalancer: {} },
    },
  },
  {
    command: 'create service loadbalancer lb --tcp=443',
    body: 'azhzAAoNCgJ2MRIHU2VydmljZRJmCh0KAmxiEgAaACIAKgAyADgAQgBaCQoDYXBwEgJsYhJBChgKAzQ0MxIDVENQGLsDIgcIABC7AxoAKAASCQoDYXBwEgJsYhoAIgxMb2FkQmFsYW5jZXI6AEIAUgBaAGAAaAAaAgoAGgAiAA==',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'lb', labels: { app: 'lb' } },
      spec: {
        ports: [{ name: '443', protocol: 'TCP', port: 443, targetPort: 443 }],
        selector: { app: 'lb' },
        type: 'LoadBalancer',
      },
      status: { loadBalancer: {} },
    },
  },
  {
    command: 'create service externalname en --external-name=example.com',
    body: 'azhzAAoNCgJ2MRIHU2VydmljZRJXCh0KAmVuEgAaACIAKgAyADgAQgBaCQoDYXBwEgJlbhIyEgkKA2FwcBICZW4aACIMRXh0ZXJuYWxOYW1lOgBCAFILZXhhbXBsZS5jb21aAGAAaAAaAgoAGgAiAA==',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'en', labels: { app: 'en' } },
      spec: { selector: { app: 'en' }, type: 'ExternalName', externalName: 'example.com' },
      status: { loadBalancer: {} },
    },
  },
  {
    command:
      'create token default --duration=1h --audience=api --bound-object-kind=Pod --bound-object-name=x --bound-object-uid=12',
    body: 'azhzAAooChhhdXRoZW50aWNhdGlvbi5rOHMuaW8vdjESDFRva2VuUmVxdWVzdBI0ChAKABIAGgAiACoAMgA4AEIAEhoKA2FwaRoQCgNQb2QSAnYxGgF4IgIxMiCQHBoECgASABoAIgA=',
    object: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: { name: '' },
      spec: {
        audiences: ['api'],
        boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'x', uid: '12' },
        expirationSeconds: 3600,
      },
      status: { token: '' },
    },
  },
  {
    command: 'autoscale deployment web --min=2 --max=5 --cpu-percent=70',
    body: 'azhzAAopCg5hdXRvc2NhbGluZy92MhIXSG9yaXpvbnRhbFBvZEF1dG9zY2FsZXISYQoTCgN3ZWISABoAIgAqADIAOABCABJEChoKCkRlcGxveW1lbnQSA3dlYhoHYXBwcy92MRACGAUiIgoIUmVzb3VyY2UiFgoDY3B1Eg8KC1V0aWxpemF0aW9uIEYaBBgAIAAaACIA',
    object: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' },
        minReplicas: 2,
        maxReplicas: 5,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
          },
        ],
      },
      status: { desiredReplicas: 0, currentMetrics: [] },
    },
  },
  {
    command: 'autoscale deployment web --min=2 --max=5 --cpu-percent=70 (where v2 is refused)',
    body: 'azhzAAopCg5hdXRvc2NhbGluZy92MRIXSG9yaXpvbnRhbFBvZEF1dG9zY2FsZXISPwoTCgN3ZWISABoAIgAqADIAOABCABIiChoKCkRlcGxveW1lbnQSA3dlYhoHYXBwcy92MRACGAUgRhoEGAAgABoAIgA=',
    object: {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' },
        minReplicas: 2,
        maxReplicas: 5,
        targetCPUUtilizationPercentage: 70,
      },
      status: { currentReplicas: 0, desiredReplicas: 0 },
    },
  },
  {
    command: 'auth can-i delete pods --subresource=log',
    body: 'azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSQgoQCgASABoAIgAqADIAOABCABIkCiIKB2RlZmF1bHQSBmRlbGV0ZRoAIgAqBHBvZHMyA2xvZzoAGggIABIAGgAgABoAIgA=',
    object: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: { name: '' },
      spec: {
        resourceAttributes: { namespace: 'default', verb: 'delete', resource: 'pods', subresource: 'log' },
      },
      status: { allowed: false },
    },
  },
  {
    command: 'auth can-i get /healthz',
    body: 'azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSLwoQCgASABoAIgAqADIAOABCABIREg8KCC9oZWFsdGh6EgNnZXQaCAgAEgAaACAAGgAiAA==',
    object: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: { name: '' },
      spec: { nonResourceAttributes: { path: '/healthz', verb: 'get' } },
      status: { allowed: false },
    },
  },
  {
    command: 'auth can-i --list',
    body: 'azhzAAoxChdhdXRob3JpemF0aW9uLms4cy5pby92MRIWU2VsZlN1YmplY3RSdWxlc1JldmlldxIjChAKABIAGgAiACoAMgA4AEIAEgkKB2RlZmF1bHQaBBgAIgAaACIA',
    object: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      metadata: { name: '' },
      spec: { namespace: 'default' },
      status: { incomplete: false, resourceRules: [], nonResourceRules: [] },
    },
  },
  {
    command: 'auth whoami',
    body: 'azhzAAotChhhdXRoZW50aWNhdGlvbi5rOHMuaW8vdjESEVNlbGZTdWJqZWN0UmV2aWV3EhoKEAoAEgAaACIAKgAyADgAQgASBgoECgASABoAIgA=',
    object: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
      metadata: { name: '' },
      status: { userInfo: {} },
    },
  },
  {
    command: 'debug node/node-1 --image=busybox --attach=false --profile=general',
    body: 'azhzAAoJCgJ2MRIDUG9kEtcBCioKGm5vZGUtZGVidWdnZXItbm9kZS0xLTk0emxzEgAaACIAKgAyADgAQgASkwEKEgoJaG9zdC1yb290EgUKAwoBLxJFCghkZWJ1Z2dlchIHYnVzeWJveCoAQgBKGAoJaG9zdC1yb290EAAaBS9ob3N0IgAyAGoAcgCAAQCIAQCQAQCiAQRGaWxlGgVOZXZlcjIAQgBKAFIGbm9kZS0xWAFgAWgBggEAigEAmgEAsgEOCgASBkV4aXN0cxoAIgDCAQAaEwoAGgAiACoAMgBKAFoAcgCIAQAaACIA',
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'node-debugger-node-1-94zls' },
      spec: {
        volumes: [{ name: 'host-root', hostPath: { path: '/' } }],
        containers: [
          {
            name: 'debugger',
            image: 'busybox',
            resources: {},
            volumeMounts: [{ name: 'host-root', mountPath: '/host' }],
            terminationMessagePolicy: 'File',
          },
        ],
        restartPolicy: 'Never',
        nodeName: 'node-1',
        hostNetwork: true,
        hostPID: true,
        hostIPC: true,
        tolerations: [{ operator: 'Exists' }],
      },
      status: {},
    },
  },
];
