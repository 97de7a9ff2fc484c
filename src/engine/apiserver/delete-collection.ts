/** DELETE of a collection: everything selected, one by one. Models store.go (DeleteCollection). */
import { apiVersionOf } from '../api/kind';
import type { ApiObject } from '../api/meta';
import { get, type KeyValue } from '../etcd/store';
import { deleteObject, refuseOptions } from './delete';
import { failure, type Answer, type Commit, type Exchange } from './exchange';
import { serveList } from './read';
import { keyOfMeta } from './storage';

export function serveDeleteCollection(exchange: Exchange): Answer {
  const { kind, etcd, request } = exchange;
  const refused = refuseOptions(exchange);
  if (refused !== null) return failure(refused);
  const list = serveList(kind, etcd, request);
  if (list.code !== 200) return list;
  const items: ApiObject[] = [];
  let commit: Commit | undefined;
  for (const { metadata } of list.items ?? []) {
    const stored = get(etcd, kind.storagePrefix, keyOfMeta(metadata)) as KeyValue;
    const answer = deleteObject(exchange, stored, request.options ?? {});
    if (answer.code !== 200) return answer;
    items.push(stored.value as ApiObject);
    commit = answer.commit ?? commit;
  }
  const metadata = { resourceVersion: String(etcd.revision) };
  const body = { apiVersion: apiVersionOf(kind), kind: `${kind.kind}List`, metadata };
  const answer: Answer = { code: 200, body, items, revision: etcd.revision };
  return commit === undefined ? answer : { ...answer, commit };
}
