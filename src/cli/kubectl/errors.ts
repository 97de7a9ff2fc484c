/** Errors of kubectl's own, and how errors are printed. Models kubectl/pkg/cmd/util/helpers.go (checkErr). */

/** Printed as `error: <message>` on stderr, unless `isPlain`. */
export class KubectlError extends Error {
  override readonly name = 'KubectlError';
  constructor(
    message: string,
    readonly exitCode = 1,
    /** True when the message stands by itself: `Error from server …`, or '' for an exit without words. */
    readonly isPlain = false,
  ) {
    super(message);
  }
}

/** `error: <message>\nSee 'kubectl get -h' for help and examples`. Models UsageErrorf. */
export function usageError(path: string, message: string): KubectlError {
  return new KubectlError(`${message}\nSee '${path} -h' for help and examples`);
}
