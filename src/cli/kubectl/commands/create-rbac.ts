/** `kubectl create role|clusterrole|rolebinding|clusterrolebinding`. Models kubectl/pkg/cmd/create. */
import type { Call, Command, FlagSpec } from '../command';
import { KubectlError, plainMessage } from '../errors';
import {
  type BindingInput,
  clusterRole,
  clusterRoleBinding,
  type RoleInput,
  type RoleResource,
  role,
  roleBinding,
  roleResources,
  roleVerbs,
} from '../generate/rbac';
import { generatedCommand } from '../write/generated';

const SUBJECT_FLAGS: readonly FlagSpec[] = [
  { name: 'clusterrole', type: 'string', help: 'The ClusterRole to bind.' },
  { name: 'group', type: 'stringArray', help: 'A group to bind it to. May be repeated.' },
  {
    name: 'serviceaccount',
    type: 'stringArray',
    help: 'A service account to bind it to, as <namespace>:<name>. May be repeated.',
  },
  { name: 'user', type: 'stringArray', help: 'A user to bind it to. May be repeated.' },
];

function bindingInput({ flags }: Call, name: string, namespace: string, role: string): BindingInput {
  return {
    name,
    namespace,
    role,
    clusterRole: flags.string('clusterrole'),
    users: flags.strings('user'),
    groups: flags.strings('group'),
    serviceAccounts: flags.strings('serviceaccount'),
  };
}

export const createClusterRoleBindingCommand: Command = generatedCommand({
  name: 'clusterrolebinding',
  use: 'clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Create a cluster role binding for a particular cluster role',
  failure: 'failed to create clusterrolebinding: ',
  required: ['clusterrole'],
  flags: SUBJECT_FLAGS,
  build: (call, name) => clusterRoleBinding(bindingInput(call, name, '', '')),
});

export const createRoleBindingCommand: Command = generatedCommand({
  name: 'rolebinding',
  use: 'rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Create a role binding for a particular role or cluster role',
  failure: 'failed to create rolebinding: ',
  flags: [...SUBJECT_FLAGS, { name: 'role', type: 'string', help: 'The Role to bind.' }],
  build: (call, name, namespace) =>
    roleBinding(bindingInput(call, name, namespace, call.flags.string('role'))),
});

const ROLE_FLAGS: readonly FlagSpec[] = [
  {
    name: 'resource',
    type: 'strings',
    help: 'What the rule is about: pods, deployments.apps, pods/log.',
    completes: 'resource types',
  },
  { name: 'resource-name', type: 'stringArray', help: 'Only the thing of this name. May be repeated.' },
  { name: 'verb', type: 'strings', help: 'What the rule allows: get, list, watch, create …' },
];

/** Words of the server for a resource that it does not have. Models RESTMapper's NoResourceMatchError. */
function unknownResource({ resource, group }: RoleResource): Error {
  const words = `the server doesn't have a resource type "${resource}"`;
  return new KubectlError(group === '' ? words : `${words} in group "${group}"`, 1, true);
}

function roleInput(call: Call, name: string, namespace: string): RoleInput {
  const { flags, discovery } = call;
  return {
    name,
    namespace,
    verbs: roleVerbs(flags.strings('verb')),
    resources: roleResources(flags.strings('resource')),
    resourceNames: [...new Set(flags.strings('resource-name'))],
    nonResourceUrls: [...new Set(flags.strings('non-resource-url'))],
    aggregation: flags.pairs('aggregation-rule'),
    warn: (text) => call.err(text),
    unknown: unknownResource,
    async resolve({ resource, group }) {
      try {
        return await discovery.forWord(group === '' ? resource : `${resource}.${group}`);
      } catch (error) {
        if (plainMessage(error).includes("doesn't have a resource type")) return null;
        throw error;
      }
    },
  };
}

export const createRoleCommand: Command = generatedCommand({
  name: 'role',
  use: 'role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  short: 'Create a role with single rule',
  flags: ROLE_FLAGS,
  build: (call, name, namespace) => role(roleInput(call, name, namespace)),
});

export const createClusterRoleCommand: Command = generatedCommand({
  name: 'clusterrole',
  use: 'clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  short: 'Create a cluster role',
  flags: [
    ...ROLE_FLAGS,
    {
      name: 'aggregation-rule',
      type: 'stringToString',
      help: 'Labels of the ClusterRoles whose rules this one takes together.',
    },
    { name: 'non-resource-url', type: 'strings', help: 'A path of the server, such as /healthz or /logs/*.' },
  ],
  build: (call, name) => clusterRole(roleInput(call, name, '')),
});
