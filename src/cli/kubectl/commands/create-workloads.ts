/** `kubectl create deployment|job|cronjob`. Models kubectl/pkg/cmd/create. */
import type { Call, Command } from '../command';
import { KubectlError } from '../errors';
import { cronJob, deployment, job, jobFromCronJob } from '../generate/workloads';
import { randomSuffix } from '../generate/random-suffix';
import { find } from '../resources';
import { generatedCommand } from '../write/generated';

/** What stands behind the name. */
function wordsOf(call: Call): readonly string[] {
  return call.args.slice(1);
}

export const createDeploymentCommand: Command = generatedCommand({
  name: 'deployment',
  aliases: ['deploy'],
  use: 'deployment NAME --image=image -- [COMMAND] [args...]',
  short: 'Create a deployment with the specified name',
  failure: 'failed to create deployment: ',
  required: ['image'],
  flags: [
    { name: 'image', type: 'strings', help: 'Image to run. Several make a pod of several containers.' },
    { name: 'port', type: 'int', default: '-1', help: 'The containerPort that the first container opens.' },
    { name: 'replicas', short: 'r', type: 'int', default: '1', help: 'How many pods to run.' },
  ],
  build: (call, name, namespace) =>
    deployment({
      name,
      namespace,
      images: call.flags.strings('image'),
      replicas: call.flags.int('replicas'),
      port: call.flags.int('port'),
      command: wordsOf(call),
      suffix: randomSuffix,
    }),
});

async function sourceCronJob(call: Call, from: string) {
  const { infos } = await find(call, { args: [from], fetch: true });
  const [info] = infos;
  if (infos.length !== 1 || info === undefined || info.object === null) {
    throw new KubectlError('from must be an existing cronjob');
  }
  const { kind, group, version } = info.mapping;
  if (kind !== 'CronJob') throw new KubectlError(`unknown object type ${goType(group, version, kind)}`);
  return info.object;
}

/** `*v1.Deployment`. */
function goType(_group: string, version: string, kind: string): string {
  return `*${version}.${kind}`;
}

export const createJobCommand: Command = generatedCommand({
  name: 'job',
  use: 'job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  short: 'Create a job with the specified name',
  failure: 'failed to create job: ',
  flags: [
    { name: 'from', type: 'string', help: 'What to make the Job of: cronjob/NAME.', completes: 'names' },
    { name: 'image', type: 'string', help: 'Image to run.' },
  ],
  async build(call, name, namespace) {
    const image = call.flags.string('image');
    const from = call.flags.string('from');
    const command = wordsOf(call);
    if ((image === '') === (from === ''))
      throw new KubectlError('either --image or --from must be specified');
    if (command.length > 0 && from !== '') throw new KubectlError('cannot specify --from and command');
    return from === ''
      ? job({ name, namespace, image, command })
      : jobFromCronJob(name, namespace, await sourceCronJob(call, from));
  },
});

export const createCronJobCommand: Command = generatedCommand({
  name: 'cronjob',
  aliases: ['cj'],
  use: "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  short: 'Create a cron job with the specified name',
  failure: 'failed to create cronjob: ',
  required: ['image', 'schedule'],
  flags: [
    { name: 'image', type: 'string', help: 'Image to run.' },
    {
      name: 'restart',
      type: 'string',
      help: "The Job's restart policy: OnFailure or Never.",
      completes: 'values',
      values: ['OnFailure', 'Never'],
    },
    { name: 'schedule', type: 'string', help: 'When the Job runs, in cron notation.' },
  ],
  build: (call, name, namespace) =>
    cronJob({
      name,
      namespace,
      image: call.flags.string('image'),
      schedule: call.flags.string('schedule'),
      restart: call.flags.string('restart'),
      command: wordsOf(call),
    }),
});
