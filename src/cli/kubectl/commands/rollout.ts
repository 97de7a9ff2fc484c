import { formatTime } from '../../../engine/api/time';
import type { Call, Command, FlagSpec } from '../command';
import { resourceName } from '../discovery';
import { KubectlError, plainMessage, throwAll } from '../errors';
import { Fields } from '../fields';
import { FILE_FLAGS, find, type Info } from '../resources';
import { historyText, revisionsOf } from '../rollout/history';
import { rollBack } from '../rollout/rollback';
import { DRY_RUN_FLAG, dryRunOf, fieldManagerFlag, OUTPUT_FLAGS } from '../write/flags';
import { resultPrinter } from '../write/output';
import { rolloutStatusCommand } from './rollout-status';

const SELECTOR_FLAG: FlagSpec = {
  name: 'selector',
  short: 'l',
  type: 'string',
  help: 'A label query: app=web,tier in (a,b).',
};

/** What a rollout command is about: asked for now, files by their names. Throws when nothing is named. */
async function rolloutTargets(call: Call) {
  const { args, flags } = call;
  if (args.length === 0 && flags.strings('filename').length === 0 && flags.string('kustomize') === '') {
    throw new KubectlError('required resource not specified');
  }
  return find(call, { args, fetch: true, allOfType: true, latest: true, continueOnError: true });
}

function fieldsOf({ object }: Info): Fields {
  return new Fields(object);
}

