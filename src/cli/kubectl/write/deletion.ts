/** Deleting what a command line means. Shared by delete, replace --force, apply --prune and run --rm. Models delete.go. */
import type { KubeObject } from '../client';
import type { Call } from '../command';
import { addSource, bundled, isNotFound, throwAll } from '../errors';
import type { Info } from '../resources';
import { StatusError } from '../status-error';
import { Warnings } from '../warnings';
import type { DryRun } from './flags';
import { kindName, operationText } from './output';
import { type Doomed, waitUntilDeleted } from './wait-deleted';

export type Cascade = 'Background' | 'Foreground' | 'Orphan';

export interface Deletion {
  readonly cascade: Cascade;
  /** Seconds; negative leaves it to the object. */
  readonly gracePeriod: number;
  readonly dryRun: DryRun;
  readonly ignoreNotFound: boolean;
  /** Wait until it is gone. */
  readonly wait: boolean;
  /** ms; 0 is a week. */
  readonly timeout: number;
  readonly isQuiet: boolean;
  /** `-o name`. */
  readonly printsNames: boolean;
  /** `--namespace` was given: say so when something belongs to no namespace. */
  readonly warnsOfClusterScope: boolean;
}

const WEEK = 7 * 24 * 60 * 60 * 1000;

export const PLAIN_DELETION: Deletion = {
  cascade: 'Background',
  gracePeriod: -1,
  dryRun: 'none',
  ignoreNotFound: false,
  wait: false,
  timeout: 0,
  isQuiet: false,
  printsNames: false,
  warnsOfClusterScope: false,
};

/** Body of the request. */
export function deleteOptions({ cascade, gracePeriod, dryRun }: Deletion): object {
  return {
    ...(gracePeriod >= 0 ? { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: gracePeriod } : {}),
    propagationPolicy: cascade,
    ...(dryRun === 'server' ? { dryRun: ['All'] } : {}),
  };
}

/** One line per thing that goes; it names no object, for there is none any more. */
function tell(call: Call, { mapping, name }: Info, deletion: Deletion): void {
  if (deletion.isQuiet) return;
  const { group, version, kind } = mapping;
  const type = kindName({ apiVersion: group === '' ? version : `${group}/${version}`, kind });
  const operation = deletion.gracePeriod === 0 ? 'force deleted' : 'deleted';
  call.out(
    deletion.printsNames
      ? `${type}/${name}\n`
      : `${type} "${name}" ${operationText(operation, deletion.dryRun)}\n`,
  );
}

/** The uid of what was deleted: from the Status, or from the object that is still there. */
function uidOf(answer: KubeObject): string {
  const details = answer['details'] as { uid?: string } | undefined;
  return (answer.kind === 'Status' ? details?.uid : answer.metadata.uid) ?? '';
}

/** `errors`: what went wrong while they were looked for. */
export async function deleteAll(
  call: Call,
  infos: readonly Info[],
  errors: readonly unknown[],
  deletion: Deletion,
): Promise<void> {
  const failures: unknown[] = [];
  const doomed: Doomed[] = [];
  const isIgnored = (error: unknown) => deletion.ignoreNotFound && isNotFound(error);
  const warnings = new Warnings(call.context);
  let found = 0;
  for (const info of infos) {
    if (deletion.warnsOfClusterScope && !info.mapping.namespaced) {
      warnings.warn('deleting cluster-scoped resources, not scoped to the provided namespace');
    }
    found += 1;
    if (deletion.dryRun === 'client') {
      tell(call, info, deletion);
      continue;
    }
    try {
      doomed.push(await deleteOne(call, info, deletion));
    } catch (error) {
      if (call.context.signal.aborted) throw error;
      if (!isIgnored(error)) failures.push(error);
    }
  }
  throwAll([...failures, ...bundled(errors.filter((error) => !isIgnored(error)))]);
  if (found === 0) call.out('No resources found\n');
  if (found === 0 || !deletion.wait || deletion.dryRun !== 'none') return;
  await waitForAll(call, doomed, deletion);
}

async function deleteOne(call: Call, info: Info, deletion: Deletion): Promise<Doomed> {
  const { mapping, namespace, name, source } = info;
  let answer: KubeObject;
  try {
    answer = await call.client.delete(mapping, namespace, name, deleteOptions(deletion));
  } catch (error) {
    throw addSource('deleting', source, error);
  }
  tell(call, info, deletion);
  return { info, uid: uidOf(answer) };
}

/** That somebody may not watch is no failure of the deletion. */
async function waitForAll(call: Call, doomed: readonly Doomed[], { timeout }: Deletion): Promise<void> {
  try {
    await waitUntilDeleted(call.client, doomed, timeout === 0 ? WEEK : timeout);
  } catch (error) {
    const reason = error instanceof StatusError ? error.status.reason : '';
    if (reason !== 'Forbidden' && reason !== 'MethodNotAllowed') throw error;
  }
}
