import { describe, expect, test } from 'vitest';
import { decodeBase64 } from '../api/base64';
import { isPodReady } from '../api/pod-status';
import type { Status } from '../api/status';
import type { ApiResponse } from '../api/wire';
import { bootedLab, type Lab } from './lab';
import { StreamClient, TERMINAL } from './stream-client';

const DEBUGGER = {
  name: 'debugger',
  image: 'busybox',
  command: ['sh'],
  stdin: true,
  tty: true,
  targetContainerName: 'main',
};

function labWithPod(): Lab {
  const lab = bootedLab();
  lab.createPod('p', { image: 'registry.k8s.io/pause:3.10' });
  lab.untilPod('p', 'is ready', isPodReady);
  return lab;
}

function patch(
  lab: Lab,
  containers: readonly object[],
  patchType: 'strategic' | 'merge' = 'strategic',
): ApiResponse {
  return lab.request({
    verb: 'patch',
    resource: 'pods',
    name: 'p',
    subresource: 'ephemeralcontainers',
    patchType,
    body: { spec: { ephemeralContainers: containers } },
  });
}

function message({ body }: ApiResponse): string {
  return (body as Status).message;
}

describe('an ephemeral container', () => {
  test('runs beside the others, can be attached to, and never comes again', () => {
    const lab = labWithPod();
    expect(patch(lab, [DEBUGGER]).code).toBe(200);
    lab.untilPod(
      'p',
      'runs it',
      ({ status }) => status.ephemeralContainerStatuses?.[0]?.state.running !== undefined,
    );
    expect(isPodReady(lab.pod('p'))).toBe(true);
    expect(lab.pod('p').status.containerStatuses).toHaveLength(1);
    lab.run(1000);
    expect(lab.told('p')).toContain('Normal Started: Started container debugger');
    const call = { name: 'p', subresource: 'attach', container: 'debugger' };
    const client = new StreamClient(lab, call, TERMINAL);
    lab.run(100);
    expect(client.type('hostname\r')).toBe('hostname\r\np\r\n/ # ');
    expect(client.type('exit\r')).toBe('exit\r\n');
    lab.run(5000);
    const [debug] = lab.pod('p').status.ephemeralContainerStatuses ?? [];
    expect(debug).toMatchObject({ state: { terminated: { exitCode: 0 } }, restartCount: 0, ready: false });
    expect(lab.pod('p').status.phase).toBe('Running');
  });

  test('is neither changed nor taken away, and has no ports, probes or resources', () => {
    const lab = labWithPod();
    patch(lab, [DEBUGGER]);
    expect(message(patch(lab, [{ ...DEBUGGER, image: 'alpine' }]))).toBe(
      'Pod "p" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers "debugger" may not be changed',
    );
    expect(message(patch(lab, [], 'merge'))).toBe(
      'Pod "p" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers "debugger" may not be removed',
    );
    expect(message(patch(lab, [{ name: 'x', image: 'busybox', targetContainerName: 'no' }]))).toBe(
      'Pod "p" is invalid: spec.ephemeralContainers[0].targetContainerName: Not found: "no"',
    );
    expect(message(patch(lab, [{ name: 'x', image: 'busybox', ports: [{ containerPort: 1 }] }]))).toBe(
      'Pod "p" is invalid: spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
    );
  });
});

describe('a token of a service account', () => {
  function ask(lab: Lab, spec: object): ApiResponse {
    lab.request({ verb: 'create', resource: 'serviceaccounts', body: { metadata: { name: 'default' } } });
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec };
    return lab.request({
      verb: 'create',
      resource: 'serviceaccounts',
      name: 'default',
      subresource: 'token',
      body,
    });
  }

  test('says whose it is and when it ends', () => {
    const lab = labWithPod();
    const uid = lab.pod('p').metadata.uid ?? '';
    const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'p', uid };
    const { code, body } = ask(lab, { audiences: ['vault'], expirationSeconds: 600, boundObjectRef });
    const { status } = body as {
      readonly status: { readonly token: string; readonly expirationTimestamp: string };
    };
    const part = (status.token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims = JSON.parse(decodeBase64(part.padEnd(Math.ceil(part.length / 4) * 4, '='))) as Record<
      string,
      unknown
    >;
    expect(code).toBe(201);
    expect(claims).toMatchObject({
      aud: ['vault'],
      sub: 'system:serviceaccount:default:default',
      'kubernetes.io': { namespace: 'default', pod: { name: 'p', uid } },
    });
    expect(claims['exp']).toBe((claims['iat'] as number) + 600);
    expect(Date.parse(status.expirationTimestamp) / 1000).toBe(claims['exp']);
  });

  test('lives for ten minutes at least, and is bound to what there is', () => {
    const lab = labWithPod();
    expect(message(ask(lab, { audiences: [], expirationSeconds: 60 }))).toBe(
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
    );
    const nobody = { kind: 'Pod', apiVersion: 'v1', name: 'no' };
    expect(message(ask(lab, { audiences: [], boundObjectRef: nobody }))).toBe('pods "no" not found');
  });
});
