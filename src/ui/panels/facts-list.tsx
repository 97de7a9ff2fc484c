import type { Fact } from '../../worker/protocol';
import { parseObjectId, select, usePod } from '../store';
import { StatusIcon } from './status-icon';

function Head({ head, about }: Pick<Fact, 'head' | 'about'>) {
  const pod = usePod(about);
  if (head === '') return null;
  return (
    <span className="flex items-center gap-1.5">
      {pod && <StatusIcon shape={pod.shape} size={15} />}
      {parseObjectId(about) ? (
        <button type="button" className="link min-h-6 text-left break-all" onClick={() => select(about)}>
          {head}
        </button>
      ) : (
        <b className="font-semibold">{head}</b>
      )}
    </span>
  );
}

/** Whom an object concerns, and how; each leads there. */
export function FactsList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <ul className="flex flex-col gap-1.5 text-[13px]">
      {facts.map(({ head, text, about }) => (
        <li key={`${head} ${text}`}>
          <Head head={head} about={about} />
          <span className="block text-ink-2">{text}</span>
        </li>
      ))}
    </ul>
  );
}
