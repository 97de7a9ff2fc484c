/** Questions about who asks and what he may: answered at once, and stored nowhere. `bindings` are the old way to bind a pod. */
import { isJsonObject } from '../api/json';
import { BINDING } from '../api/pod-verbs';
import { badRequest, unknownPath } from '../api/status';
import { objectAnswer } from '../apiserver/http/answer';
import type { ResourceInfo } from '../apiserver/http/request-info';
import { decodeBody, isDecoded } from '../apiserver/http/body';
import { answerReview, reviewType } from '../apiserver/http/reviews';
import { servedResource, type Served } from '../apiserver/http/served';
import { subjectOf } from '../apiserver/http/subject';
import { valueOf } from '../apiserver/http/target';
import { isStatus } from './reads';
import { acceptedBy, etcdOf, headerOf, refuse, sendAnswer, type Taken } from './taken';
import { serveWrite } from './writes';

/** POST of a Binding to `/bindings`: the same as to its pod's subresource. */
function serveOldBinding(taken: Taken, info: ResourceInfo): void {
  const { request } = taken;
  const pods = servedResource('', 'v1', 'pods');
  const accepted = acceptedBy(taken, () => false);
  if (accepted === null || pods === undefined || pods.stored === null) return;
  const body = decodeBody(headerOf(request, 'content-type'), request.body, BINDING);
  if (!isDecoded(body)) {
    refuse(taken, body);
    return;
  }
  const metadata = isJsonObject(body.object) ? body.object['metadata'] : undefined;
  const name = isJsonObject(metadata) ? metadata['name'] : undefined;
  if (typeof name !== 'string' || name === '') {
    refuse(taken, badRequest('name in URL does not match name in Binding object'));
    return;
  }
  const place = { ...info, resource: 'pods', name, subresource: 'binding' };
  serveWrite(
    taken,
    { info: place, served: pods, kind: pods.stored, conversion: undefined, accepted },
    'create',
  );
}

export function serveReview(taken: Taken, info: ResourceInfo, { kind }: Served): void {
  const { request, target } = taken;
  if (kind === 'Binding') {
    serveOldBinding(taken, info);
    return;
  }
  const type = reviewType(kind);
  if (type === undefined) {
    refuse(taken, unknownPath());
    return;
  }
  const accepted = acceptedBy(taken, () => false);
  if (accepted === null) return;
  const body = decodeBody(headerOf(request, 'content-type'), request.body, type);
  if (!isDecoded(body)) {
    refuse(taken, body);
    return;
  }
  const isStrict = valueOf(target.query, 'fieldValidation') === 'Strict';
  const answer = answerReview(etcdOf(taken.host), type, body.object, subjectOf(request.headers), isStrict);
  if (isStatus(answer)) refuse(taken, answer);
  else sendAnswer(taken, objectAnswer(201, answer, accepted));
}
