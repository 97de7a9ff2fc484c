/** What an update leaves as it was. Models BeforeUpdate in apiserver/pkg/registry/rest/update.go. */
import type { ApiObject, ObjectMeta } from './meta';
import { withFields } from './share';

/** Fields of the metadata that no writer can change: they are silently taken from the stored object. */
export function inheritMeta(meta: ObjectMeta, old: ObjectMeta): ObjectMeta {
  return withFields(meta, {
    ...(meta.uid === undefined || meta.uid === '' ? pick(old, 'uid') : {}),
    ...pick(old, 'creationTimestamp'),
    ...pick(old, 'deletionTimestamp'),
    ...(meta.deletionGracePeriodSeconds === undefined ? pick(old, 'deletionGracePeriodSeconds') : {}),
  });
}

function pick<K extends keyof ObjectMeta>(meta: ObjectMeta, key: K): Partial<ObjectMeta> {
  return meta[key] === undefined ? {} : { [key]: meta[key] };
}

/** The object with inherited metadata, and with the status of the stored one. */
export function inheritStatus<T extends ApiObject & { readonly status: unknown }>(object: T, old: T): T {
  const metadata = inheritMeta(object.metadata, old.metadata);
  return metadata === object.metadata && object.status === old.status
    ? object
    : { ...object, metadata, status: old.status };
}
