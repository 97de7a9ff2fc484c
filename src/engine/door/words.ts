/** Refusals that are the HTTP side's own. Models apimachinery/pkg/api/errors (NewGenericServerResponse) and endpoints/handlers. */
import type { Status } from '../api/status';

function refusal(code: number, reason: string, message: string, details: Status['details'] = {}): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    details,
    code,
  };
}

/** No route for this method on this path. */
export function routeNotAllowed(): Status {
  return refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

/** A PATCH of a type that nobody knows. Models PatchResource and NewGenericServerResponse. */
export function unsupportedPatch(accepted: readonly string[]): Status {
  const message = `the body of the request was in an unknown format - accepted media types include: ${[...accepted].sort().join(', ')}`;
  const { details: _, ...status } = refusal(415, 'UnsupportedMediaType', message);
  return status;
}
