/** Who is next: the higher priority, then who waits longer. Models pkg/scheduler/framework/plugins/queuesort. */

interface Waiting {
  readonly priority: number;
  readonly at: number;
}

/** True when `a` goes before `b`. */
export function goesBefore(a: Waiting, b: Waiting): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.at < b.at);
}
