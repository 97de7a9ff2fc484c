/** `kubectl run`. Models kubectl/pkg/cmd/run. */
import { goQuote } from '../../../engine/api/go-print';
import { withUpdatedConfig } from '../apply/last-applied';
import { PODS, SERVICES } from '../built-in-kinds';
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import type { Mapping } from '../discovery';
import { KubectlError, usageError } from '../errors';
import { exposedService } from '../generate/exposed-service';
import { pod } from '../generate/pod';
import { isImageName } from '../generate/image-name';
import { podRunningTimeout } from '../pods/flags';
import type { Info } from '../resources';
import { type Deletion, deleteAll, PLAIN_DELETION } from '../write/deletion';
import {
  DRY_RUN_FLAG,
  type DryRun,
  dryRunOf,
  fieldManagerFlag,
  OUTPUT_FLAGS,
  requireFlags,
  SAVE_CONFIG_FLAG,
} from '../write/flags';
import { type ResultPrinter, resultPrinter } from '../write/output';
import { OVERRIDE_FLAGS, overridden } from '../write/overrides';
import { parsePairs } from '../write/pairs';
import { asTyped } from '../write/typed-answer';
import { attachToRun } from '../write/run-attached';
import { cascadeOf, DELETION_FLAGS } from './delete';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

interface Plan {
  readonly dryRun: DryRun;
  readonly isAttached: boolean;
  readonly isRemoved: boolean;
  readonly restart: string;
}

