import { describe, expect, test } from 'vitest';
import { KUBECTL_BODIES } from '../testing/kubectl-bodies';
import { decode } from './decode';
import type { FieldError } from './field-error';
import type { Kind } from './kind';
import { kindOf, KINDS } from './kinds';
import type { ApiObject } from './meta';

const UID = '0b7a3c1e-0000-4000-8000-000000000001';

/** A body as the API server stores it, without what admission adds. */
function made(body: unknown): {
  readonly kind: Kind;
  readonly object: ApiObject;
  readonly errors: readonly FieldError[];
} {
  const { apiVersion, kind: name } = body as ApiObject;
  const kind = kindOf(apiVersion, name);
  if (kind === undefined) throw new Error(`no kind ${name} in ${apiVersion}`);
  const { object, error, unknown } = decode(kind, body);
  expect([error, unknown]).toEqual([null, []]);
  const metadata = {
    ...object.metadata,
    uid: UID,
    creationTimestamp: '2026-06-01T09:00:00Z',
    ...(kind.namespaced ? { namespace: 'default' } : {}),
  };
  const complete = kind.prepareForCreate(kind.applyDefaults({ ...object, metadata }));
  return { kind, object: complete, errors: kind.validateCreate(complete) };
}

function errorsOf(body: unknown): readonly string[] {
  return made(body).errors.map(({ field, detail }) => `${field}: ${detail}`);
}

function row(body: unknown, status?: object): Readonly<Record<string, string>> {
  const { kind, object } = made(body);
  const shown = status === undefined ? object : { ...object, status };
  const now = Date.parse('2026-06-01T09:00:10Z');
  return Object.fromEntries(kind.columns.map((column) => [column.name, column.cell(shown, now)]));
}

const stored = KUBECTL_BODIES.filter(({ object }) => {
  const { apiVersion, kind } = object as ApiObject;
  return kindOf(apiVersion, kind) !== undefined;
});

describe('what kubectl creates is valid as it comes', () => {
  test.each(stored)('$command', ({ object }) => {
    expect(made(object).errors).toEqual([]);
  });

  test('an update that changes nothing is valid too', () => {
    for (const { object: body } of stored) {
      const { kind, object } = made(body);
      expect(kind.applyDefaults(object)).toBe(object);
      expect(kind.validateUpdate(kind.prepareForUpdate(object, object), object)).toEqual([]);
    }
  });
});

function bodyOf(command: string): Record<string, unknown> {
  const found = KUBECTL_BODIES.find((each) => each.command.startsWith(command));
  if (found === undefined) throw new Error(`no body of ${command}`);
  return structuredClone(found.object) as Record<string, unknown>;
}

type Spec = Record<string, unknown>;

/** The body of a command with other fields in its spec. */
function changed(command: string, spec: Spec): unknown {
  const body = bodyOf(command);
  return { ...body, spec: { ...(body['spec'] as Spec), ...spec } };
}

describe('Jobs', () => {
  const job = 'create job hello';

  test('find their pods by labels of their own', () => {
    const { object } = made(bodyOf(job)) as { readonly object: { readonly spec?: unknown } };
    expect(object.spec).toMatchObject({
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      podReplacementPolicy: 'TerminatingOrFailed',
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': UID } },
      template: { metadata: { labels: { 'job-name': 'hello', 'batch.kubernetes.io/job-name': 'hello' } } },
    });
  });

  test('need a restart policy that lets them end', () => {
    const template = { spec: { containers: [{ name: 'a', image: 'b' }] } };
    expect(errorsOf(changed(job, { template }))).toEqual([
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ]);
  });

  test('tell what is wrong in the words of the real server', () => {
    expect(
      errorsOf(changed(job, { parallelism: -1, completionMode: 'Indexed', completions: undefined })),
    ).toEqual([
      'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
      'spec.completions: Required value: when completion mode is Indexed',
    ]);
    expect(errorsOf(changed(job, { backoffLimitPerIndex: 1 }))).toEqual([
      'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
    ]);
  });

  test('keep their template', () => {
    const { kind, object } = made(bodyOf(job));
    const { spec } = object as { readonly spec?: Spec } & ApiObject;
    const next = { ...object, spec: { ...spec, completions: 2 } };
    expect(
      kind.validateUpdate(next as ApiObject, object).map(({ field, detail }) => `${field}: ${detail}`),
    ).toEqual(['spec.completions: Invalid value: 2: field is immutable']);
  });

  test('are shown by their conditions and times', () => {
    expect(row(bodyOf(job))).toMatchObject({
      Status: 'Running',
      Completions: '0/1',
      Duration: '',
      Age: '10s',
    });
    const status = {
      succeeded: 1,
      startTime: '2026-06-01T09:00:01Z',
      completionTime: '2026-06-01T09:00:05Z',
      conditions: [{ type: 'Complete', status: 'True' }],
    };
    expect(row(bodyOf(job), status)).toMatchObject({
      Status: 'Complete',
      Completions: '1/1',
      Duration: '4s',
    });
  });
});

