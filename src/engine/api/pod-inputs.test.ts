import { describe, expect, it } from 'vitest';
import { created, createMistakes } from '../testing/admitted';
import { podKind } from './pod';

const WEB = { name: 'web', image: 'nginx:1.27' };
const mistakes = (spec: object) => createMistakes(podKind, { spec: { containers: [WEB], ...spec } });
const inContainer = (container: object, spec: object = {}) =>
  mistakes({ containers: [{ ...WEB, ...container }], ...spec });

describe('environment variables', () => {
  const env = (...valueFrom: readonly object[]) =>
    inContainer({ env: valueFrom.map((source, i) => ({ name: `A${i}`, valueFrom: source })) });
  const field = (i: number) => `spec.containers[0].env[${i}].valueFrom`;

  it('come from the pod itself, ConfigMaps and Secrets', () => {
    expect(
      env(
        { fieldRef: { fieldPath: 'spec.nodeName' } },
        { fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/name']" } },
        { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } },
        { configMapKeyRef: { name: 'config', key: 'app.mode', optional: true } },
        { secretKeyRef: { name: 'secret', key: 'password' } },
      ),
    ).toEqual([]);
  });

  it('say which version their path is of, and in which unit they count', () => {
    const source = [
      { fieldRef: { fieldPath: 'metadata.name' } },
      { resourceFieldRef: { resource: 'limits.cpu' } },
    ];
    const spec = {
      containers: [{ ...WEB, env: source.map((valueFrom, i) => ({ name: `A${i}`, valueFrom })) }],
    };
    expect(created(podKind, { spec }).spec.containers[0]?.env).toEqual([
      { name: 'A0', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      { name: 'A1', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '0' } } },
    ]);
  });

  it('cannot come from anywhere else', () => {
    expect(
      env(
        { fieldRef: { fieldPath: 'metadata.labels' } },
        { fieldRef: { fieldPath: 'spec.replicas' } },
        { fieldRef: { fieldPath: "spec.nodeName['x']" } },
        { resourceFieldRef: { resource: 'limits.gpu' } },
        { resourceFieldRef: { resource: 'requests.cpu', divisor: '1Mi' } },
        { configMapKeyRef: { name: 'My_Config', key: 'a b' } },
      ),
    ).toEqual([
      `${field(0)}.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"`,
      `${field(1)}.fieldRef.fieldPath: Invalid value: "spec.replicas": error converting fieldPath: field label not supported: spec.replicas`,
      `${field(2)}.fieldRef.fieldPath: Invalid value: "spec.nodeName['x']": error converting fieldPath: field label does not support subscript: spec.nodeName['x']`,
      `${field(3)}.resourceFieldRef.resource: Unsupported value: "limits.gpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"`,
      `${field(4)}.resourceFieldRef.divisor: Invalid value: "requests.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
      expect.stringContaining(`${field(5)}.configMapKeyRef.name: Invalid value: "My_Config"`),
      expect.stringContaining(`${field(5)}.configMapKeyRef.key: Invalid value: "a b": a valid config key`),
    ]);
    expect(env({})).toEqual([
      `${field(0)}: Invalid value: "": must specify one of: \`fieldRef\`, \`resourceFieldRef\`, \`configMapKeyRef\` or \`secretKeyRef\``,
    ]);
  });
});

