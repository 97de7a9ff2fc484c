import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODIES } from './bodies';
import { decode, decodeErrors, strictDecodingError, strictMistakes, unknownFields } from './decode';
import { deploymentKind } from './deployment';
import { KINDS, kindOf, kindOfResource } from './kinds';
import { leaseKind } from './lease';
import { namespaceKind } from './namespace';
import { podKind } from './pod';
import { type FieldType, STRUCT_NAMES, structOf } from './schema';

const DEPLOYMENT = 'Deployment in version "v1" cannot be handled as a Deployment: ';
const POD = 'Pod in version "v1" cannot be handled as a Pod: ';

describe('wrong types', () => {
  it.each([
    [{ spec: { replicas: '3' } }, 'string into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [
      { spec: { replicas: 1.5 } },
      'number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      { spec: { replicas: 3e9 } },
      'number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [{ spec: { paused: 'yes' } }, 'string into Go struct field DeploymentSpec.spec.paused of type bool'],
    [{ spec: [] }, 'array into Go struct field Deployment.spec of type v1.DeploymentSpec'],
    [
      { metadata: { labels: { a: 1 } } },
      'number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      { metadata: { labels: 'a=b' } },
      'string into Go struct field ObjectMeta.metadata.labels of type map[string]string',
    ],
    [{ metadata: { uid: 7 } }, 'number into Go struct field ObjectMeta.metadata.uid of type types.UID'],
    [
      { metadata: { creationTimestamp: 7 } },
      'number into Go struct field ObjectMeta.metadata.creationTimestamp of type string',
    ],
    [
      { spec: { strategy: { rollingUpdate: { maxSurge: true } } } },
      'bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32',
    ],
    [
      { spec: { template: { spec: { containers: {} } } } },
      'object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
    ],
    [
      { spec: { template: { spec: { containers: [{ command: 'sh' }] } } } },
      'string into Go struct field Container.spec.template.spec.containers.command of type []string',
    ],
    [
      { spec: { template: { spec: { containers: [{ env: [{ name: 'A', value: 1 }] }] } } } },
      'number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
    ],
    [
      { spec: { template: { spec: { restartPolicy: false } } } },
      'bool into Go struct field PodSpec.spec.template.spec.restartPolicy of type v1.RestartPolicy',
    ],
  ])('in %j', (body, words) => {
    expect(decodeErrors(deploymentKind, body)).toBe(`${DEPLOYMENT}json: cannot unmarshal ${words}`);
  });

  it('are told in the order of the document', () => {
    const body = { spec: { paused: 1, replicas: 'x' } };
    expect(decodeErrors(deploymentKind, body)).toMatch(/spec\.paused/);
  });

  it('of quantities end decoding and win', () => {
    const requests = { cpu: 'much' };
    const body = { spec: { hostname: 5, containers: [{ resources: { requests } }] } };
    expect(decodeErrors(podKind, body)).toBe(
      `${POD}quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
    );
  });

  it('of times are told as Go tells them', () => {
    const time = (deletionTimestamp: string) => decodeErrors(podKind, { metadata: { deletionTimestamp } });
    const words = (text: string) => `${POD}parsing time "${text}" as "2006-01-02T15:04:05Z07:00": `;
    expect(time('soon')).toBe(`${words('soon')}cannot parse "soon" as "2006"`);
    expect(time('2026-06-01')).toBe(`${words('2026-06-01')}cannot parse "" as "T"`);
  });

  it('of the head come first', () => {
    expect(decodeErrors(podKind, { kind: 5 })).toMatch(
      /^the object provided is unrecognized \(must be of type Pod\)/,
    );
    expect(decodeErrors(podKind, [])).toMatch(/json: cannot unmarshal array into Go value of type struct/);
    expect(decodeErrors(podKind, null)).not.toBeNull();
    expect(decodeErrors(deploymentKind, { apiVersion: 'apps/v1beta1', kind: 'Deployment' })).toBe(
      'the API version in the data (apps/v1beta1) does not match the expected API version (apps/v1)',
    );
    expect(decodeErrors(podKind, { apiVersion: 'v1', kind: 'Node' })).toBe(
      'Node in version "v1" cannot be handled as a Pod: converting (v1.Node) to (core.Pod): unknown conversion',
    );
  });
});

describe('unknown fields', () => {
  it('are found with their path', () => {
    const body = {
      spec: { replica: 3, template: { spec: { containers: [{ name: 'a', imagee: 'b' }], Affinity: {} } } },
    };
    const paths = unknownFields(deploymentKind, body);
    expect(paths).toEqual([
      'spec.replica',
      'spec.template.spec.containers[0].imagee',
      'spec.template.spec.Affinity',
    ]);
    expect(strictDecodingError(deploymentKind, strictMistakes(paths.slice(0, 2)))).toBe(
      `${DEPLOYMENT}strict decoding error: unknown field "spec.replica", unknown field "spec.template.spec.containers[0].imagee"`,
    );
  });

  it('are not those that nothing simulates yet', () => {
    const spec = {
      containers: [{ name: 'a', livenessProbe: { grpc: { port: 1 } }, securityContext: { runAsUser: 0 } }],
      affinity: { nodeAffinity: {} },
      volumes: [{ name: 'v', csi: { driver: 'd' } }],
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
    };
    expect(unknownFields(podKind, { spec })).toEqual([]);
    expect(decode(podKind, { spec }).object).toMatchObject({ spec });
  });

  it('and nulls leave the object', () => {
    const body = {
      metadata: { name: 'a', labels: null },
      spec: { finalizers: null, nonsense: 1 },
      status: null,
    };
    expect(decode(namespaceKind, body).object).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'a' },
      spec: {},
      status: {},
    });
  });
});

describe('the decoded object', () => {
  it('has every field that the Go type always writes', () => {
    expect(decode(podKind, {}).object).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: '' },
      spec: { containers: [] },
      status: {},
    });
    expect(decode(podKind, { spec: { containers: [null] } }).object).toMatchObject({
      spec: { containers: [{ name: '', resources: {} }] },
    });
  });

  it('leaves out zero values, as the real server does, but not where zero was meant', () => {
    const spec = { replicas: 0, paused: false, minReadySeconds: 0, template: { metadata: { labels: {} } } };
    expect(decode(deploymentKind, { spec }).object).toMatchObject({
      spec: { replicas: 0, strategy: {}, template: { metadata: {}, spec: { containers: [] } } },
    });
    expect(decode(deploymentKind, { spec }).object).not.toHaveProperty('spec.paused');
  });

  it('has canonical quantities and times', () => {
    const body = { spec: { renewTime: '2026-06-01T11:00:00+02:00', leaseDurationSeconds: 40 } };
    expect(decode(leaseKind, body).object).toMatchObject({
      spec: { renewTime: '2026-06-01T09:00:00.000000Z', leaseDurationSeconds: 40 },
    });
    const limits = { cpu: 1, memory: '1024Mi' };
    const pod = decode(podKind, { spec: { containers: [{ name: 'a', resources: { limits } }] } }).object;
    expect(pod).toMatchObject({
      spec: { containers: [{ resources: { limits: { cpu: '1', memory: '1Gi' } } }] },
    });
  });

  it('shares every part that was decoded before', () => {
    const first = decode(podKind, { spec: { containers: [{ name: 'a', image: 'b' }] } });
    const again = decode(podKind, first.object);
    expect((again.object as { spec?: unknown }).spec).toBe((first.object as { spec?: unknown }).spec);
  });

  it('is never polluted', () => {
    const body: unknown = JSON.parse('{"metadata":{"labels":{"__proto__":"x"}},"__proto__":{"polluted":1}}');
    const { object, unknown } = decode(podKind, body);
    expect(unknown).toEqual(['__proto__']);
    expect(object).not.toHaveProperty('polluted');
    expect(object.metadata).toEqual({ name: '' });
  });

  it('makes no later code crash, whatever was sent', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS.map(({ resource }) => resource)),
        fc.gen(),
        (resource, generate) => {
          const kind = kindOfResource(resource) ?? podKind;
          const { object, error } = decode(kind, anyStruct(kind.kind, generate, 0));
          if (error !== null) return;
          const complete = kind.applyDefaults(object);
          const prepared = kind.prepareForCreate(complete);
          kind.validateCreate(prepared);
          kind.validateUpdate(kind.prepareForUpdate(prepared, complete), complete);
          kind.validateStatusUpdate?.(complete, prepared);
          kind.gracePeriodSeconds(complete);
          for (const column of kind.columns) expect(typeof column.cell(complete, 0)).toBe('string');
          expect(kind.applyDefaults(complete)).toBe(complete);
        },
      ),
      { numRuns: 500 },
    );
  });
});

type Generate = fc.GeneratorValue;

const TEXTS = [
  '',
  'x',
  'a b',
  '1',
  '-1',
  '50%',
  'Always',
  'In',
  'Exists',
  'NoExecute',
  '2026-06-01T09:00:00Z',
];

function pick(generate: Generate, ...values: readonly unknown[]): unknown {
  return values[generate(fc.integer, { min: 0, max: values.length - 1 })];
}

/** Mostly a value of the type; sometimes something else, as people write. */
function anyValue(type: FieldType, generate: Generate, depth: number): unknown {
  const luck = generate(fc.integer, { min: 0, max: 400 });
  if (luck === 0) return pick(generate, null, 1, 'x', [], {}, true);
  if (luck < 20) return null;
  if (type.form === 'struct') return anyStruct(type.struct, generate, depth + 1);
  if (type.form === 'scalar') return anyScalar(type.scalar, generate);
  const items = Array.from({ length: generate(fc.integer, { min: 0, max: depth > 6 ? 1 : 2 }) }, () =>
    anyValue(type.item, generate, depth),
  );
  return type.form === 'list'
    ? items
    : Object.fromEntries(items.map((item, i) => [['cpu', 'a/b'][i] ?? 'x', item]));
}

function anyScalar(scalar: string, generate: Generate): unknown {
  switch (scalar) {
    case 'bool':
      return generate(fc.boolean);
    case 'int32':
    case 'int64':
      return generate(fc.integer, { min: -1, max: 3 });
    case 'Quantity':
      return pick(generate, '1', 2, '100m', '-1', '64Mi');
    case 'Time':
    case 'MicroTime':
      return '2026-06-01T09:00:00Z';
    case 'IntOrString':
      return pick(generate, 1, '50%', 'http');
    default:
      return pick(generate, ...TEXTS);
  }
}

function anyStruct(name: string, generate: Generate, depth: number): object {
  const fields = [...structOf(name).fields.values()];
  const chosen = fields.filter((field) => {
    const isCore = depth < 3 && ['spec', 'template', 'containers', 'status', 'selector'].includes(field.name);
    return isCore || generate(fc.integer, { min: 0, max: 9 }) < (depth > 5 ? 1 : 4);
  });
  return Object.fromEntries(chosen.map((field) => [field.name, anyValue(field.type, generate, depth)]));
}

describe('the schema', () => {
  function structsIn(type: FieldType): readonly string[] {
    if (type.form === 'struct') return [type.struct];
    return type.form === 'scalar' ? [] : structsIn(type.item);
  }

  it('defines every struct that it names, and names every struct that it defines', () => {
    const reached = new Set<string>();
    const visit = (name: string): void => {
      if (reached.has(name)) return;
      reached.add(name);
      for (const { type } of structOf(name).fields.values()) structsIn(type).forEach(visit);
    };
    for (const { kind, struct = kind } of BODIES) visit(struct);
    visit('DeleteOptions');
    // Of lists, which are made by hand.
    visit('ListMeta');
    expect([...reached].sort()).toEqual([...STRUCT_NAMES].sort());
  });
});

it('kinds are found by URL and by manifest', () => {
  expect(kindOfResource('deployments')).toBe(deploymentKind);
  expect(kindOfResource('nonsense')).toBeUndefined();
  expect(kindOf('apps/v1', 'Deployment')).toBe(deploymentKind);
  expect(kindOf('v1', 'Deployment')).toBeUndefined();
});
