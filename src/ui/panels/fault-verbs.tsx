import type { FaultOffer } from '../../worker/protocol';
import { causeFault } from '../actions';
import { Verb } from './verb';

/** What sets something right again is not dressed as a danger. */
const cures: ReadonlySet<FaultOffer['fault']['type']> = new Set(['start', 'power-on', 'mend']);

interface FaultVerbsProps {
  /** Address or id of what they are offered for. */
  readonly id: string;
  readonly offers: readonly FaultOffer[];
}

/** What can be done to a machine, a link or a process here and now, each with the deed that it stands for. */
export function FaultVerbs({ id, offers }: FaultVerbsProps) {
  if (offers.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      {offers.map(({ fault, verb, label }) => (
        <Verb
          key={`${fault.type} ${fault.target}`}
          name={verb}
          command={label}
          keys=""
          hot={!cures.has(fault.type)}
          onRun={() => causeFault(id, fault)}
        />
      ))}
    </div>
  );
}
