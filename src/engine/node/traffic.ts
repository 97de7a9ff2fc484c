/** What became of the requests that containers of a machine made: the newest ones, and counts. Immutable. */
import { own } from '../workload/own';

export interface TrafficResult {
  /** When it ended, virtual ms. */
  readonly at: number;
  /** `namespace/name` of the pod that asked. */
  readonly from: string;
  /** `namespace/name` of the Service; the address for what was no Service. */
  readonly service: string;
  readonly ok: boolean;
  /** HTTP status; 0 when there was no answer. */
  readonly code: number;
  /** `refused`, `timeout`, `unknown-host`, `no-dns`; '' for an answer. */
  readonly problem: string;
  readonly ms: number;
  /** Name of the pod that answered; '' when it is not known. */
  readonly pod: string;
}

export interface Traffic {
  /** Oldest first. */
  readonly recent: readonly TrafficResult[];
  /** By Service. */
  readonly counts: Readonly<Record<string, { readonly ok: number; readonly failed: number }>>;
}

export const NO_TRAFFIC: Traffic = { recent: [], counts: {} };

const RECENT_MAX = 60;
const COUNTED_MAX = 64;

export function withResult({ recent, counts }: Traffic, result: TrafficResult): Traffic {
  const { service, ok } = result;
  const known = own(counts, service);
  const isCounted = known !== undefined || Object.keys(counts).length < COUNTED_MAX;
  const before = known ?? { ok: 0, failed: 0 };
  const after = ok ? { ...before, ok: before.ok + 1 } : { ...before, failed: before.failed + 1 };
  return {
    recent: [...recent.slice(1 - RECENT_MAX), result],
    counts: isCounted ? { ...counts, [service]: after } : counts,
  };
}
