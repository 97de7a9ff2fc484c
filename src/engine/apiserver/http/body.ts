/** Bodies of writes: from bytes to plain data. */
import type { Decodable } from '../../api/decode';
import { badRequest, requestEntityTooLarge, unsupportedMediaType, type Status } from '../../api/status';
import { bytesOfText, textOfBytes } from '../../api/text-bytes';
import { parseMediaType } from './accept';
import { type JsonText, parseJson } from './body-json';
import { parseYaml } from './body-yaml';
import { decodeProtobuf } from './protobuf';

/** A body as plain data, and the paths that stood in it twice. */
export interface DecodedBody {
  readonly object: unknown;
  readonly duplicates: readonly string[];
}

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';
const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

/** In bytes. Models MaxRequestBodyBytes of apiserver/pkg/server/config.go. */
const BODY_BYTES_MAX = 3 * 1024 * 1024;
const NO_DUPLICATES: readonly string[] = [];

const LONE_BYTE = /\p{Surrogate}/gu;

/** Lone bytes that are no UTF-8 become replacement characters, as Go's decoder has it. */
function textOf(body: string | Uint8Array): string {
  const text = typeof body === 'string' ? body : textOfBytes(body);
  return text.replace(LONE_BYTE, '\uFFFD');
}

/** The first bytes of a body that nobody can read, in hexadecimal: the real message shows them. */
function unrecognised({ kind }: Decodable, words: string): Status {
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${words}`);
}

const SHOWN_BYTES_MAX = 64;

/** `(7b226b696e …)`: how the real server ends its complaint about a body. */
function firstBytes(body: string | Uint8Array): string {
  const bytes = typeof body === 'string' ? bytesOfText(body.slice(0, SHOWN_BYTES_MAX)) : body;
  const shown = Array.from(bytes.subarray(0, SHOWN_BYTES_MAX), (byte) => byte.toString(16).padStart(2, '0'));
  return bytes.length > SHOWN_BYTES_MAX ? `${shown.join('')} ...` : shown.join('');
}

function fromText(
  parsed: JsonText | { readonly error: string },
  expected: Decodable,
  prefix: string,
): DecodedBody | Status {
  if ('error' in parsed) return unrecognised(expected, `${prefix}${parsed.error}`);
  return { object: parsed.value, duplicates: parsed.duplicates };
}

function fromProtobuf(body: string | Uint8Array, expected: Decodable): DecodedBody | Status {
  const decoded = decodeProtobuf(typeof body === 'string' ? bytesOfText(body) : body);
  if ('error' in decoded) return unrecognised(expected, `${decoded.error} (${firstBytes(body)})`);
  return { object: decoded.object, duplicates: NO_DUPLICATES };
}

/** `expected`: what the path takes. An empty body is null. Never throws, whatever was sent. */
export function decodeBody(
  contentType: string,
  body: string | Uint8Array,
  expected: Decodable,
): DecodedBody | Status {
  if (body.length > BODY_BYTES_MAX) return requestEntityTooLarge(BODY_BYTES_MAX);
  if (body.length === 0) return { object: null, duplicates: NO_DUPLICATES };
  const { type } = parseMediaType(contentType);
  switch (type) {
    case '':
    case JSON_TYPE:
      return fromText(parseJson(textOf(body)), expected, "couldn't get version/kind; json parse error: ");
    case YAML_TYPE:
      return fromText(parseYaml(textOf(body)), expected, '');
    case PROTOBUF_TYPE:
      return fromProtobuf(body, expected);
    default:
      return unsupportedMediaType([JSON_TYPE, YAML_TYPE, PROTOBUF_TYPE]);
  }
}

/**
 * The body of a PATCH, which is JSON of no type. Models jsonPatcher and smpPatcher of
 * apiserver/pkg/endpoints/handlers/patch.go.
 */
export function decodePatch(body: string | Uint8Array, isStrategic: boolean): DecodedBody | Status {
  if (body.length > BODY_BYTES_MAX) return requestEntityTooLarge(BODY_BYTES_MAX);
  const parsed = parseJson(textOf(body));
  if (!('error' in parsed)) return { object: parsed.value, duplicates: parsed.duplicates };
  return badRequest(isStrategic ? parsed.error : `error decoding patch: ${parsed.error}`);
}

export function isDecoded(result: DecodedBody | Status): result is DecodedBody {
  return 'duplicates' in result;
}
