/** GET and LIST: answered beside the clock, from what is stored at this instant. They change nothing. */
import type { Kind } from '../api/kind';
import type { ApiObject } from '../api/meta';
import { tooLargeResourceVersion, type Status } from '../api/status';
import { unexplained } from '../apiserver/exchange';
import { objectAnswer } from '../apiserver/http/answer';
import { listQuery, listRefusal, type ListQuery } from '../apiserver/http/list-query';
import { listView, objectView, viewOf, type ListMeta, type View } from '../apiserver/http/view';
import { serveGet, serveList } from '../apiserver/read';
import type { ApiServerState } from '../apiserver/state';
import type { Flow } from './flow';
import type { Place } from './place';
import { etcdOf, isPretty, refuse, sendAnswer, wallOf, type Taken } from './taken';
import { afterWait, type Wait } from './waiting';

/** True when a Status came instead. */
export function isStatus(value: object): value is Status {
  return 'kind' in value && value.kind === 'Status';
}

/** etcd's time-out of a request: 5 s and two election time-outs. Models etcd's ServerConfig.ReqTimeout. */
const ETCD_TIMEOUT_MS = 7000;
/** Models blockTimeout in storage/cacher/watch_cache.go. */
const VERSION_TIMEOUT_MS = 3000;

/** Until etcd answers. `isCached`: the watch cache is good enough, if it has been filled. */
export function forStore({ host }: Taken, isCached: boolean): Wait {
  const { simulation, cluster } = host;
  const state = simulation.stateOf(`${cluster}/kube-apiserver`) as ApiServerState;
  return {
    maxMs: ETCD_TIMEOUT_MS,
    isOver: () => (isCached && state.cachedFrom !== null) || simulation.machinery.isUp(`${cluster}/etcd`),
    refusal: () => unexplained(500, 'etcdserver: request timed out'),
  };
}

/** Until the store is as new as the client wants it. */
function forVersion({ host }: Taken, resourceVersion: string): Wait {
  return {
    maxMs: VERSION_TIMEOUT_MS,
    isOver: () => Number(resourceVersion) <= etcdOf(host).revision,
    refusal: () => tooLargeResourceVersion(resourceVersion, etcdOf(host).revision),
  };
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
  const view = shown(taken, place, nowMs);
  if (isStatus(view)) {
    refuse(taken, view);
    return;
  }
  const object = objectView(view, answer.body as ApiObject);
  sendAnswer(taken, objectAnswer(200, object, place.accepted, isPretty(taken)));
}

/** Answers a GET of one object, or of a collection. */
export function serveRead(taken: Taken, place: Place): Flow | null {
  const isOne = place.info.name !== '';
  const { query: asked } = taken.target;
  const query = (isOne ? null : listRefusal(asked, false)) ?? listQuery(asked);
  if (isStatus(query)) {
    refuse(taken, query);
    return null;
  }
  const { resourceVersion = '' } = query;
  const answer = isOne ? answerObject : answerList;
  return afterWait(taken, forStore(taken, resourceVersion === '0'), () =>
    afterWait(taken, forVersion(taken, resourceVersion), () => {
      answer(taken, place, query, wallOf(taken.host));
      return null;
    }),
  );
}

function answerList(taken: Taken, place: Place, query: ListQuery, nowMs: number): void {
  const { info, accepted } = place;
  const { namespace } = info;
  const list = serveList(kindShown(place), etcdOf(taken.host), {
    verb: 'list',
    namespace,
    name: '',
    subresource: '',
    ...query,
  });
  const view = list.code === 200 ? shown(taken, place, nowMs) : (list.body as Status);
  if (isStatus(view)) {
    refuse(taken, view);
    return;
  }
  const { metadata } = list.body as { readonly metadata: ListMeta };
  const body = listView(view, list.items ?? [], metadata);
  sendAnswer(taken, objectAnswer(200, body, accepted, isPretty(taken)));
}
