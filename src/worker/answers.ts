/** What a request under way is answered with when no answer of the API server will come. */
import type { OutsideResponse } from './protocol';

/** Its past has been undone. */
export const TAKEN_BACK: OutsideResponse = {
  code: 503,
  body: {
    apiVersion: 'v1',
    kind: 'Status',
    metadata: {},
    status: 'Failure',
    reason: 'ServiceUnavailable',
    message: 'the world went back to before this request',
    code: 503,
  },
};

/** The API server died while it served it. kubectl's own words. */
export const CONNECTION_LOST: OutsideResponse = {
  code: 0,
  body: { message: 'Unable to connect to the server: unexpected EOF' },
};
