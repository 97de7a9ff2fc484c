/** All commands, as `kubectl --help` groups them. Each verb has a file of its own; add a line here. */
import type { Command, CommandGroup } from '../command';
import { debugCommand } from './debug';
import { authCommand } from './auth';
import { cpCommand } from './cp';
import { portForwardCommand } from './port-forward';
import { annotateCommand } from './annotate';
import { applyCommand } from './apply';
import { autoscaleCommand } from './autoscale';
import { createCommand } from './create';
import { deleteCommand } from './delete';
import { diffCommand } from './diff';
import { editCommand } from './edit';
import { exposeCommand } from './expose';
import { kustomizeCommand } from './kustomize';
import { labelCommand } from './label';
import { patchCommand } from './patch';
import { replaceCommand } from './replace';
import { runCommand } from './run';
import { scaleCommand } from './scale';
import { setCommand } from './set';
import { attachCommand } from './attach';
import { cordonCommand } from './cordon';
import { describeCommand } from './describe';
import { drainCommand } from './drain';
import { eventsCommand } from './events';
import { execCommand } from './exec';
import { logsCommand } from './logs';
import { rolloutCommand } from './rollout';
import { taintCommand } from './taint';
import { topCommand } from './top';
import { uncordonCommand } from './uncordon';
import { apiResourcesCommand } from './api-resources';
import { apiVersionsCommand } from './api-versions';
import { clusterInfoCommand } from './cluster-info';
import { completionCommand } from './completion';
import { configCommand } from './config';
import { pluginCommand } from './plugin';
import { proxyCommand } from './proxy';
import { versionCommand } from './version';
import { waitCommand } from './wait';
import { explainCommand } from './explain';
import { getCommand } from './get';
import { optionsCommand } from './options';

const group = (title: string, ...commands: readonly Command[]): CommandGroup => ({ title, commands });

export const GROUPS: readonly CommandGroup[] = [
  group('Basic Commands (Beginner):', createCommand, exposeCommand, runCommand, setCommand),
  group('Basic Commands (Intermediate):', explainCommand, getCommand, editCommand, deleteCommand),
  group('Deploy Commands:', rolloutCommand, scaleCommand, autoscaleCommand),
  group(
    'Cluster Management Commands:',
    clusterInfoCommand,
    topCommand,
    cordonCommand,
    uncordonCommand,
    drainCommand,
    taintCommand,
  ),
  group(
    'Troubleshooting and Debugging Commands:',
    describeCommand,
    logsCommand,
    attachCommand,
    execCommand,
    proxyCommand,
    eventsCommand,
    portForwardCommand,
    cpCommand,
    authCommand,
    debugCommand,
  ),
  group(
    'Advanced Commands:',
    diffCommand,
    applyCommand,
    patchCommand,
    replaceCommand,
    waitCommand,
    kustomizeCommand,
  ),
  group('Settings Commands:', labelCommand, annotateCommand, completionCommand),
  group(
    'Other Commands:',
    apiResourcesCommand,
    apiVersionsCommand,
    configCommand,
    pluginCommand,
    versionCommand,
    optionsCommand,
  ),
];
