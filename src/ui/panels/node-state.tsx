import { useNode } from '../store';
import { strings } from '../strings';
import { useInspection } from './object-tabs';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function conditionsOf(object: unknown): readonly Condition[] {
  const found = (object as { status?: { conditions?: unknown } } | null)?.status?.conditions;
  if (!Array.isArray(found)) return [];
  return found.map((one: Readonly<Record<string, unknown>>) => ({
    type: text(one['type']),
    status: text(one['status']),
    reason: text(one['reason']),
    message: text(one['message']),
  }));
}

/** What the node's object says of it: its conditions, newest words, and its taints. */
export function NodeState({ id }: { readonly id: string }) {
  const node = useNode(id);
  const inspection = useInspection(id);
  const conditions = conditionsOf(inspection?.object);
  const taints = node?.taints ?? [];
  return (
    <>
      <h3 className="label mb-1.5">{strings.conditions}</h3>
      <ul className="flex flex-col gap-2 text-[13px]">
        {conditions.map(({ type, status, reason, message }) => (
          <li key={type}>
            <b className="font-semibold">{type}</b> {status}
            <span className="block text-ink-2">
              {reason}: {message}
            </span>
          </li>
        ))}
      </ul>
      <h3 className="label mt-4 mb-1.5">{strings.taints}</h3>
      {taints.length === 0 ? (
        <p className="text-[13px] text-ink-2">None: every pod may come.</p>
      ) : (
        <ul className="flex flex-col gap-1 font-mono text-[12px] break-words">
          {taints.map((taint) => (
            <li key={taint}>{taint}</li>
          ))}
        </ul>
      )}
    </>
  );
}
