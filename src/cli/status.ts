/** What the page's buttons say when a request of theirs fails: kubectl's words for a Status. */

export interface ApiResponse {
  /** HTTP's; 0 when nobody answered. */
  readonly code: number;
  readonly body: unknown;
}

/** One cause in a Status: which field, and what is wrong with it. */
interface StatusCause {
  readonly field: string;
  readonly message: string;
}

/** The part of a `Status` object that a command line shows. */
interface StatusView {
  /** False when nobody answered: the message is the command line's own then. */
  readonly answered: boolean;
  readonly reason: string;
  readonly message: string;
  readonly kind: string;
  readonly name: string;
  readonly causes: readonly StatusCause[];
  /** False for a Status without details: then kubectl does not show its message either. */
  readonly hasDetails: boolean;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Reads a response's Status; null when the request succeeded. Code 0 is that of a request that nobody answered. */
function failureOf(response: ApiResponse): StatusView | null {
  if (response.code >= 200 && response.code < 400) return null;
  const answered = response.code !== 0;
  const status = record(response.body);
  const details = record(status['details']);
  const causes = Array.isArray(details['causes']) ? details['causes'].map(record) : [];
  const silence = answered ? `the server answered ${response.code}` : 'The kube-apiserver does not answer.';
  return {
    answered,
    reason: text(status['reason']),
    message: text(status['message']) || silence,
    kind: text(details['kind']),
    name: text(details['name']),
    causes: causes.map((cause) => ({ field: text(cause['field']), message: text(cause['message']) })),
    hasDetails: status['details'] !== undefined,
  };
}

/** kubectl's words for a Status. `doing` is its middle part: `error when creating "web.yaml": `. */
function kubectlError(status: StatusView, doing = ''): string {
  if (!status.answered) return status.message;
  if (status.reason === 'Invalid') return invalidError(status);
  const reason = status.reason === '' ? '' : ` (${status.reason})`;
  return `Error from server${reason}: ${doing}${status.message}`;
}

// Models kubectl/pkg/cmd/util checkErr: an Invalid status is told by its causes.
function invalidError(status: StatusView): string {
  const isNamed = status.kind !== '' || status.name !== '';
  const head = isNamed ? `The ${status.kind} "${status.name}" is invalid` : 'The request is invalid';
  const causes = status.causes.map((cause) => `${cause.field}: ${cause.message}`);
  if (causes.length === 0) {
    return !isNamed && status.hasDetails && status.message !== '' ? `${head}: ${status.message}` : head;
  }
  if (causes.length === 1) return `${head}: ${causes[0]}`;
  return [`${head}: `, ...causes.map((cause) => `* ${cause}`)].join('\n');
}

/** kubectl's words when the response is a failure, else null. */
export function failureMessage(response: ApiResponse): string | null {
  const status = failureOf(response);
  return status && kubectlError(status);
}
