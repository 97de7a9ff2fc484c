import { describe, expect, it } from 'vitest';
import { created, createMistakes, row, updated, updateMistakes } from '../testing/admitted';
import { type Service, serviceKind } from './service';

const WEB = { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } };

/** As the API server stores it: with what it allocates. */
function stored(spec: object): Service {
  const service = created(serviceKind, { spec: { ...WEB.spec, ...spec } });
  return { ...service, spec: { clusterIP: '10.96.0.7', clusterIPs: ['10.96.0.7'], ...service.spec } };
}

const mistakes = (spec: object, metadata: object = {}) =>
  createMistakes(serviceKind, { metadata, spec: { ...WEB.spec, ...spec } });

describe('defaults of a Service', () => {
  it('are those of an address inside the cluster', () => {
    expect(created(serviceKind, WEB)).toMatchObject({
      spec: {
        type: 'ClusterIP',
        sessionAffinity: 'None',
        internalTrafficPolicy: 'Cluster',
        ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      },
      status: { loadBalancer: {} },
    });
    expect(created(serviceKind, WEB).spec).not.toHaveProperty('externalTrafficPolicy');
  });

  it('add what the other types need', () => {
    expect(stored({ type: 'NodePort' }).spec.externalTrafficPolicy).toBe('Cluster');
    expect(stored({ type: 'LoadBalancer' }).spec).toMatchObject({
      externalTrafficPolicy: 'Cluster',
      allocateLoadBalancerNodePorts: true,
    });
    expect(
      created(serviceKind, { spec: { type: 'ExternalName', externalName: 'a.b' } }).spec,
    ).not.toHaveProperty('internalTrafficPolicy');
    expect(stored({ externalIPs: ['192.0.2.1'] }).spec.externalTrafficPolicy).toBe('Cluster');
  });

  it('keep a client with its pod for three hours', () => {
    expect(stored({ sessionAffinity: 'ClientIP' }).spec.sessionAffinityConfig).toEqual({
      clientIP: { timeoutSeconds: 10_800 },
    });
  });

  it('make a headless Service of clusterIP: None', () => {
    expect(created(serviceKind, { spec: { ...WEB.spec, clusterIP: 'None' } }).spec.clusterIPs).toEqual([
      'None',
    ]);
  });
});

