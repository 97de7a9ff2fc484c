/** IngressClass. Models pkg/apis/networking (v1/defaults.go, validation). */
import { ageColumn, column, nameColumn } from './columns';
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  IMMUTABLE,
  NO_ERRORS,
  notSupported,
  required,
} from './field-error';
import type { ApiObject } from './meta';
import { INGRESS_CLASS_STRUCTS } from './networking-schema';
import { validateDomainPath, validatePathSegment } from './path-segment';
import { plainKind } from './plain-kind';
import { withFields } from './share';

export interface IngressClass extends ApiObject {
  readonly spec: {
    readonly controller?: string;
    readonly parameters?: {
      readonly apiGroup?: string;
      readonly kind: string;
      readonly name: string;
      readonly scope?: string;
      readonly namespace?: string;
    };
  };
}

type Parameters = NonNullable<IngressClass['spec']['parameters']>;

function validateScope({ scope, namespace }: Parameters): readonly FieldError[] {
  const field = 'spec.parameters';
  if (scope === undefined) return [required(`${field}.scope`)];
  if (scope !== 'Cluster' && scope !== 'Namespace')
    return [notSupported(`${field}.scope`, scope, ['Cluster', 'Namespace'])];
  if (scope === 'Namespace' && namespace === undefined)
    return [required(`${field}.namespace`, "`parameters.scope` is set to 'Namespace'")];
  return scope === 'Cluster' && namespace !== undefined
    ? [forbidden(`${field}.namespace`, "`parameters.scope` is set to 'Cluster'")]
    : NO_ERRORS;
}

function validate({ spec: { controller = '', parameters } }: IngressClass): readonly FieldError[] {
  return collect(
    validateDomainPath(controller, 'spec.controller'),
    ...(parameters === undefined
      ? []
      : [
          validatePathSegment(parameters.kind, 'spec.parameters.kind', 'kind is required'),
          validatePathSegment(parameters.name, 'spec.parameters.name', 'name is required'),
          validateScope(parameters),
        ]),
  );
}

function parametersCell({ spec: { parameters } }: IngressClass): string {
  if (parameters === undefined) return '<none>';
  const { kind, apiGroup, name } = parameters;
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`;
}

export const ingressClassKind = plainKind<IngressClass>({
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  resource: 'ingressclasses',
  namespaced: false,
  structs: INGRESS_CLASS_STRUCTS,
  hasGeneration: true,
  applyDefaults: (ingressClass) => {
    const { parameters } = ingressClass.spec;
    if (parameters === undefined || parameters.scope !== undefined) return ingressClass;
    const spec = { ...ingressClass.spec, parameters: { ...parameters, scope: 'Cluster' } };
    return withFields(ingressClass, { spec });
  },
  validate,
  validateChange: ({ spec: { controller } }, old) =>
    controller === old.spec.controller ? NO_ERRORS : [invalid('spec.controller', controller, IMMUTABLE)],
  columns: [
    nameColumn,
    column('Controller', ({ spec }) => spec.controller ?? ''),
    column('Parameters', parametersCell),
    ageColumn,
  ],
});