describe('volumes', () => {
  const volume = (...sources: readonly object[]) =>
    mistakes({
      volumes: sources.map((source, i) => ({ name: `v${i}`, ...source })),
      serviceAccountName: 'default',
    });

  it('of every sort that pods commonly have are accepted', () => {
    const items = [{ key: 'a', path: 'dir/a', mode: 0o400 }];
    expect(
      volume(
        {},
        { emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
        { configMap: { name: 'config', items, defaultMode: 0o644, optional: true } },
        { secret: { secretName: 'secret', items } },
        { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
        { hostPath: { path: '/var/log', type: 'Directory' } },
        { persistentVolumeClaim: { claimName: 'data' } },
        {
          projected: {
            sources: [
              { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
              { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
              {
                downwardAPI: {
                  items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }],
                },
              },
              { secret: { name: 'secret' } },
            ],
          },
        },
        { csi: { driver: 'ebs.csi.aws.com' } },
        { nfs: { server: 'nfs', path: '/' } },
      ),
    ).toEqual([]);
  });

  it('name what they are made of', () => {
    expect(
      volume(
        { configMap: {} },
        { secret: {} },
        { hostPath: { path: '' } },
        { persistentVolumeClaim: { claimName: '' } },
      ),
    ).toEqual([
      'spec.volumes[0].configMap.name: Required value',
      'spec.volumes[1].secret.secretName: Required value',
      'spec.volumes[2].hostPath.path: Required value',
      'spec.volumes[3].persistentVolumeClaim.claimName: Required value',
    ]);
    expect(volume({ emptyDir: {}, hostPath: { path: '/' } })).toEqual([
      'spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type',
    ]);
  });

  it('keep their files inside', () => {
    const items = [
      { key: '', path: '/etc' },
      { key: 'a', path: 'a/../b' },
      { key: 'b', path: '..data' },
      { key: 'c', path: 'c', mode: 0o7777 },
    ];
    const field = 'spec.volumes[0].configMap.items';
    expect(volume({ configMap: { name: 'config', items } })).toEqual([
      `${field}[0].key: Required value`,
      `${field}[0].path: Invalid value: "/etc": must be a relative path`,
      `${field}[1].path: Invalid value: "a/../b": must not contain '..'`,
      `${field}[2].path: Invalid value: "..data": must not start with '..'`,
      `${field}[3].mode: Invalid value: 4095: must be a number between 0 and 0777 (octal), both inclusive`,
    ]);
    expect(volume({ hostPath: { path: '/a/..', type: 'Disk' } })).toEqual([
      `spec.volumes[0].hostPath.path: Invalid value: "/a/..": must not contain '..'`,
      'spec.volumes[0].hostPath.type: Unsupported value: "Disk": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
    ]);
  });

  it('are projected without conflicts', () => {
    const secret = { secret: { name: 'a', items: [{ key: 'k', path: 'same' }] } };
    const configMap = { configMap: { name: 'b', items: [{ key: 'k', path: 'same' }] } };
    expect(volume({ projected: { sources: [secret, configMap] } })).toEqual([
      'spec.volumes[0].projected: Invalid value: "b": conflicting duplicate paths',
    ]);
    expect(
      volume({ projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 60 } }] } }),
    ).toEqual([
      'spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
    ]);
    expect(volume({ projected: { sources: [{ ...secret, configMap: { name: 'b' } }] } })).toEqual([
      'spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume type per source',
    ]);
  });

  it('give a token only to who has a service account', () => {
    const projected = { sources: [{ serviceAccountToken: { path: 'token' } }] };
    expect(mistakes({ volumes: [{ name: 'v', projected }] })).toEqual([
      'spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set',
    ]);
  });

  it('give the files of the downward API what they need', () => {
    const file = (item: object) => volume({ downwardAPI: { items: [item] } });
    const field = 'spec.volumes[0].downwardAPI';
    expect(file({ path: 'x' })).toEqual([
      `${field}: Required value: one of fieldRef and resourceFieldRef is required`,
    ]);
    expect(file({ path: 'x', resourceFieldRef: { resource: 'limits.cpu' } })).toEqual([
      `${field}.resourceFieldRef.containerName: Required value`,
    ]);
    expect(file({ path: 'x', fieldRef: { fieldPath: 'spec.nodeName' } })).toEqual([
      `${field}.fieldRef.fieldPath: Unsupported value: "spec.nodeName": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"`,
    ]);
  });
});

describe('mounts', () => {
  const volumes = [{ name: 'data' }];

  it('belong to a volume, at a place of their own', () => {
    const volumeMounts = [
      { name: 'data', mountPath: '/data' },
      { name: 'other', mountPath: '/data' },
    ];
    expect(inContainer({ volumeMounts }, { volumes })).toEqual([
      'spec.containers[0].volumeMounts[1].name: Not found: "other"',
      'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/data": must be unique',
    ]);
  });

  it('stay below their volume', () => {
    const mount = (more: object) =>
      inContainer({ volumeMounts: [{ name: 'data', mountPath: '/data', ...more }] }, { volumes });
    const field = 'spec.containers[0].volumeMounts';
    expect(mount({ subPath: 'a/b' })).toEqual([]);
    expect(mount({ subPath: '/a' })).toEqual([
      `${field}.subPath: Invalid value: "/a": must be a relative path`,
    ]);
    expect(mount({ subPath: 'a', subPathExpr: '$(B)' })).toEqual([
      `${field}[0].subPathExpr: Invalid value: "$(B)": subPathExpr and subPath are mutually exclusive`,
    ]);
    expect(mount({ mountPropagation: 'Bidirectional' })).toEqual([
      `${field}.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers`,
    ]);
    expect(mount({ recursiveReadOnly: 'Enabled' })).toEqual([
      `${field}.recursiveReadOnly: Forbidden: may only be specified when readOnly is true`,
    ]);
  });
});

