import { select } from '../store';
import { strings } from '../strings';
import { useInspection } from './object-tabs';

/** The chain of owners, nearest first; each leads to itself. */
export function Owners({ id }: { readonly id: string }) {
  const inspection = useInspection(id);
  if (!inspection || inspection.owners.length === 0) return null;
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-x-1.5 text-[13px]">
      <span className="text-ink-2" aria-hidden="true">
        of
      </span>
      <span className="sr-only">{strings.owners}</span>
      {inspection.owners.map((owner, index) => (
        <span key={owner.id} className="flex items-center gap-1.5">
          {index > 0 && <span className="text-ink-2">▸</span>}
          <button type="button" className="link min-h-6 text-left" onClick={() => select(owner.id)}>
            {owner.kind} {owner.name}
          </button>
        </span>
      ))}
    </div>
  );
}
