import { useMemo, useState } from 'react';
import { KINDS } from '../../engine/api/kinds';
import { select } from '../store';
import { strings } from '../strings';
import { type ObjectRow, searched, useObjectRows } from './object-rows';

/** Rows that are drawn; the search finds the others. */
const rowsMax = 200;

const kinds = [...KINDS].sort((a, b) => (a.kind < b.kind ? -1 : 1));
/** Events are many, and read where they belong: they are listed only when they are asked for. */
const everyKind = kinds.filter(({ kind }) => kind !== 'Event');

function Row({ row }: { readonly row: ObjectRow }) {
  return (
    <li>
      <button type="button" className="row" onClick={() => select(row.id)}>
        <span className="min-w-0 flex-1 truncate">{row.name}</span>
        <span className="shrink-0 text-ink-2">{row.namespace}</span>
      </button>
    </li>
  );
}

function byKind(rows: readonly ObjectRow[]): ReadonlyMap<string, readonly ObjectRow[]> {
  const groups = new Map<string, ObjectRow[]>();
  for (const row of rows) groups.set(row.kind, [...(groups.get(row.kind) ?? []), row]);
  return groups;
}

/** Everything that the API server holds, by kind, to be found by name. Loaded when first opened. */
export default function ObjectBrowser() {
  const [resource, setResource] = useState('');
  const [query, setQuery] = useState('');
  const chosen = useMemo(
    () => (resource === '' ? everyKind : kinds.filter((kind) => kind.resource === resource)),
    [resource],
  );
  const rows = useObjectRows(chosen);
  const found = searched(rows, query);
  const groups = byKind(found.slice(0, rowsMax));
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <input
          type="search"
          className="field min-w-[120px] flex-1"
          aria-label={strings.browserSearch}
          placeholder={strings.browserSearch}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <select
          className="control"
          aria-label={strings.browserKind}
          value={resource}
          onChange={(event) => setResource(event.currentTarget.value)}
        >
          <option value="">every kind</option>
          {kinds.map((kind) => (
            <option key={kind.resource} value={kind.resource}>
              {kind.kind}
            </option>
          ))}
        </select>
      </div>
      {found.length === 0 && <p className="mt-3 text-[13px] text-ink-2">Nothing found.</p>}
      {[...groups].map(([kind, members]) => (
        <section key={kind} aria-label={kind}>
          <h3 className="label mt-3 mb-0.5">{kind}</h3>
          <ul>
            {members.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </ul>
        </section>
      ))}
      {found.length > rowsMax && (
        <p className="text-[13px] text-ink-2">and {found.length - rowsMax} more: search for them</p>
      )}
    </>
  );
}
