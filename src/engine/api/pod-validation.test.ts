import { describe, expect, it } from 'vitest';
import { decode } from './decode';
import { type Pod, podKind } from './pod';

/** A pod as it comes out of a manifest: decoded, completed, prepared. */
function created(spec: object, metadata: object = {}): Pod {
  const body = { metadata: { name: 'web', namespace: 'default', ...metadata }, spec };
  const { object, error } = decode(podKind, body);
  expect(error).toBeNull();
  return podKind.prepareForCreate(podKind.applyDefaults(object as Pod));
}

function mistakes(spec: object, metadata: object = {}): readonly string[] {
  const errors = podKind.validateCreate(created(spec, metadata));
  return errors.map(({ field, detail }) => `${field}: ${detail}`);
}

const NGINX = { name: 'web', image: 'nginx:1.27' };

describe('validation of a pod', () => {
  it('accepts a plain pod', () => {
    expect(mistakes({ containers: [NGINX] })).toEqual([]);
  });

  it('explains a bad name', () => {
    expect(mistakes({ containers: [NGINX] }, { name: 'Bad_Name' })).toEqual([
      `metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    ]);
  });

  it('needs containers, and of each a name and an image', () => {
    expect(mistakes({})).toEqual(['spec.containers: Required value']);
    expect(mistakes({ containers: [{}] })).toEqual([
      'spec.containers[0].name: Required value',
      'spec.containers[0].image: Required value',
    ]);
  });

  it('wants container names to be different DNS labels', () => {
    const label =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    expect(mistakes({ containers: [{ name: 'My_App', image: 'a' }] })).toEqual([
      `spec.containers[0].name: Invalid value: "My_App": ${label}`,
    ]);
    expect(mistakes({ containers: [NGINX, NGINX] })).toEqual([
      'spec.containers[1].name: Duplicate value: "web"',
    ]);
    expect(mistakes({ containers: [{ name: 'a.b', image: 'a' }] })).toEqual([
      'spec.containers[0].name: Invalid value: "a.b": must not contain dots',
    ]);
    expect(mistakes({ containers: [NGINX], initContainers: [NGINX] })).toEqual([
      'spec.initContainers[0].name: Duplicate value: "web"',
    ]);
  });

  it('checks ports', () => {
    const ports = [
      { containerPort: 70_000 },
      { name: 'http', containerPort: 80, protocol: 'HTTP' },
      { name: 'http', containerPort: 81 },
      { name: 'a-name-that-is-too-long', containerPort: 82 },
      {},
    ];
    expect(mistakes({ containers: [{ ...NGINX, ports }] })).toEqual([
      'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      'spec.containers[0].ports[1].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
      'spec.containers[0].ports[2].name: Duplicate value: "http"',
      'spec.containers[0].ports[3].name: Invalid value: "a-name-that-is-too-long": must be no more than 15 characters',
      'spec.containers[0].ports[4].containerPort: Required value',
    ]);
  });

  it('compares requests with limits', () => {
    const resources = { limits: { cpu: 1, memory: '1Gi' }, requests: { cpu: 2, memory: '2Gi' } };
    expect(mistakes({ containers: [{ ...NGINX, resources }] })).toEqual([
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
      'spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi',
    ]);
  });

  it('checks resource names and amounts', () => {
    const resources = { limits: { gpu: '1', memory: '-1' } };
    expect(mistakes({ containers: [{ ...NGINX, resources }] })).toEqual([
      'spec.containers[0].resources.limits[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
      'spec.containers[0].resources.limits[gpu]: Invalid value: "gpu": must be a standard resource for containers',
      'spec.containers[0].resources.limits[memory]: Invalid value: "-1": must be greater than or equal to 0',
      'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
      'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers',
      'spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0',
    ]);
  });

  it('knows the words of every choice', () => {
    const container = { ...NGINX, imagePullPolicy: 'Sometimes', terminationMessagePolicy: 'Never' };
    const spec = {
      containers: [container],
      restartPolicy: 'Maybe',
      dnsPolicy: 'Mine',
      preemptionPolicy: 'Yes',
    };
    expect(mistakes(spec)).toEqual([
      'spec.containers[0].terminationMessagePolicy: Unsupported value: "Never": supported values: "File", "FallbackToLogsOnError"',
      'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
      'spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"',
      'spec.dnsPolicy: Unsupported value: "Mine": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
      'spec.preemptionPolicy: Unsupported value: "Yes": supported values: "PreemptLowerPriority", "Never"',
    ]);
  });

  it('checks tolerations', () => {
    const tolerations = [
      { operator: 'Equal', value: 'x' },
      { key: 'a', operator: 'Exists', value: 'x' },
      { key: 'a', operator: 'Lt' },
      { key: 'a', effect: 'NoSchedule', tolerationSeconds: 5 },
      { key: 'a', effect: 'Never' },
      { operator: 'Exists' },
    ];
    expect(mistakes({ containers: [NGINX], tolerations })).toEqual([
      'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      `spec.tolerations[1].operator: Invalid value: "x": value must be empty when \`operator\` is 'Exists'`,
      'spec.tolerations[2].operator: Unsupported value: "Lt": supported values: "Equal", "Exists"',
      `spec.tolerations[3].effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when \`tolerationSeconds\` is set`,
      'spec.tolerations[4].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ]);
  });

  it('checks probes', () => {
    const container = {
      ...NGINX,
      livenessProbe: { httpGet: { port: 0 }, successThreshold: 2 },
      readinessProbe: {},
      startupProbe: { exec: { command: [] }, tcpSocket: { port: 80 } },
    };
    expect(mistakes({ containers: [container] })).toEqual([
      'spec.containers[0].livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive',
      'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
      'spec.containers[0].readinessProbe: Required value: must specify a handler type',
      'spec.containers[0].startupProbe.exec.command: Required value',
      'spec.containers[0].startupProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
    ]);
  });

  it('lets only sidecars among the init containers have probes', () => {
    const readinessProbe = { tcpSocket: { port: 80 } };
    const initContainers = [
      { name: 'i', image: 'i:1', readinessProbe },
      { name: 's', image: 's:1', restartPolicy: 'Always', readinessProbe },
    ];
    expect(mistakes({ containers: [{ ...NGINX, restartPolicy: 'Always' }], initContainers })).toEqual([
      'spec.containers[0].restartPolicy: Forbidden: may not be set for non-init containers',
      'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ]);
  });

  it('looks for the volumes of mounts', () => {
    const volumeMounts = [
      { name: 'data', mountPath: '/data' },
      { name: 'cache', mountPath: '/data' },
    ];
    expect(mistakes({ containers: [{ ...NGINX, volumeMounts }], volumes: [{ name: 'data' }] })).toEqual([
      'spec.containers[0].volumeMounts[1].name: Not found: "cache"',
      'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/data": must be unique',
    ]);
  });

  it('checks labels and annotations', () => {
    const errors = mistakes({ containers: [NGINX] }, { labels: { 'a b': 'c d' }, annotations: { '/x': '' } });
    expect(errors[0]).toMatch(
      /^metadata\.labels: Invalid value: "a b": name part must consist of alphanumeric/,
    );
    expect(errors[1]).toMatch(
      /^metadata\.labels: Invalid value: "c d": a valid label must be an empty string or/,
    );
    expect(errors[2]).toBe('metadata.annotations: Invalid value: "/x": prefix part must be non-empty');
    const cost = { 'controller.kubernetes.io/pod-deletion-cost': 'cheap' };
    expect(mistakes({ containers: [NGINX] }, { annotations: cost })).toEqual([
      'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "cheap": must be a 32bit integer',
    ]);
  });

  it('limits the size of annotations', () => {
    expect(mistakes({ containers: [NGINX] }, { annotations: { big: 'x'.repeat(262_142) } })).toEqual([
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    ]);
  });

  it('answers a hostile name at once', () => {
    const name = `${'a'.repeat(1_000_000)}!`;
    expect(mistakes({ containers: [NGINX] }, { name })).toEqual([
      `metadata.name: Invalid value: "${name}": must be no more than 253 characters`,
    ]);
  });
});
