/** `/openapi`: what the server says of its own types. Models kube-openapi/pkg/handler and pkg/handler3. */
import { parseAccept } from '../apiserver/http/accept';
import { textAnswer, type HttpAnswer } from '../apiserver/http/answer';
import { encodeOpenApiV2 } from '../apiserver/http/gnostic';
import { descriptionsOf, openApiV2, openApiV3, openApiV3Index } from '../apiserver/http/openapi';
import type { Descriptions, Json } from '../apiserver/http/openapi-schema';
import { headerOf, sendAnswer, type Taken } from './taken';

const PROTOBUF_V2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
/** How clients ask for it. No answer may be called so: an at sign is not allowed in a media type. */
const OLD_PROTOBUF_V2 = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
/** How the answer names itself: clients parse it, and an `@` is not allowed there. */
const PROTOBUF_V2_ANSWER = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
/** What clients before that name asked for. */
const OLD_PROTOBUF_PATH = 'swagger-2.0.0.pb-v1';

const texts = new WeakMap<Json, string>();
const encoded = new WeakMap<Json, Uint8Array>();

function kept<T>(store: WeakMap<Json, T>, document: Json, make: (document: Json) => T): T {
  const known = store.get(document);
  if (known !== undefined) return known;
  const result = make(document);
  store.set(document, result);
  return result;
}

function jsonAnswer(document: Json): HttpAnswer {
  return textAnswer(200, kept(texts, document, JSON.stringify), 'application/json');
}

function v2Answer(taken: Taken, descriptions: Descriptions, isProtobuf: boolean): HttpAnswer {
  const document = openApiV2(descriptions);
  const [first] = parseAccept(headerOf(taken.request, 'accept'));
  const asks = first?.type === PROTOBUF_V2 || first?.type === OLD_PROTOBUF_V2;
  if (!isProtobuf && !asks) return jsonAnswer(document);
  const body = kept(encoded, document, encodeOpenApiV2);
  return { status: 200, headers: { 'content-type': PROTOBUF_V2_ANSWER }, body };
}

function answerOf(taken: Taken, descriptions: Descriptions): HttpAnswer {
  const [first, second, ...rest] = taken.target.parts;
  if (first === OLD_PROTOBUF_PATH) return v2Answer(taken, descriptions, true);
  if (second === 'v2') return v2Answer(taken, descriptions, false);
  const document = rest.length === 0 ? openApiV3Index(descriptions) : openApiV3(rest.join('/'), descriptions);
  return document === null ? textAnswer(404, '404 page not found\n') : jsonAnswer(document);
}

/** True for paths of this file; they are answered when the descriptions are there. */
export function serveOpenApi(taken: Taken): boolean {
  const { parts } = taken.target;
  const isOld = parts.length === 1 && parts[0] === OLD_PROTOBUF_PATH;
  const isV2 = parts[0] === 'openapi' && parts[1] === 'v2' && parts.length === 2;
  if (!isOld && !isV2 && !(parts[0] === 'openapi' && parts[1] === 'v3')) return false;
  taken.host.loadDescriptions((loaded) => sendAnswer(taken, answerOf(taken, descriptionsOf(loaded))));
  return true;
}
