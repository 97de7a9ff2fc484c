/** `kubectl config view`. Models kubectl/pkg/cmd/config/view.go and clientcmd/api/helpers.go. */
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { KubectlError, usageError } from '../errors';
import { type Kubeconfig, kubeconfigFile } from '../kubeconfig';
import { PRINT_FLAGS, printerFor } from '../print/printer';
import { configCommand, readConfig } from './config-file';

const OMITTED = 'DATA+OMITTED';
const REDACTED = 'REDACTED';
const HIDDEN: Readonly<Record<string, string>> = {
  'certificate-authority-data': OMITTED,
  'client-certificate-data': OMITTED,
  'client-key-data': OMITTED,
  token: REDACTED,
  password: REDACTED,
};

async function view(call: Call): Promise<undefined> {
  const { flags, args } = call;
  if (args.length > 0) throw usageError(call.path, `unexpected arguments: [${args.join(' ')}]`);
  if (flags.isSet('merge') && flags.string('merge') === 'false' && flags.string('kubeconfig') === '')
    throw new KubectlError('if merge==false a precise file must be specified');
  const printer = await printerFor(call, { isTyped: true });
  let config = await readConfig(call);
  if (flags.bool('minify')) config = minified(config, flags.string('context'));
  if (!flags.bool('raw') && !flags.bool('flatten')) config = redacted(config);
  call.out(printer.print(kubeconfigFile(config) as unknown as KubeObject));
}

/** Only what the current context needs. */
function minified(config: Kubeconfig, chosen: string): Kubeconfig {
  const name = chosen === '' ? config.currentContext : chosen;
  if (name === '') throw new KubectlError('current-context must exist in order to minify');
  const context = config.contexts.get(name);
  if (context === undefined) throw new KubectlError(`cannot locate context ${name}`);
  const only = <T>(map: ReadonlyMap<string, T>, key: string) =>
    new Map([...map].filter(([each]) => each === key));
  return {
    currentContext: name,
    contexts: new Map([[name, context]]),
    clusters: only(config.clusters, context.cluster),
    users: only(config.users, context.user),
  };
}

/** Without what nobody should see on a screen. */
function redacted(config: Kubeconfig): Kubeconfig {
  const hide = (map: Kubeconfig['users']) =>
    new Map(
      [...map].map(([name, fields]) => [
        name,
        Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, HIDDEN[key] ?? value])),
      ]),
    );
  return { ...config, clusters: hide(config.clusters), users: hide(config.users) };
}

export const viewCommand: Command = configCommand(
  'view',
  ' [flags]',
  'Display merged kubeconfig settings or a specified kubeconfig file',
  view,
  [
    ...PRINT_FLAGS.map((flag) => (flag.name === 'output' ? { ...flag, default: 'yaml' } : flag)),
    { name: 'flatten', type: 'bool', default: 'false', help: 'As one file that needs no others.' },
    {
      name: 'merge',
      type: 'tristate',
      default: 'true',
      noValue: 'true',
      help: 'Merge all kubeconfig files.',
    },
    { name: 'minify', type: 'bool', default: 'false', help: 'Only what the current context needs.' },
    { name: 'raw', type: 'bool', default: 'false', help: 'Also show certificates and secrets.' },
  ],
);