function planOf(call: Call, dryRun: DryRun): Plan {
  const { flags, path } = call;
  const stdin = flags.bool('stdin');
  const image = flags.string('image');
  if (call.args.length === 0 || call.argsBeforeDash === 0) throw usageError(path, 'NAME is required for run');
  if (flags.duration('pod-running-timeout') <= 0) {
    throw usageError(path, '--pod-running-timeout must be higher than zero');
  }
  if (image === '') throw new KubectlError('--image is required');
  if (!isImageName(image)) {
    throw new KubectlError(`Invalid image name ${goQuote(image)}: invalid reference format`);
  }
  if (flags.bool('tty') && !stdin) {
    throw usageError(path, '-i/--stdin is required for containers with -t/--tty=true');
  }
  if (flags.bool('expose') && flags.string('port') === '') {
    throw usageError(path, '--port must be set when exposing a service');
  }
  const restart = flags.string('restart') || (stdin ? 'OnFailure' : 'Always');
  if (!RESTART_POLICIES.includes(restart)) throw usageError(path, `invalid restart policy: ${restart}`);
  const isAttached = flags.isSet('attach') ? flags.bool('attach') : stdin;
  if (!isAttached && flags.bool('rm')) {
    throw usageError(path, '--rm should only be used for attached containers');
  }
  if (isAttached && dryRun !== 'none') {
    throw usageError(
      path,
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  }
  const pull = flags.string('image-pull-policy');
  if (pull !== '' && !PULL_POLICIES.includes(pull))
    throw usageError(path, `invalid image pull policy: ${pull}`);
  return { dryRun, isAttached, isRemoved: flags.bool('rm'), restart };
}

function podFor(call: Call): KubeObject {
  const { flags, args } = call;
  const { set } = parsePairs(flags.strings('annotations'), 'annotations', false);
  return pod({
    name: args[0] ?? '',
    namespace: '',
    image: flags.string('image'),
    imagePullPolicy: flags.string('image-pull-policy'),
    labels: flags.string('labels'),
    annotations: Object.fromEntries(set),
    env: flags.strings('env'),
    port: flags.string('port'),
    restart: flags.string('restart'),
    words: args.slice(1),
    isCommand: flags.bool('command'),
    stdin: flags.bool('stdin'),
    tty: flags.bool('tty'),
    leaveStdinOpen: flags.bool('leave-stdin-open'),
    privileged: flags.bool('privileged'),
  });
}

function serviceFor({ flags, args }: Call): KubeObject {
  const name = args[0] ?? '';
  return exposedService({
    name,
    namespace: '',
    selector: flags.string('labels') || `run=${name}`,
    labels: flags.string('labels'),
    ports: flags.string('port'),
    protocols: new Map(),
    protocol: '',
    targetPort: '',
    externalIP: '',
    type: '',
    loadBalancerIP: '',
    sessionAffinity: '',
    clusterIP: '',
  });
}

async function create(call: Call, mapping: Mapping, object: KubeObject, dryRun: DryRun): Promise<KubeObject> {
  if (dryRun === 'client') {
    if (!call.isNamespaceEnforced) return object;
    const { name, ...rest } = object.metadata;
    return { ...object, metadata: { name, namespace: call.namespace, ...rest } };
  }
  const configured = withUpdatedConfig(object, call.flags.bool('save-config'), true);
  const options = { fieldManager: call.flags.string('field-manager'), dryRun: dryRun === 'server' };
  return asTyped(await call.client.create(mapping, call.namespace, configured, options));
}

function infoOf(mapping: Mapping, { metadata }: KubeObject): Info {
  return { mapping, namespace: metadata.namespace ?? '', name: metadata.name, source: '', object: null };
}

function deletionOf(call: Call): Deletion {
  return {
    ...PLAIN_DELETION,
    cascade: cascadeOf(call),
    ignoreNotFound: true,
    isQuiet: call.flags.bool('quiet'),
  };
}

async function expose(call: Call, printer: ResultPrinter, dryRun: DryRun): Promise<KubeObject> {
  const service = await create(call, SERVICES, serviceFor(call), dryRun);
  await printer.print(service, 'created', true);
  // The pod follows: the two are documents of one stream.
  if (call.flags.string('output') === 'yaml') call.out('---\n');
  return service;
}

async function run(call: Call): Promise<number | undefined> {
  requireFlags(call, 'image');
  const dryRun = dryRunOf(call);
  const printer = await resultPrinter(call, dryRun);
  const plan = planOf(call, dryRun);
  const created = await create(call, PODS, overridden(call, podFor(call)), dryRun);
  const infos = [infoOf(PODS, created)];
  let failure: unknown;
  if (call.flags.bool('expose')) {
    try {
      infos.push(infoOf(SERVICES, await expose(call, printer, dryRun)));
    } catch (error) {
      failure = error;
    }
  }
  if (plan.isAttached) {
    try {
      return await attachToRun(call, created, plan.restart);
    } finally {
      if (plan.isRemoved) await deleteAll(call, infos, [], deletionOf(call));
    }
  }
  await printer.print(created, 'created', true);
  if (failure !== undefined)
    throw failure instanceof Error ? failure : new KubectlError('service not created');
  return undefined;
}

export const runCommand: Command = {
  name: 'run',
  use: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  short: 'Run a particular image on the cluster',
  completes: 'none',
  flags: [
    ...OUTPUT_FLAGS,
    {
      name: 'annotations',
      type: 'stringArray',
      help: 'An annotation of the pod: key=value. May be repeated.',
    },
    { name: 'attach', type: 'bool', help: 'Wait until it runs, and join the terminal to it. On with -i.' },
    ...DELETION_FLAGS,
    { name: 'command', type: 'bool', help: 'The words at the end are the command, not its arguments.' },
    DRY_RUN_FLAG,
    { name: 'env', type: 'stringArray', help: 'An environment variable: KEY=value. May be repeated.' },
    { name: 'expose', type: 'bool', help: 'Make a ClusterIP Service before the pod; needs --port.' },
    fieldManagerFlag('kubectl-run'),
    { name: 'image', type: 'string', help: 'The image that the container runs.' },
    {
      name: 'image-pull-policy',
      type: 'string',
      help: 'Always, IfNotPresent or Never; if absent, the server decides.',
      completes: 'values',
      values: PULL_POLICIES,
    },
    { name: 'labels', short: 'l', type: 'string', help: 'Labels of the pod: app=web,tier=front.' },
    { name: 'leave-stdin-open', type: 'bool', help: 'Keep stdin open after the first attach.' },
    ...OVERRIDE_FLAGS,
    podRunningTimeout('1m0s'),
    { name: 'port', type: 'string', help: 'The port that the container opens.' },
    { name: 'privileged', type: 'bool', help: 'Run the container with all rights on its node.' },
    { name: 'quiet', short: 'q', type: 'bool', help: 'No prompts.' },
    {
      name: 'restart',
      type: 'string',
      default: 'Always',
      help: 'What happens when it ends: Always, OnFailure or Never.',
      completes: 'values',
      values: RESTART_POLICIES,
    },
    { name: 'rm', type: 'bool', help: 'Delete the pod when it has ended; only with -i or --attach.' },
    SAVE_CONFIG_FLAG,
    { name: 'stdin', short: 'i', type: 'bool', help: 'Keep stdin of the container open.' },
    { name: 'tty', short: 't', type: 'bool', help: 'Give the container a terminal.' },
  ],
  run,
};