describe('names and addresses in a pod', () => {
  it('can be configured', () => {
    const dnsConfig = {
      nameservers: ['10.96.0.10'],
      searches: ['my_team.svc.cluster.local', '.'],
      options: [{ name: 'ndots', value: '2' }],
    };
    const hostAliases = [{ ip: '10.0.0.1', hostnames: ['db.local'] }];
    expect(mistakes({ dnsPolicy: 'None', dnsConfig, hostAliases, hostname: 'a', subdomain: 'b' })).toEqual(
      [],
    );
  });

  it('need a server where there is no other', () => {
    expect(mistakes({ dnsPolicy: 'None' })).toEqual([
      'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
    ]);
    expect(mistakes({ dnsPolicy: 'None', dnsConfig: { searches: ['a'] } })).toEqual([
      'spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None',
    ]);
  });

  it('are checked', () => {
    const nameservers = ['1.1.1.1', '1.1.1.2', '1.1.1.3', 'dns'];
    expect(
      mistakes({ dnsConfig: { nameservers, options: [{ value: '2' }] }, hostAliases: [{ ip: 'x' }] }),
    ).toEqual([
      'spec.dnsConfig.nameservers: Invalid value: []string{"1.1.1.1", "1.1.1.2", "1.1.1.3", "dns"}: must not have more than 3 nameservers',
      'spec.dnsConfig.nameservers[3]: Invalid value: "dns": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'spec.dnsConfig.options[0]: Required value: must not be empty',
      'spec.hostAliases[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ]);
  });
});

describe('host ports', () => {
  it('follow the container ports on the network of the host', () => {
    const ports = [{ containerPort: 80 }];
    const pod = created(podKind, { spec: { hostNetwork: true, containers: [{ ...WEB, ports }] } });
    expect(pod.spec.containers[0]?.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }]);
    expect(
      mistakes({ hostNetwork: true, containers: [{ ...WEB, ports: [{ containerPort: 80, hostPort: 81 }] }] }),
    ).toEqual([
      'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
    ]);
  });
});

describe('a sidecar', () => {
  const probe = { httpGet: { port: 80 } };
  const init = (container: object) =>
    mistakes({ initContainers: [{ name: 'init', image: 'busybox', ...container }] });

  it('may have probes and hooks; other init containers may not', () => {
    const lifecycle = { preStop: { sleep: { seconds: 5 } } };
    expect(init({ restartPolicy: 'Always', startupProbe: probe, readinessProbe: probe, lifecycle })).toEqual(
      [],
    );
    const words = 'Forbidden: may not be set for init containers without restartPolicy=Always';
    expect(init({ lifecycle, livenessProbe: probe })).toEqual([
      `spec.initContainers[0].lifecycle: ${words}`,
      `spec.initContainers[0].livenessProbe: ${words}`,
    ]);
    expect(init({ restartPolicy: 'Never' })).toEqual([
      'spec.initContainers[0].restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ]);
    expect(mistakes({ containers: [{ ...WEB, restartPolicy: 'Always' }] })).toEqual([
      'spec.containers[0].restartPolicy: Forbidden: may not be set for non-init containers',
    ]);
  });

  it('and every init container count for the quality of service', () => {
    const resources = { limits: { cpu: '100m', memory: '64Mi' } };
    const qosClass = (initContainer: object) =>
      created(podKind, {
        spec: {
          containers: [{ ...WEB, resources }],
          initContainers: [{ name: 'init', image: 'busybox', ...initContainer }],
        },
      }).status.qosClass;
    expect(qosClass({ resources })).toBe('Guaranteed');
    expect(qosClass({})).toBe('Burstable');
    expect(qosClass({ restartPolicy: 'Always' })).toBe('Burstable');
  });
});
