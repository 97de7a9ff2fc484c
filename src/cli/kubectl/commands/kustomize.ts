/** `kubectl kustomize`. Models kustomize/v5/commands/build. */
import type { Call, Command } from '../command';
import { KubectlError } from '../errors';
import { buildKustomization } from '../kustomize/build';
import { printYaml } from '../print/yaml';

async function run(call: Call): Promise<undefined> {
  const { args, flags, context } = call;
  if (args.length > 1) throw new KubectlError('specify one path to kustomization.yaml');
  const objects = await buildKustomization(
    context.files,
    args[0] ?? '.',
    (text) => call.err(text),
    flags.string('load-restrictor') !== 'LoadRestrictionsNone',
  );
  const text = objects.map((object) => printYaml(object)).join('---\n');
  const output = flags.string('output');
  if (output === '') call.out(text);
  else await context.files.write(output, text);
  return undefined;
}

export const kustomizeCommand: Command = {
  name: 'kustomize',
  use: 'kustomize DIR [flags]',
  short: 'Build a kustomization target from a directory or URL',
  completes: 'files',
  flags: [
    { name: 'output', short: 'o', type: 'string', help: 'Write it to this file.', completes: 'files' },
    {
      name: 'load-restrictor',
      type: 'string',
      default: 'LoadRestrictionsRootOnly',
      help: 'Whether files may come from outside: LoadRestrictionsRootOnly or LoadRestrictionsNone.',
    },
  ],
  run,
};