describe('other kinds', () => {
  test('a CronJob checks its schedule and its Jobs', () => {
    const cron = 'create cronjob tick';
    expect(errorsOf(changed(cron, { schedule: '* * * *' }))).toEqual([
      'spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]',
    ]);
    const template = { spec: { containers: [{ name: 'a' }] } };
    expect(errorsOf(changed(cron, { jobTemplate: { spec: { template } } }))).toEqual([
      'spec.jobTemplate.spec.template.spec.containers[0].image: Required value',
      'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ]);
    expect(row(bodyOf(cron))).toMatchObject({
      Schedule: '*/5 * * * *',
      Timezone: '<none>',
      Suspend: 'False',
    });
  });

  test('an Ingress needs a backend and good paths', () => {
    const ingress = 'create ingress web';
    expect(errorsOf(changed(ingress, { rules: [], defaultBackend: undefined, tls: [] }))).toEqual([
      'spec: Invalid value: null: either `defaultBackend` or `rules` must be specified',
    ]);
    const path = {
      path: 'x',
      pathType: 'Prefix',
      backend: { service: { name: 'web', port: { number: 80 } } },
    };
    expect(errorsOf(changed(ingress, { rules: [{ http: { paths: [path] } }] }))).toEqual([
      'spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path',
    ]);
    expect(row(bodyOf(ingress))).toMatchObject({ Class: 'nginx', Hosts: 'example.com', Ports: '80, 443' });
  });

  test('a budget has one of two numbers', () => {
    const pdb = 'create pdb p ';
    expect(errorsOf(changed(pdb, { maxUnavailable: '150%' }))).toEqual([
      expect.stringContaining('minAvailable and maxUnavailable cannot be both set') as string,
      'spec.maxUnavailable: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"150%"}: must not be greater than 100%',
    ]);
    expect(row(bodyOf(pdb))).toMatchObject({ 'Min Available': '50%', 'Max Unavailable': 'N/A' });
  });

  test('an autoscaler is shown by its targets', () => {
    expect(row(bodyOf('autoscale'))).toMatchObject({
      Reference: 'Deployment/web',
      Targets: 'cpu: <unknown>/70%',
      MinPods: '2',
      MaxPods: '5',
    });
    expect(errorsOf(changed('autoscale', { minReplicas: 9 }))).toEqual([
      'spec.maxReplicas: Invalid value: 5: must be greater than or equal to `minReplicas`',
    ]);
  });

  test('a role is about resources or about paths', () => {
    const role = bodyOf('create role r');
    expect(errorsOf({ ...role, rules: [{ verbs: [], nonResourceURLs: ['/x'], apiGroups: [''] }] })).toEqual([
      'rules[0].verbs: Required value: verbs must contain at least one value',
      'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
      'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
    ]);
  });

  test('a StatefulSet takes whole claims, with the names of their type', () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    const container = { name: 'a', image: 'b', volumeMounts: [{ name: 'data', mountPath: '/data' }] };
    const set = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db' },
      spec: {
        serviceName: 'db',
        selector: { matchLabels: { app: 'db' } },
        template: { metadata: { labels: { app: 'db' } }, spec: { containers: [container] } },
        volumeClaimTemplates: [claim],
      },
    };
    const { object, errors } = made(set) as {
      readonly object: { readonly spec?: Spec };
      readonly errors: unknown;
    };
    expect(errors).toEqual([]);
    expect(object.spec).toMatchObject({
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      volumeClaimTemplates: [{ spec: { volumeMode: 'Filesystem' }, status: { phase: 'Pending' } }],
    });
    expect(row(set)).toMatchObject({ Ready: '0/1', Containers: 'a' });
  });

  test('a claim asks for storage', () => {
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'x' }, spec: {} };
    expect(errorsOf(claim)).toEqual([
      'spec.accessModes: Required value: at least 1 access mode is required',
      'spec.resources[storage]: Required value',
    ]);
  });

  test('kinds that nothing acts upon say so in one sentence', () => {
    for (const { kind, simplified = `${kind}: works` } of KINDS) {
      expect(simplified).toMatch(new RegExp(`^${kind}: [^.]+$`));
    }
    expect(KINDS.find(({ kind }) => kind === 'Job')?.simplified).toContain('controller does not run');
    expect(KINDS.find(({ kind }) => kind === 'Deployment')?.simplified).toBeUndefined();
  });
});
