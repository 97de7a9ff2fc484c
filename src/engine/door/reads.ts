/** GET and LIST: answered beside the clock, from what is stored at this instant. They change nothing. */
import type { Kind } from '../api/kind';
import type { ApiObject } from '../api/meta';
import { internalError, type Status } from '../api/status';
import { objectAnswer } from '../apiserver/http/answer';
import { flagOf, listQuery, listRefusal, type ListQuery } from '../apiserver/http/list-query';
import { listView, objectView, viewOf, type ListMeta, type View } from '../apiserver/http/view';
import { serveGet, serveList } from '../apiserver/read';
import type { Place } from './place';
import { etcdOf, refuse, sendAnswer, type Taken } from './taken';

/** True when a Status came instead. */
export function isStatus(value: object): value is Status {
  return 'kind' in value && value.kind === 'Status';
}

/** What stands in the way of every read now. */
export function storeRefusal({ host }: Taken): Status | null {
  const isUp = host.simulation.machinery.isUp(`${host.cluster}/etcd`);
  return isUp ? null : internalError('etcdserver: request timed out');
}

function shown(taken: Taken, place: Place, nowMs: number): View | Status {
  return viewOf(place, place.accepted, taken.target.query, nowMs);
}

/** The kind under the name and version of the path: errors and selectors speak of that. */
export function kindShown({ kind, conversion }: Place): Kind {
  if (conversion === undefined) return kind;
  const { group, version } = conversion.type;
  return { ...kind, group, version };
}

function answerObject(taken: Taken, place: Place, query: ListQuery, nowMs: number): void {
  const { info } = place;
  const { namespace, name, subresource } = info;
  const { resourceVersion = '' } = query;
  const answer = serveGet(kindShown(place), etcdOf(taken.host), {
    verb: 'get',
    namespace,
    name,
    subresource,
    resourceVersion,
  });
  if (answer.code !== 200) {
    refuse(taken, answer.body as Status);
    return;
  }
  const isScale = subresource === 'scale';
  const view = shown(taken, place, nowMs);
  if (isStatus(view)) {
    refuse(taken, view);
    return;
  }
  const object =
    isScale && place.accepted.as === 'Table'
      ? (answer.body as object)
      : objectView(view, answer.body as ApiObject);
  sendAnswer(taken, objectAnswer(200, object, place.accepted, flagOf(taken.target.query, 'pretty')));
}

/** Answers a GET of one object, or of a collection. */
export function serveRead(taken: Taken, place: Place, nowMs: number): void {
  const { info, accepted } = place;
  const isOne = info.name !== '';
  const { query: asked } = taken.target;
  const query = (isOne ? null : listRefusal(asked, false)) ?? listQuery(asked);
  const refused = isStatus(query) ? query : storeRefusal(taken);
  if (refused !== null) {
    refuse(taken, refused);
    return;
  }
  if (isOne) {
    answerObject(taken, place, query as ListQuery, nowMs);
    return;
  }
  const { namespace } = info;
  const list = serveList(kindShown(place), etcdOf(taken.host), {
    verb: 'list',
    namespace,
    name: '',
    subresource: '',
    ...(query as ListQuery),
  });
  const view = list.code === 200 ? shown(taken, place, nowMs) : (list.body as Status);
  if (isStatus(view)) {
    refuse(taken, view);
    return;
  }
  const { metadata } = list.body as { readonly metadata: ListMeta };
  const body = listView(view, list.items ?? [], metadata);
  sendAnswer(taken, objectAnswer(200, body, accepted, flagOf(taken.target.query, 'pretty')));
}
