/** `kubectl set selector|serviceaccount|subject`. Models kubectl/pkg/cmd/set. */
import { structOfObject } from '../../../engine/api/bodies';
import { deepEqual } from '../../../engine/api/equal';
import { parseLabelSelector } from '../../../engine/api/selector-parse';
import { diffMaps } from '../apply/strategic-diff';
import type { KubeObject } from '../client';
import type { Call, Command, FlagSpec } from '../command';
import { KubectlError } from '../errors';
import { goMapJson } from '../go-json';
import { dryRunOf } from '../write/flags';
import { resultPrinter } from '../write/output';
import { checkLocal, objectsToSet, SELECTOR_FLAG, setAll, setFlags, withPodSpec } from '../write/set-objects';

const RESOURCE_VERSION: FlagSpec = {
  name: 'resource-version',
  type: 'string',
  help: 'Only if the object still has this version.',
};

function withSelector(object: KubeObject, selector: Readonly<Record<string, string>>): KubeObject {
  if (object.kind !== 'Service') throw new KubectlError('setting a selector is only supported for Services');
  return { ...object, spec: { ...(object['spec'] as object), selector } };
}

async function setSelector(call: Call): Promise<undefined> {
  const dryRun = dryRunOf(call);
  const text = call.args.at(-1);
  const parsed = text === undefined ? undefined : parseLabelSelector(text);
  if (parsed !== undefined && 'error' in parsed) {
    throw new KubectlError(`couldn't parse the selector string "${text}": ${parsed.error}`);
  }
  const printer = await resultPrinter(call, dryRun);
  if (parsed === undefined) throw new KubectlError('one selector is required');
  const { matchLabels = {}, matchExpressions = [] } = parsed.selector;
  const version = call.flags.string('resource-version');
  for (const { mapping, namespace, name, object } of await objectsToSet(call, call.args.slice(0, -1))) {
    if (object === null) continue;
    if (object.kind === 'Service' && matchExpressions.length > 0) {
      throw new KubectlError(`match expression ${goMapJson(matchExpressions)} not supported on this object`);
    }
    const changed = withSelector(object, matchLabels);
    if (call.flags.bool('local') || dryRun === 'client') {
      await printer.print(changed, 'selector updated');
      continue;
    }
    const patch = diffMaps(object, changed, structOfObject(object.apiVersion, object.kind), {
      setElementOrder: true,
    });
    const whole = version === '' ? patch : { ...patch, metadata: { resourceVersion: version } };
    const options = { fieldManager: call.flags.string('field-manager'), dryRun: dryRun === 'server' };
    const stored = await call.client.patch(mapping, namespace, name, 'strategic', goMapJson(whole), options);
    await printer.print(stored, 'selector updated');
  }
  return undefined;
}

export const setSelectorCommand: Command = {
  name: 'selector',
  use: 'selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  short: 'Set the selector on a resource',
  completes: 'resources',
  flags: setFlags(RESOURCE_VERSION)
    .filter(({ name }) => name !== 'kustomize')
    .map((flag) => (flag.name === 'recursive' ? { ...flag, default: 'true' } : flag)),
  run: setSelector,
};

async function setServiceAccount(call: Call): Promise<undefined> {
  const dryRun = dryRunOf(call);
  checkLocal(call, dryRun);
  const account = call.args.at(-1);
  if (account === undefined) throw new KubectlError('serviceaccount is required');
  const isLocal = call.flags.bool('local');
  const infos = await objectsToSet(call, isLocal ? [] : call.args.slice(0, -1));
  await setAll(call, infos, {
    dryRun,
    operation: 'serviceaccount updated',
    failure: 'failed to patch ServiceAccountName ',
    sendsUnchanged: true,
    change: (_info, object) => withPodSpec(object, (spec) => ({ ...spec, serviceAccountName: account })),
  });
  return undefined;
}

export const setServiceAccountCommand: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  use: 'serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  short: 'Update the service account of a resource',
  completes: 'resources',
  flags: setFlags(),
  run: setServiceAccount,
};

const GROUP = 'rbac.authorization.k8s.io';

interface Subject {
  readonly kind: string;
  readonly apiGroup?: string;
  readonly name: string;
  readonly namespace?: string;
}

function sortedOnce(words: readonly string[]): readonly string[] {
  return [...new Set(words)].toSorted();
}

function subjectsOf({ flags, namespace }: Call): readonly Subject[] {
  return [
    ...sortedOnce(flags.strings('user')).map((name) => ({ apiGroup: GROUP, kind: 'User', name })),
    ...sortedOnce(flags.strings('group')).map((name) => ({ apiGroup: GROUP, kind: 'Group', name })),
    ...sortedOnce(flags.strings('serviceaccount')).map((text) => {
      const [own = '', name = ''] = text.split(':');
      return { kind: 'ServiceAccount', name, namespace: own || namespace };
    }),
  ];
}

function checkSubjects(call: Call, kinds: readonly string[]): void {
  const { flags } = call;
  if (flags.bool('all') && flags.string('selector') !== '') {
    throw new KubectlError('cannot set --all and --selector at the same time');
  }
  const accounts = flags.strings('serviceaccount');
  if (flags.strings('user').length + flags.strings('group').length + accounts.length === 0) {
    throw new KubectlError('you must specify at least one value of user, group or serviceaccount');
  }
  for (const account of accounts) {
    const [namespace, name = '', ...more] = account.split(':');
    if (name === '' || more.length > 0) throw new KubectlError('serviceaccount must be <namespace>:<name>');
    if (namespace === '' && kinds.includes('ClusterRoleBinding')) {
      throw new KubectlError('serviceaccount must be <namespace>:<name>, namespace must be specified');
    }
  }
}

async function setSubject(call: Call): Promise<undefined> {
  const dryRun = dryRunOf(call);
  const infos = await objectsToSet(call, call.args);
  checkLocal(call, dryRun);
  checkSubjects(
    call,
    infos.map(({ mapping }) => mapping.kind),
  );
  const wanted = subjectsOf(call);
  await setAll(call, infos, {
    dryRun,
    operation: 'subjects updated',
    failure: 'failed to patch subjects to rolebinding: ',
    change(_info, object) {
      if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') {
        throw new KubectlError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
      }
      const old = Array.isArray(object['subjects']) ? (object['subjects'] as readonly Subject[]) : [];
      const more = wanted.filter((subject) => !old.some((other) => deepEqual(other, subject)));
      return more.length === 0 ? null : { ...object, subjects: [...old, ...more] };
    },
  });
  return undefined;
}

export const setSubjectCommand: Command = {
  name: 'subject',
  use: 'subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Update the user, group, or service account in a role binding or cluster role binding',
  completes: 'resources',
  flags: setFlags(
    { name: 'group', type: 'stringArray', help: 'A group to bind it to. May be repeated.' },
    SELECTOR_FLAG,
    {
      name: 'serviceaccount',
      type: 'stringArray',
      help: 'A service account to bind it to. May be repeated.',
    },
    { name: 'user', type: 'stringArray', help: 'A user to bind it to. May be repeated.' },
  ),
  run: setSubject,
};
