import { useEffect, useState } from 'react';
import {
  client,
  clusterOf,
  getComponentIds,
  getNodeIds,
  getPodIds,
  getServiceIds,
  getWorkloadIds,
  onFrame,
  parseObjectId,
} from '../store';

/** One object in the list. */
export interface ObjectRow {
  readonly id: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What the list must know of a kind. */
export interface ListedKind {
  readonly kind: string;
  readonly resource: string;
}

/** Real ms between two looks. */
const lookMs = 2000;

interface ListBody {
  readonly items?: readonly { readonly metadata?: Readonly<Record<string, unknown>> }[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The rows of one list as the API server answers it, by namespace and name. */
export function rowsOf(cluster: string, { kind, resource }: ListedKind, body: unknown): ObjectRow[] {
  const items = (body as ListBody | null)?.items ?? [];
  const rows = items.map(({ metadata }): ObjectRow => {
    const [namespace, name] = [text(metadata?.['namespace']), text(metadata?.['name'])];
    return { id: `${cluster}/${resource}/${namespace}/${name}`, kind, namespace, name };
  });
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Rows that hold every word of the query, in their name or namespace. */
export function searched(rows: readonly ObjectRow[], query: string): readonly ObjectRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ namespace, name }) => words.every((word) => `${namespace}/${name}`.includes(word)));
}

/** Ids of a kind that the page knows anyway, because it draws it; these are the many. */
function drawnIds(resource: string): readonly string[] | null {
  switch (resource) {
    case 'pods':
      return getPodIds();
    case 'nodes':
      return getNodeIds();
    case 'services':
      return getServiceIds();
    case 'deployments':
    case 'replicasets':
    case 'daemonsets':
      return getWorkloadIds().filter((id) => parseObjectId(id)?.resource === resource);
    default:
      return null;
  }
}

function rowsOfIds(kind: string, ids: readonly string[]): ObjectRow[] {
  return ids.flatMap((id) => {
    const parts = parseObjectId(id);
    return parts ? [{ id, kind, namespace: parts.namespace, name: parts.name }] : [];
  });
}

async function list(kinds: readonly ListedKind[]): Promise<readonly ObjectRow[]> {
  const cluster = clusterOf(getComponentIds()[0] ?? '');
  const answers = kinds.map(async (kind) => {
    const drawn = drawnIds(kind.resource);
    if (drawn !== null) return rowsOfIds(kind.kind, drawn);
    const address = { cluster, resource: kind.resource, namespace: '', name: '' };
    const { code, body } = await client.read(address, 'list');
    return code === 200 ? rowsOf(cluster, kind, body) : [];
  });
  return (await Promise.all(answers)).flat();
}

/** The objects of these kinds, looked up again from time to time while the world goes on. */
export function useObjectRows(kinds: readonly ListedKind[]): readonly ObjectRow[] {
  const [rows, setRows] = useState<readonly ObjectRow[]>([]);
  useEffect(() => {
    let gone = false;
    let lookedAt = Number.NEGATIVE_INFINITY;
    const take = async (): Promise<void> => {
      const next = await list(kinds);
      if (!gone) setRows(next);
    };
    const look = (): void => {
      if (performance.now() - lookedAt < lookMs) return;
      lookedAt = performance.now();
      // A worker that dies meanwhile is told of elsewhere.
      take().catch(() => undefined);
    };
    look();
    const stop = onFrame(look);
    return () => {
      gone = true;
      stop();
    };
  }, [kinds]);
  return rows;
}
