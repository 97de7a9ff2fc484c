import { describe, expect, it } from 'vitest';
import { deploymentKind } from './deployment';
import { invalid as invalidField, required } from './field-error';
import { podKind } from './pod';
import {
  alreadyExists,
  badRequest,
  conflict,
  conflictBecause,
  expired,
  forbidden,
  generateNameConflict,
  gone,
  internalError,
  invalid,
  methodNotAllowed,
  namespaceTerminating,
  notAcceptable,
  notFound,
  preconditionUid,
  requestEntityTooLarge,
  type Status,
  serverTimeout,
  serviceUnavailable,
  success,
  successfulDelete,
  timeout,
  tooManyRequests,
  unauthorized,
  unauthorizedAttempt,
  unknownPath,
  unsupportedMediaType,
} from './status';

const ATTEMPT = { user: 'ada', verb: 'list', target: 'pods', group: '', namespace: 'default', reason: '' };

describe('failures', () => {
  it.each<[Status, number, string, string]>([
    [notFound(podKind, 'web'), 404, 'NotFound', 'pods "web" not found'],
    [alreadyExists(deploymentKind, 'web'), 409, 'AlreadyExists', 'deployments.apps "web" already exists'],
    [
      generateNameConflict(podKind, 'web'),
      409,
      'AlreadyExists',
      'pods "web" already exists, the server was not able to generate a unique name for the object',
    ],
    [
      conflict(deploymentKind, 'web'),
      409,
      'Conflict',
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      conflictBecause('pods/binding', 'web', 'pod web is already assigned to node "a"'),
      409,
      'Conflict',
      'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "a"',
    ],
    [
      preconditionUid(podKind, 'web', 'A', 'B'),
      409,
      'Conflict',
      'Operation cannot be fulfilled on Pod "web": the UID in the precondition (A) does not match the UID in record (B). The object might have been deleted and then recreated',
    ],
    [forbidden(podKind, 'web', 'no'), 403, 'Forbidden', 'pods "web" is forbidden: no'],
    [
      unauthorizedAttempt(podKind, '', ATTEMPT),
      403,
      'Forbidden',
      'pods is forbidden: User "ada" cannot list resource "pods" in API group "" in the namespace "default"',
    ],
    [
      unauthorizedAttempt(podKind, '', { ...ATTEMPT, namespace: '', reason: 'RBAC: no' }),
      403,
      'Forbidden',
      'pods is forbidden: User "ada" cannot list resource "pods" in API group "" at the cluster scope: RBAC: no',
    ],
    [
      namespaceTerminating(podKind, 'web', 'shop'),
      403,
      'Forbidden',
      'pods "web" is forbidden: unable to create new content in namespace shop because it is being terminated',
    ],
    [unauthorized(), 401, 'Unauthorized', 'Unauthorized'],
    [badRequest('why'), 400, 'BadRequest', 'why'],
    [
      methodNotAllowed('create', deploymentKind),
      405,
      'MethodNotAllowed',
      'create is not supported on resources of kind "deployments.apps"',
    ],
    [
      notAcceptable(['application/json', 'application/yaml']),
      406,
      'NotAcceptable',
      'only the following media types are accepted: application/json, application/yaml',
    ],
    [
      unsupportedMediaType(['application/json']),
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json',
    ],
    [expired(5, 100), 410, 'Expired', 'too old resource version: 5 (100)'],
    [gone('it was here'), 410, 'Gone', 'it was here'],
    [
      requestEntityTooLarge(3_145_728),
      413,
      'RequestEntityTooLarge',
      'Request entity too large: limit is 3145728',
    ],
    [tooManyRequests('slow down', 1), 429, 'TooManyRequests', 'slow down'],
    [internalError('boom'), 500, 'InternalError', 'Internal error occurred: boom'],
    [
      serverTimeout(podKind, 'list', 1),
      500,
      'ServerTimeout',
      'The list operation against pods could not be completed at this time, please try again.',
    ],
    [serviceUnavailable('later'), 503, 'ServiceUnavailable', 'later'],
    [timeout('too long', 1), 504, 'Timeout', 'Timeout: too long'],
    [unknownPath(), 404, 'NotFound', 'the server could not find the requested resource'],
  ])('%#', (status, code, reason, message) => {
    expect(status).toMatchObject({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code,
      reason,
      message,
    });
  });
});

describe('Invalid', () => {
  const image = required('spec.containers[0].image');
  const name = invalidField('metadata.name', 'A', 'no');

  it('tells one error plainly and several in brackets', () => {
    expect(invalid(podKind, 'web', [image]).message).toBe(
      'Pod "web" is invalid: spec.containers[0].image: Required value',
    );
    expect(invalid(deploymentKind, 'web', [image, name, name]).message).toBe(
      'Deployment.apps "web" is invalid: [spec.containers[0].image: Required value, metadata.name: Invalid value: "A": no]',
    );
  });

  it('names the kind and every cause in its details', () => {
    expect(invalid(deploymentKind, 'web', [image])).toMatchObject({
      code: 422,
      details: {
        name: 'web',
        group: 'apps',
        kind: 'Deployment',
        causes: [
          { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.containers[0].image' },
        ],
      },
    });
  });
});

it('details name the plural resource', () => {
  expect(notFound(deploymentKind, 'web').details).toEqual({
    name: 'web',
    group: 'apps',
    kind: 'deployments',
  });
  expect(notFound(podKind, 'web').details).toEqual({ name: 'web', kind: 'pods' });
  expect(tooManyRequests('', 10).details).toEqual({ retryAfterSeconds: 10 });
});

it('success says what was deleted', () => {
  expect(success()).toMatchObject({ status: 'Success', code: 201 });
  expect(successfulDelete(deploymentKind, 'web', 'u1')).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: 'web', group: 'apps', kind: 'deployments', uid: 'u1' },
  });
});
