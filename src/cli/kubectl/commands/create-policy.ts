/** `kubectl create namespace|quota|poddisruptionbudget|priorityclass|serviceaccount`. Models kubectl/pkg/cmd/create. */
import type { Command } from '../command';
import {
  namespaceObject,
  podDisruptionBudget,
  priorityClass,
  quota,
  serviceAccount,
} from '../generate/policy';
import { generatedCommand } from '../write/generated';

export const createNamespaceCommand: Command = generatedCommand({
  name: 'namespace',
  aliases: ['ns'],
  use: 'namespace NAME [--dry-run=server|client|none]',
  short: 'Create a namespace with the specified name',
  flags: [],
  build: (_call, name) => namespaceObject(name),
});

export const createServiceAccountCommand: Command = generatedCommand({
  name: 'serviceaccount',
  aliases: ['sa'],
  use: 'serviceaccount NAME [--dry-run=server|client|none]',
  short: 'Create a service account with the specified name',
  failure: 'failed to create serviceaccount: ',
  flags: [],
  build: (_call, name, namespace) => serviceAccount({ name, namespace }),
});

export const createQuotaCommand: Command = generatedCommand({
  name: 'quota',
  aliases: ['resourcequota'],
  use: 'quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  short: 'Create a quota with the specified name',
  failure: 'failed to create quota: ',
  flags: [
    { name: 'hard', type: 'string', help: 'The limits: cpu=2,memory=4Gi,pods=10.' },
    { name: 'scopes', type: 'string', help: 'Scopes that all must hold for what is counted.' },
  ],
  build: ({ flags }, name, namespace) =>
    quota({ name, namespace, hard: flags.string('hard'), scopes: flags.string('scopes') }),
});

export const createPodDisruptionBudgetCommand: Command = generatedCommand({
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  use: 'poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  short: 'Create a pod disruption budget with the specified name',
  failure: 'failed to create poddisruptionbudgets: ',
  flags: [
    { name: 'max-unavailable', type: 'string', help: 'How many pods may be missing: a number, or 25%.' },
    { name: 'min-available', type: 'string', help: 'How many pods must be there: a number, or 25%.' },
    { name: 'selector', type: 'string', help: 'Labels of the pods that it is about.' },
  ],
  build: ({ flags }, name, namespace) =>
    podDisruptionBudget({
      name,
      namespace,
      selector: flags.string('selector'),
      minAvailable: flags.string('min-available'),
      maxUnavailable: flags.string('max-unavailable'),
    }),
});

export const createPriorityClassCommand: Command = generatedCommand({
  name: 'priorityclass',
  aliases: ['pc'],
  use: 'priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  short: 'Create a priority class with the specified name',
  failure: 'failed to create priorityclass: ',
  flags: [
    { name: 'description', type: 'string', help: 'When to use this class, in words.' },
    { name: 'global-default', type: 'bool', help: 'The class of pods that name none.' },
    {
      name: 'preemption-policy',
      type: 'string',
      default: 'PreemptLowerPriority',
      help: 'Whether its pods may push out others: PreemptLowerPriority or Never.',
      completes: 'values',
      values: ['PreemptLowerPriority', 'Never'],
    },
    { name: 'value', type: 'int', help: 'The priority: the higher, the earlier.' },
  ],
  build: ({ flags }, name) =>
    priorityClass({
      name,
      value: flags.int('value'),
      isGlobalDefault: flags.bool('global-default'),
      description: flags.string('description'),
      preemptionPolicy: flags.string('preemption-policy'),
    }),
});
