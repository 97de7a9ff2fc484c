/** RuntimeClass (node.k8s.io). Models pkg/apis/node/validation. */
import { ageColumn, column, nameColumn } from './columns';
import { invalid, invalidEach, IMMUTABLE, NO_ERRORS } from './field-error';
import type { ApiObject } from './meta';
import { dns1123Label } from './names';
import { plainKind } from './plain-kind';

export interface RuntimeClass extends ApiObject {
  readonly handler: string;
}

const STRUCTS = {
  RuntimeClass: 'metadata!:ObjectMeta handler! overhead*:Overhead scheduling*:Scheduling',
  Overhead: 'podFixed:ResourceList',
  Scheduling: 'nodeSelector:{} tolerations:[]Toleration',
} as const;

export const runtimeClassKind = plainKind<RuntimeClass>({
  group: 'node.k8s.io',
  kind: 'RuntimeClass',
  resource: 'runtimeclasses',
  namespaced: false,
  structs: STRUCTS,
  simplified: 'RuntimeClass: stored and shown, but every container runs by the same runtime in this version',
  validate: ({ handler }) => invalidEach('handler', handler, dns1123Label(handler)),
  validateChange: ({ handler }, old) =>
    handler === old.handler ? NO_ERRORS : [invalid('handler', handler, IMMUTABLE)],
  columns: [nameColumn, column('Handler', ({ handler }) => handler), ageColumn],
});