const historyCommand: Command = {
  name: 'history',
  use: 'rollout history (TYPE NAME | TYPE/NAME) [flags]',
  short: 'View rollout history',
  examples: `kubectl rollout history deployment/web
# The pod template of one revision
kubectl rollout history daemonset/agent --revision=3`,
  completes: 'resources',
  flags: [
    { name: 'revision', type: 'int', default: '0', help: 'Show the pod template of this revision.' },
    SELECTOR_FLAG,
    ...FILE_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  async run(call) {
    const wanted = call.flags.int('revision');
    const printer = await resultPrinter(call, 'none');
    const { infos, errors } = await rolloutTargetsFor(call, wanted);
    for (const info of infos) {
      const revisions = await revisionsOf(call.client, info.mapping, fieldsOf(info));
      if (call.flags.string('output') === '') {
        const title = wanted > 0 ? `with revision #${wanted}` : '';
        const { object } = info;
        if (object !== null) await printer.print(object, `${title}\n${historyText(revisions, wanted)}`);
        continue;
      }
      const shown = revisions.filter(({ number }) => wanted === 0 || number === wanted);
      if (shown.length === 0 && wanted > 0) {
        throw new KubectlError('unable to find the specified revision');
      }
      for (const { object } of shown.toSorted((a, b) => a.number - b.number)) await printer.print(object, '');
    }
    throwAll(errors);
    return 0;
  },
};

async function rolloutTargetsFor(call: Call, revision: number) {
  const isNamed = call.args.length > 0 || call.flags.strings('filename').length > 0;
  if (isNamed && revision < 0) {
    throw new KubectlError(`revision must be a positive integer: ${revision}`);
  }
  return rolloutTargets(call);
}

const undoCommand: Command = {
  name: 'undo',
  use: 'rollout undo (TYPE NAME | TYPE/NAME) [flags]',
  short: 'Undo a previous rollout',
  examples: `# To the revision before
kubectl rollout undo deployment/web
# To a certain one
kubectl rollout undo daemonset/agent --to-revision=3
# Only look
kubectl rollout undo --dry-run=server deployment/web`,
  completes: 'resources',
  flags: [
    {
      name: 'to-revision',
      type: 'int',
      default: '0',
      help: 'The revision to go back to; 0 is the one before.',
    },
    ...FILE_FLAGS,
    DRY_RUN_FLAG,
    SELECTOR_FLAG,
    ...OUTPUT_FLAGS,
  ],
  async run(call) {
    const dryRun = dryRunOf(call);
    const printer = await resultPrinter(call, dryRun);
    const { infos, errors } = await rolloutTargets(call);
    for (const info of infos) {
      const toRevision = call.flags.int('to-revision');
      const { client } = call;
      const target = { client, mapping: info.mapping, object: fieldsOf(info), toRevision, dryRun };
      const result = await rollBack(target);
      if (info.object !== null) await printer.print(info.object, result);
    }
    throwAll(errors);
    return 0;
  },
};

/** A small change of each object. */
interface Change {
  /** The strategic patch; '' when there is nothing to change. Throws when it cannot be. */
  patchOf(object: Fields, call: Call): unknown;
  readonly done: string;
  readonly supports: readonly string[];
  /** `restarting is not supported`. */
  readonly doing: string;
}

async function changeAll(call: Call, change: Change): Promise<number> {
  const printer = await resultPrinter(call, 'none');
  const found = await rolloutTargets(call);
  const errors: unknown[] = [...found.errors];
  if (found.infos.length === 0 && errors.length === 0) {
    call.err(`No resources found in ${call.namespace} namespace.\n`);
    return 0;
  }
  for (const info of found.infos) {
    try {
      const patch = patchOf(call, info, change);
      const manager = call.flags.string('field-manager');
      const { mapping, namespace, name } = info;
      const changed = await call.client
        .patch(mapping, namespace, name, 'strategic', patch, { fieldManager: manager })
        .catch((error: unknown) => {
          if (call.context.signal.aborted) throw error;
          throw new KubectlError(`failed to patch: ${plainMessage(error)}`);
        });
      await printer.print(changed, change.done);
    } catch (error) {
      if (call.context.signal.aborted) throw error;
      errors.push(error);
    }
  }
  throwAll(errors);
  return 0;
}

function patchOf(call: Call, info: Info, change: Change): unknown {
  const problem = (words: string) =>
    new KubectlError(`error: ${resourceName(info.mapping)} "${info.name}" ${words}`);
  if (!change.supports.includes(info.mapping.kind)) throw problem(`${change.doing} is not supported`);
  try {
    return change.patchOf(fieldsOf(info), call);
  } catch (error) {
    if (error instanceof CannotChange) throw problem(error.message);
    throw error;
  }
}

/** Said after the object's name. */
class CannotChange extends Error {}

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

const CHANGE_FLAGS: readonly FlagSpec[] = [
  ...FILE_FLAGS,
  fieldManagerFlag('kubectl-rollout'),
  SELECTOR_FLAG,
  ...OUTPUT_FLAGS,
];

const restartCommand: Command = {
  name: 'restart',
  use: 'rollout restart RESOURCE',
  short: 'Restart a resource',
  examples: `kubectl rollout restart deployment/web
# All that have a label
kubectl rollout restart deployment --selector=app=web`,
  completes: 'resources',
  flags: CHANGE_FLAGS,
  run: (call) =>
    changeAll(call, {
      supports: ['Deployment', 'DaemonSet', 'StatefulSet'],
      doing: 'restarting',
      done: 'restarted',
      patchOf(object, { context }) {
        if (object.bool('spec.paused')) {
          throw new CannotChange("can't restart paused deployment (run rollout resume first)");
        }
        const now = formatTime(context.now());
        if (object.at('spec.template').annotations[RESTARTED_AT] === now) {
          throw new KubectlError(
            `failed to create patch for ${object.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
          );
        }
        return { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: now } } } } };
      },
    }),
};

const pauseCommand: Command = {
  name: 'pause',
  use: 'rollout pause RESOURCE',
  short: 'Mark the provided resource as paused',
  examples: `# Changes of the template wait until the rollout goes on
kubectl rollout pause deployment/web`,
  completes: 'resources',
  flags: CHANGE_FLAGS,
  run: (call) =>
    changeAll(call, {
      supports: ['Deployment'],
      doing: 'pausing',
      done: 'paused',
      patchOf(object) {
        if (object.bool('spec.paused')) throw new CannotChange('is already paused');
        return { spec: { paused: true } };
      },
    }),
};

const resumeCommand: Command = {
  name: 'resume',
  use: 'rollout resume RESOURCE',
  short: 'Resume a paused resource',
  examples: 'kubectl rollout resume deployment/web',
  completes: 'resources',
  flags: CHANGE_FLAGS,
  run: (call) =>
    changeAll(call, {
      supports: ['Deployment'],
      doing: 'resuming',
      done: 'resumed',
      patchOf(object) {
        if (!object.bool('spec.paused')) throw new CannotChange('is not paused');
        return { spec: { paused: null } };
      },
    }),
};

/** Models kubectl/pkg/cmd/rollout. */
export const rolloutCommand: Command = {
  name: 'rollout',
  use: 'rollout SUBCOMMAND',
  short: 'Manage the rollout of a resource',
  long: 'Manage the rollout of one or many Deployments, DaemonSets and StatefulSets.',
  flags: [],
  subcommands: [
    historyCommand,
    pauseCommand,
    restartCommand,
    resumeCommand,
    rolloutStatusCommand,
    undoCommand,
  ],
};
