/** `kubectl delete`. Models kubectl/pkg/cmd/delete. */
import type { Call, Command, FlagSpec } from '../command';
import { isNotFound, KubectlError, throwAll } from '../errors';
import { FILE_FLAGS, type Found, type Info } from '../resources';
import { findObjects } from '../write/find-objects';
import { Warnings } from '../warnings';
import { type Cascade, type Deletion, deleteAll } from '../write/deletion';
import { DRY_RUN_FLAG, dryRunOf } from '../write/flags';
import { kindName } from '../write/output';
import { checkRaw, sendRaw } from '../write/raw';

/** How long, how and whether to wait: shared with replace and apply. */
export const DELETION_FLAGS: readonly FlagSpec[] = [
  {
    name: 'cascade',
    type: 'string',
    default: 'background',
    noValue: 'background',
    help: 'What happens to what it owns: background deletes it afterwards, foreground before, orphan keeps it.',
    completes: 'values',
    values: ['background', 'orphan', 'foreground'],
  },
  {
    name: 'force',
    type: 'bool',
    help: 'Take it out of the API at once, without waiting for a graceful end.',
  },
  {
    name: 'grace-period',
    type: 'int',
    default: '-1',
    help: 'Seconds to end in; negative leaves it to the object, 0 needs --force.',
  },
  {
    name: 'timeout',
    type: 'duration',
    default: '0s',
    help: 'How long to wait for the end; 0 is without end.',
  },
];

/** Models ParseCascadingFlag (`strconv.ParseBool` words are no longer taken). */
export function cascadeOf({ flags }: Call): Cascade {
  const value = flags.string('cascade');
  if (value === 'orphan') return 'Orphan';
  if (value === 'foreground') return 'Foreground';
  if (value === 'background') return 'Background';
  throw new KubectlError(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
}

function gracePeriodOf({ flags }: Call): number {
  let seconds = flags.int('grace-period');
  if (flags.bool('now')) {
    if (seconds !== -1) throw new KubectlError('--now and --grace-period cannot be specified together');
    seconds = 1;
  }
  const isForced = flags.bool('force');
  // Only --force ends things at once; without it 0 is 1.
  if (seconds === 0 && !isForced) return 1;
  return isForced && seconds < 0 ? 0 : seconds;
}

function deletionOf(call: Call): Deletion {
  const { flags } = call;
  const selects =
    flags.bool('all') || flags.string('selector') !== '' || flags.string('field-selector') !== '';
  const isQuietAboutMissing = flags.isSet('ignore-not-found') ? flags.bool('ignore-not-found') : selects;
  return {
    cascade: cascadeOf(call),
    gracePeriod: gracePeriodOf(call),
    dryRun: dryRunOf(call),
    ignoreNotFound: isQuietAboutMissing,
    wait: flags.bool('wait'),
    timeout: flags.duration('timeout'),
    isQuiet: false,
    printsNames: flags.string('output') === 'name',
    warnsOfClusterScope: call.isNamespaceEnforced && !flags.bool('all-namespaces'),
  };
}

function check(call: Call, { gracePeriod }: Deletion): void {
  const { flags } = call;
  const output = flags.string('output');
  if (output !== '' && output !== 'name') {
    throw new KubectlError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  }
  if (flags.bool('all') && flags.string('field-selector') !== '') {
    throw new KubectlError('cannot set --all and --field-selector at the same time');
  }
  if (gracePeriod === 0 && flags.bool('force')) {
    new Warnings(call.context).warn(
      'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
    );
  } else if (gracePeriod > 0 && flags.bool('force')) {
    throw new KubectlError('--force and --grace-period greater than 0 cannot be specified together');
  }
}

function referenceTo({ mapping, name }: Info): string {
  const { group, version, kind } = mapping;
  return `${kindName({ apiVersion: group === '' ? version : `${group}/${version}`, kind })}/${name}`;
}

/** False when the person does not want it. */
async function confirmed(call: Call, infos: readonly Info[]): Promise<boolean> {
  call.out(`You are about to delete the following ${infos.length} resource(s):\n`);
  for (const info of infos) call.out(`${referenceTo(info)}\n`);
  call.out('Do you want to continue? (y/n): ');
  const answer = (await call.context.stdin.read()) ?? '';
  return answer.trim().split(/\s/)[0]?.toLowerCase() === 'y';
}

async function confirm(call: Call, found: Found, deletion: Deletion): Promise<boolean> {
  const [error] = found.errors.filter((each) => !(deletion.ignoreNotFound && isNotFound(each)));
  if (error !== undefined) throwAll([error]);
  if (found.infos.length === 0) {
    call.out('No resources found\n');
    return false;
  }
  if (await confirmed(call, found.infos)) return true;
  call.out('deletion is cancelled\n');
  return false;
}

async function run(call: Call): Promise<undefined> {
  const deletion = deletionOf(call);
  const { flags, args } = call;
  if (flags.string('raw') !== '') {
    check(call, deletion);
    if (flags.bool('interactive')) throw new KubectlError('--interactive can not be used with --raw');
    checkRaw(call, false);
    await sendRaw(call, 'DELETE');
    return undefined;
  }
  const found = await findObjects(call, { args, fetch: false, continueOnError: true });
  check(call, deletion);
  if (flags.bool('interactive') && !(await confirm(call, found, deletion))) return undefined;
  await deleteAll(call, found.infos, found.errors, deletion);
  return undefined;
}

export const deleteCommand: Command = {
  name: 'delete',
  use: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  completes: 'resources',
  flags: [
    { name: 'all', type: 'bool', help: 'All of the type, in the namespace.' },
    { name: 'all-namespaces', short: 'A', type: 'bool', help: 'In all namespaces.' },
    ...DELETION_FLAGS,
    DRY_RUN_FLAG,
    { name: 'field-selector', type: 'string', help: 'Only those whose fields are so: status.phase=Failed.' },
    ...FILE_FLAGS,
    { name: 'ignore-not-found', type: 'bool', help: 'What is not there counts as deleted.' },
    { name: 'interactive', short: 'i', type: 'bool', help: 'Ask before.' },
    { name: 'now', type: 'bool', help: 'The same as --grace-period=1.' },
    {
      name: 'output',
      short: 'o',
      type: 'string',
      help: 'name: print type/name.',
      completes: 'values',
      values: ['name'],
    },
    { name: 'raw', type: 'string', help: 'A path of the server to DELETE.' },
    { name: 'selector', short: 'l', type: 'string', help: 'Only those with these labels.' },
    { name: 'wait', type: 'bool', default: 'true', help: 'Wait until they are gone.' },
  ],
  run,
};
