/** What answers requests to one subresource. */
import type { Flow } from './flow';
import type { Place } from './place';
import type { Taken } from './taken';

/** Answers the request: at once (null), or with a flow that goes on. */
export type SubresourceServer = (taken: Taken, place: Place) => Flow | null;
