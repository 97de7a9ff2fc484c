/** What is answered when a request never gets to the API server, as `Status` objects. */
import type { Status } from '../../engine/api/status';

function refusal(code: number, reason: string, message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

export const UNAUTHORIZED = refusal(401, 'Unauthorized', 'Unauthorized');
export const WRONG_HOST = refusal(
  403,
  'Forbidden',
  'this server answers under 127.0.0.1, localhost and ::1 only',
);
export const WRONG_ORIGIN = refusal(403, 'Forbidden', 'pages of other sites may not ask this server');
export const BAD_REQUEST = refusal(400, 'BadRequest', 'the request could not be understood');
export const METHOD_NOT_ALLOWED = refusal(
  405,
  'MethodNotAllowed',
  'the server does not allow this method on the requested resource',
);
export const TARGET_TOO_LONG = refusal(414, 'BadRequest', 'the address is too long');
export const BODY_TOO_LARGE = refusal(
  413,
  'RequestEntityTooLarge',
  'Request entity too large: limit is 3145728',
);
export const TOO_MANY_STREAMS: Status = {
  ...refusal(429, 'TooManyRequests', 'too many requests at once, please try again later'),
  details: { retryAfterSeconds: 1 },
};
export const NO_TAB = refusal(
  503,
  'ServiceUnavailable',
  'no tab is connected: in the page, press "kubectl", then "Let a real kubectl in"',
);
export const TAB_GONE = refusal(503, 'ServiceUnavailable', 'the tab that held the cluster has gone');
export const NO_ANSWER = refusal(500, 'InternalError', 'Internal error occurred: the answer broke off');