describe('validation of a Service', () => {
  it('accepts the usual ones', () => {
    expect(mistakes({})).toEqual([]);
    expect(mistakes({ type: 'NodePort' })).toEqual([]);
    expect(mistakes({ clusterIP: 'None', ports: [] })).toEqual([]);
    expect(
      createMistakes(serviceKind, { spec: { type: 'ExternalName', externalName: 'db.example.com.' } }),
    ).toEqual([]);
  });

  it('wants a name that can be a host name', () => {
    expect(mistakes({}, { name: '1web' })).toEqual([
      `metadata.name: Invalid value: "1web": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
    ]);
  });

  it('wants ports, and names for several of them', () => {
    expect(mistakes({ ports: [] })).toEqual(['spec.ports: Required value']);
    expect(mistakes({ ports: [{ port: 80 }, { port: 0 }] })).toEqual([
      'spec.ports[0].name: Required value',
      'spec.ports[1].name: Required value',
      'spec.ports[1].port: Invalid value: 0: must be between 1 and 65535, inclusive',
      'spec.ports[1].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive',
    ]);
    expect(
      mistakes({
        ports: [
          { name: 'a', port: 80, protocol: 'HTTP' },
          { name: 'a', port: 81, targetPort: 'a--b' },
        ],
      }),
    ).toEqual([
      'spec.ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
      'spec.ports[1].name: Duplicate value: "a"',
      'spec.ports[1].targetPort: Invalid value: "a--b": must not contain consecutive hyphens',
    ]);
  });

  it('refuses the same port or node port twice, unless the protocols differ', () => {
    const port = (name: string, protocol: string) => ({ name, port: 53, protocol, nodePort: 30_053 });
    expect(mistakes({ type: 'NodePort', ports: [port('a', 'TCP'), port('b', 'UDP')] })).toEqual([]);
    expect(mistakes({ type: 'NodePort', ports: [port('a', 'TCP'), port('b', 'TCP')] })).toEqual([
      'spec.ports[1].nodePort: Duplicate value: 30053',
      'spec.ports[1]: Duplicate value: core.ServicePort{Name:"", Protocol:"TCP", AppProtocol:(*string)(nil), Port:53, TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:""}, NodePort:0}',
    ]);
    expect(mistakes({ ports: [{ port: 80, nodePort: 30_080 }] })).toEqual([
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ]);
  });

  it('knows which fields belong to which type', () => {
    expect(mistakes({ type: 'Ingress' })).toEqual([
      'spec.type: Unsupported value: "Ingress": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ]);
    expect(mistakes({ type: 'NodePort', clusterIP: 'None' })).toEqual([
      'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
    ]);
    expect(createMistakes(serviceKind, { spec: { type: 'ExternalName' } })).toEqual([
      'spec.externalName: Required value',
    ]);
    expect(
      mistakes({ loadBalancerClass: 'example.com/x', loadBalancerSourceRanges: ['10.0.0.0/8'] }),
    ).toEqual([
      "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
      "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
    ]);
    expect(mistakes({ externalTrafficPolicy: 'Local' })).toEqual([
      'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
    ]);
    expect(mistakes({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' })).toEqual([
      'spec.healthCheckNodePort: Required value',
    ]);
  });

  it('checks addresses', () => {
    const words = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
    expect(mistakes({ clusterIP: '10.96.0' })).toEqual([
      `spec.clusterIPs[0]: Invalid value: "10.96.0": ${words}`,
    ]);
    expect(mistakes({ externalIPs: ['127.0.0.1', 'x'] })).toEqual([
      'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
      `spec.externalIPs[1]: Invalid value: "x": ${words}`,
    ]);
    expect(
      mistakes({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } } }),
    ).toEqual([
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400',
    ]);
  });
});

describe('an update of a Service', () => {
  it('keeps what was allocated when the manifest does not say it', () => {
    const old = stored({ type: 'NodePort', ports: [{ port: 80, nodePort: 31_000 }] });
    const next = updated(serviceKind, old, {
      spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 8080 }] },
    });
    expect(next.spec).toMatchObject({
      clusterIP: '10.96.0.7',
      clusterIPs: ['10.96.0.7'],
      ports: [{ port: 8080, nodePort: 31_000 }],
    });
  });

  it('gives no port the node port of another one', () => {
    const old = stored({
      type: 'NodePort',
      ports: [
        { name: 'a', port: 80, nodePort: 31_000 },
        { name: 'b', port: 81, nodePort: 31_001 },
      ],
    });
    const ports = [
      { name: 'a', port: 80 },
      { name: 'c', port: 81, nodePort: 31_000 },
    ];
    expect(updated(serviceKind, old, { spec: { ...WEB.spec, type: 'NodePort', ports } }).spec.ports).toEqual([
      { name: 'a', port: 80, protocol: 'TCP', targetPort: 80 },
      { name: 'c', port: 81, protocol: 'TCP', targetPort: 81, nodePort: 31_000 },
    ]);
  });

  it('drops what the new type has no use for', () => {
    const old = stored({ type: 'NodePort', ports: [{ port: 80, nodePort: 31_000 }] });
    const next = updated(serviceKind, old, { spec: { ...old.spec, type: 'ClusterIP' } });
    expect(next.spec.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }]);
    expect(next.spec).not.toHaveProperty('externalTrafficPolicy');
    expect(serviceKind.validateUpdate(next, old)).toEqual([]);
  });

  it('cannot change the address', () => {
    const old = stored({});
    expect(updateMistakes(serviceKind, old, { spec: { ...WEB.spec, clusterIP: '10.96.0.8' } })).toEqual([
      'spec.clusterIPs[0]: Invalid value: []string{"10.96.0.8"}: may not change once set',
    ]);
    expect(updateMistakes(serviceKind, old, { spec: { ...WEB.spec, clusterIP: 'None' } })).toEqual([
      'spec.clusterIPs[0]: Invalid value: []string{"None"}: may not change once set',
    ]);
  });
});

describe('kubectl get services', () => {
  it('shows addresses and ports', () => {
    expect(row(serviceKind, stored({}), true)).toEqual([
      'web',
      'ClusterIP',
      '10.96.0.7',
      '<none>',
      '80/TCP',
      'app=web',
    ]);
    expect(row(serviceKind, stored({ type: 'NodePort', ports: [{ port: 80, nodePort: 31_000 }] }))).toEqual([
      'web',
      'NodePort',
      '10.96.0.7',
      '<none>',
      '80:31000/TCP',
    ]);
    expect(row(serviceKind, created(serviceKind, { spec: { clusterIP: 'None' } }), true)).toEqual([
      'web',
      'ClusterIP',
      'None',
      '<none>',
      '<none>',
      '<none>',
    ]);
    expect(
      row(serviceKind, created(serviceKind, { spec: { type: 'ExternalName', externalName: 'a.b' } })),
    ).toEqual(['web', 'ExternalName', '<none>', 'a.b', '<none>']);
  });

  it('waits for a load balancer, and cuts its long name unless there is room', () => {
    const pending = stored({ type: 'LoadBalancer' });
    expect(row(serviceKind, pending)[3]).toBe('<pending>');
    const hostname = 'k8s-web-1234567890.elb.example.com';
    const ready = { ...pending, status: { loadBalancer: { ingress: [{ hostname }] } } };
    expect(row(serviceKind, ready)[3]).toBe('k8s-web-12345...');
    expect(row(serviceKind, ready, true)[3]).toBe(hostname);
  });
});
