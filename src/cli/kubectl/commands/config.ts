/** `kubectl config`: the kubeconfig. Models kubectl/pkg/cmd/config. */
import type { Command } from '../command';
import { contextCommands } from './config-contexts';
import { setCommands } from './config-set';
import { viewCommand } from './config-view';

export const configCommand: Command = {
  name: 'config',
  use: 'config SUBCOMMAND',
  short: 'Modify kubeconfig files',
  long: `Modify kubeconfig files using subcommands like "kubectl config set current-context my-context".

 Which file it is: the one of --kubeconfig, else those that $KUBECONFIG lists, else \${HOME}/.kube/config.`,
  flags: [],
  subcommands: [...contextCommands, ...setCommands, viewCommand].sort((a, b) => (a.name < b.name ? -1 : 1)),
};
