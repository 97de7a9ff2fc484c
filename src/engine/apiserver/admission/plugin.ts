/** What an admission plugin is. Models apiserver/pkg/admission/interfaces.go. */
import type { ApiObject } from '../../api/meta';
import { forbidden, type Status } from '../../api/status';
import type { Exchange } from '../exchange';

/** Takes a new object: gives it back, changed or not, or says why it may not be. */
export type CreatePlugin = (exchange: Exchange, object: ApiObject) => ApiObject | Status;

/**
 * 403 by a plugin, about an object that may have no name yet: then it is told by the beginning of its name.
 * Models extractResourceName in apiserver/pkg/admission/errors.go.
 */
export function forbiddenNew({ kind, request }: Exchange, object: ApiObject, reason: string): Status {
  const { name, generateName } = object.metadata;
  const given = (request.body as Partial<ApiObject> | undefined)?.metadata?.name ?? '';
  const isNamed = request.name !== '' || given !== '' || generateName === undefined;
  return forbidden(kind, isNamed ? name : generateName, reason);
}
