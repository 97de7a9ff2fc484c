/** Which part of the door answers a request. Models apiserver/pkg/endpoints/installer.go. */
import { unauthorizedAttempt, unknownPath, type Status } from '../api/status';
import type { Verb } from '../api/wire';
import { conversionOf } from '../apiserver/conversion';
import { flagOf } from '../apiserver/http/list-query';
import { resourceInfo, type ResourceInfo } from '../apiserver/http/request-info';
import { ADMIN, subjectOf } from '../apiserver/http/subject';
import { authorize } from '../apiserver/rbac';
import { groupVersionOf, servedResource, type Served } from '../apiserver/http/served';
import { offersObjects } from '../apiserver/http/view';
import { serveComponentStatuses } from './component-statuses';
import type { Flow } from './flow';
import { METRICS_GROUP, serveMetrics } from './metrics';
import type { Place } from './place';
import { serveRead } from './reads';
import { serveReview } from './reviewing';
import { serveServerPath } from './server-paths';
import { SUBRESOURCE_SERVERS } from './subresources';
import { acceptedBy, etcdOf, refuse, wallOf, withWarnings, type Taken } from './taken';
import { openWatch } from './watching';
import { routeNotAllowed } from './words';
import { serveWrite } from './writes';

const VERBS: Readonly<Record<string, Verb>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Namespaced objects have their namespace in the path; the others have none. */
function isRoute(info: ResourceInfo, served: Served): boolean {
  const { namespace, name, subresource, rest } = info;
  if (rest.length > 0) return false;
  if (namespace !== '' && !served.namespaced) return false;
  if (namespace === '' && served.namespaced && name !== '') return false;
  return subresource === '' || served.subresources.some((each) => each.name === subresource);
}

function allowsMethod(method: Verb, info: ResourceInfo, served: Served): boolean {
  const { namespace, name, subresource } = info;
  if (subresource !== '') {
    const verbs = served.subresources.find((each) => each.name === subresource)?.verbs ?? [];
    return verbs.includes(method);
  }
  if (name !== '') return method !== 'create' && served.verbs.includes(method);
  // A collection over all namespaces can be read only.
  if (served.namespaced && namespace === '' && method !== 'get') return false;
  if (method === 'delete') return served.verbs.includes('deletecollection');
  return (method === 'create' || method === 'get') && served.verbs.includes(method);
}

/** Answers a request, at once or later. Returns what goes on, or null. */
export function route(taken: Taken): Flow | null {
  const info = resourceInfo(taken.target);
  if (info === null) {
    serveServerPath(taken);
    return null;
  }
  if (groupVersionOf(info.group, info.version) === undefined) {
    serveServerPath(taken);
    return null;
  }
  const served = servedResource(info.group, info.version, info.resource);
  if (served === undefined || !isRoute(info, served)) {
    refuse(taken, unknownPath());
    return null;
  }
  return serveResource(withDeprecation(taken, served), info, served);
}

/** What has an heir is answered with a warning. Models endpoints/deprecation and the lifecycles of the types. */
const DEPRECATED: Readonly<Record<string, string>> = {
  componentstatuses: 'v1 ComponentStatus is deprecated in v1.19+',
  endpoints: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
};

function withDeprecation(taken: Taken, { group, resource }: Served): Taken {
  const words = group === '' && Object.hasOwn(DEPRECATED, resource) ? DEPRECATED[resource] : undefined;
  if (words === undefined) return taken;
  const { sink } = taken;
  return {
    ...taken,
    sink: {
      head: (status, headers) => sink.head(status, withWarnings(headers, [words])),
      data: (chunk) => sink.data(chunk),
      end: () => sink.end(),
    },
  };
}

function serveResource(taken: Taken, info: ResourceInfo, served: Served): Flow | null {
  const { method: word } = taken.request;
  const method = Object.hasOwn(VERBS, word) ? VERBS[word] : undefined;
  if (method === undefined || !allowsMethod(method, info, served)) {
    refuse(taken, routeNotAllowed());
    return null;
  }
  const forbidden = forbiddenTo(taken, info, method);
  if (forbidden !== null) {
    refuse(taken, forbidden);
    return null;
  }
  if (served.resource === 'componentstatuses') {
    serveComponentStatuses(taken, info);
    return null;
  }
  if (served.group === METRICS_GROUP) {
    serveMetrics(taken, info);
    return null;
  }
  const kind = served.stored;
  if (kind === null) {
    serveReview(taken, info, served);
    return null;
  }
  const special = `${served.resource}/${info.subresource}`;
  const server = Object.hasOwn(SUBRESOURCE_SERVERS, special) ? SUBRESOURCE_SERVERS[special] : undefined;
  const accepted = acceptedBy(taken, offersObjects);
  if (accepted === null) return null;
  const conversion = conversionOf(served.resource, `${served.group}/${served.version}`);
  const place: Place = { info, served, kind, conversion, accepted };
  if (server !== undefined) return server(taken, place);
  return method === 'get' ? servePlainGet(taken, place) : servePlainWrite(taken, place, method);
}

/** What the authorizer says against it, or null. The admin may everything; he may also speak for others. */
function forbiddenTo({ request, host, target }: Taken, info: ResourceInfo, method: Verb): Status | null {
  const subject = subjectOf(request.headers);
  if (subject === ADMIN) return null;
  const { group, resource, subresource, namespace, name } = info;
  const isWatch = info.isOldWatch || flagOf(target.query, 'watch');
  const read = name !== '' ? 'get' : isWatch ? 'watch' : 'list';
  const write = method === 'delete' && name === '' ? 'deletecollection' : method;
  const verb = method === 'get' ? read : write;
  const asked = { verb, group, resource, subresource, namespace, name };
  if (authorize(etcdOf(host), subject, asked) !== null) return null;
  const where = subresource === '' ? resource : `${resource}/${subresource}`;
  const attempt = { user: subject.name, verb, target: where, group, namespace, reason: '' };
  return unauthorizedAttempt({ group, resource }, name, attempt);
}

function servePlainGet(taken: Taken, place: Place): Flow | null {
  const { info } = place;
  const nowMs = wallOf(taken.host);
  const isCollection = info.name === '' || info.isOldWatch;
  if (info.subresource === '' && isCollection && (info.isOldWatch || flagOf(taken.target.query, 'watch')))
    return openWatch(taken, place, nowMs);
  return serveRead(taken, place);
}

function servePlainWrite(taken: Taken, place: Place, method: Verb): null {
  serveWrite(taken, place, method === 'delete' && place.info.name === '' ? 'deletecollection' : method);
  return null;
}
