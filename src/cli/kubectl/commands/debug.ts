import { goQuote } from '../../../engine/api/go-print';
import { PODS } from '../built-in-kinds';
import { StatusError } from '../client';
import type { Call, Command, FlagSpec } from '../command';
import { attachWhenRunning } from '../debug/attach';
import { ephemeralContainer, nodePod, podCopy } from '../debug/drafts';
import { type DebugOptions, debugOptions } from '../debug/options';
import { type DraftContainer, profileNamed } from '../debug/profiles';
import { groupVersion, type Mapping } from '../discovery';
import { KubectlError } from '../errors';
import { Fields } from '../fields';
import { find } from '../resources';

function flag(name: string, help: string, value = 'false'): FlagSpec {
  return { name, type: 'bool', default: value, help };
}

/** Models kubectl/pkg/cmd/debug. */
export const debugCommand: Command = {
  name: 'debug',
  use: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  long: 'Adds an ephemeral container to a pod that runs, makes a changed copy of a pod, or starts a pod in the namespaces of a node.',
  examples: `# Tools beside a container that has none, seeing its processes
kubectl debug web -it --image=busybox --target=app
# A copy of the pod with another command
kubectl debug web -it --copy-to=web-debug --container=app -- sh
# A copy with other images
kubectl debug web --copy-to=web-debug --set-image=*=busybox
# A shell on a node; its files are below /host
kubectl debug node/node-1 -it --image=busybox`,
  completes: 'pods',
  flags: [
    {
      name: 'filename',
      short: 'f',
      type: 'strings',
      default: '[]',
      help: 'A file that names the object.',
      completes: 'files',
    },
    flag('arguments-only', 'What stands after -- are arguments of the image, not a command.'),
    flag('attach', 'Attach when the container runs; with -i this is so without asking.'),
    { name: 'container', short: 'c', type: 'string', help: 'Name of the container.' },
    { name: 'copy-to', type: 'string', help: 'Make a copy of the pod with this name.' },
    flag('replace', 'With --copy-to: delete the original.'),
    { name: 'env', type: 'stringToString', default: '[]', help: 'Environment variables: A=1,B=2.' },
    { name: 'image', type: 'string', help: 'Image of the container.' },
    flag('keep-labels', 'With --copy-to: keep the labels.'),
    flag('keep-annotations', 'With --copy-to: keep the annotations.'),
    flag('keep-liveness', 'With --copy-to: keep the liveness probes.'),
    flag('keep-readiness', 'With --copy-to: keep the readiness probes.'),
    flag('keep-startup', 'With --copy-to: keep the startup probes.'),
    flag('keep-init-containers', 'With --copy-to: run the init containers.', 'true'),
    {
      name: 'set-image',
      type: 'stringToString',
      default: '[]',
      help: 'With --copy-to: images by container, * for all.',
    },
    { name: 'image-pull-policy', type: 'string', help: 'Always, IfNotPresent or Never.' },
    { name: 'stdin', short: 'i', type: 'bool', default: 'false', help: 'Keep stdin open.' },
    { name: 'quiet', short: 'q', type: 'bool', default: 'false', help: 'Say less.' },
    flag('same-node', 'With --copy-to: on the same node.'),
    flag('share-processes', 'With --copy-to: containers see the processes of each other.', 'true'),
    {
      name: 'target',
      type: 'string',
      help: 'The container whose processes an ephemeral container sees.',
      completes: 'containers',
    },
    { name: 'tty', short: 't', type: 'bool', default: 'false', help: 'With a terminal.' },
    {
      name: 'profile',
      type: 'string',
      default: 'legacy',
      help: 'legacy, general, baseline, netadmin, restricted or sysadmin.',
      completes: 'values',
      values: ['legacy', 'general', 'baseline', 'netadmin', 'restricted', 'sysadmin'],
    },
    {
      name: 'custom',
      type: 'string',
      help: 'A file with parts of a container that change what the profile made.',
      completes: 'files',
    },
  ],
  async run(call) {
    profileNamed(call.flags.string('profile'));
    const options = await debugOptions(call);
    const { targets } = options;
    const args =
      targets.length === 0 || targets.some((word) => word.includes('/')) ? targets : ['pods', ...targets];
    const { infos } = await find(call, { args, fetch: true, latest: true });
    for (const { mapping, object } of infos) {
      const target = new Fields(object);
      const { pod, container } = await debug(call, options, mapping, target);
      if (options.attach && container !== '') await attachWhenRunning(call, options, pod, container);
    }
    return 0;
  },
};

interface Debugged {
  readonly pod: Fields;
  /** To attach to; '' for none. */
  readonly container: string;
}

async function debug(call: Call, options: DebugOptions, mapping: Mapping, target: Fields): Promise<Debugged> {
  if (mapping.kind === 'Node') {
    const draft = nodePod(call, options, target);
    const pod = await call.client.create(PODS, call.namespace, { apiVersion: 'v1', kind: 'Pod', ...draft });
    return { pod: Fields.of(pod), container: draft.spec.containers[0]?.name ?? '' };
  }
  if (mapping.kind !== 'Pod') {
    const kind = `${groupVersion(mapping)}, Kind=${mapping.kind}`;
    throw new KubectlError(`${goQuote(mapping.group === '' ? `/${kind}` : kind)} not supported by debug`);
  }
  return options.copyTo === ''
    ? debugByEphemeralContainer(call, options, target)
    : debugByCopy(call, options, target);
}

async function debugByEphemeralContainer(call: Call, options: DebugOptions, pod: Fields): Promise<Debugged> {
  const container = ephemeralContainer(call, options, pod);
  warnOfUser(call, container, pod.at('spec.securityContext'));
  const names = [
    ...pod.list('spec.ephemeralContainers').map((each) => ({ name: each.text('name') })),
    { name: container.name },
  ];
  const patch = {
    spec: { '$setElementOrder/ephemeralContainers': names, ephemeralContainers: [container] },
  };
  try {
    const patched = await call.client.patch(PODS, pod.namespace, pod.name, 'strategic', patch, {
      subresource: 'ephemeralcontainers',
    });
    return { pod: Fields.of(patched), container: container.name };
  } catch (error) {
    const isMissing = error instanceof StatusError && error.code === 404;
    if (!isMissing || (error.status.details?.name ?? '') !== '') throw error;
    throw new KubectlError(
      `ephemeral containers are disabled for this cluster (error from server: ${goQuote(error.message)})`,
    );
  }
}

async function debugByCopy(call: Call, options: DebugOptions, pod: Fields): Promise<Debugged> {
  const { copy, container } = podCopy(call, options, pod);
  const draft = copy.spec.containers.find(({ name }) => name === container);
  warnOfUser(call, draft, new Fields(copy.spec['securityContext']));
  const created = await call.client.create(PODS, pod.namespace, { apiVersion: 'v1', kind: 'Pod', ...copy });
  if (call.flags.bool('replace')) {
    await call.client.delete(PODS, pod.namespace, pod.name, {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      gracePeriodSeconds: 0,
    });
  }
  return { pod: Fields.of(created), container };
}

/** Capabilities of a profile do not help a user that is not root. */
function warnOfUser(call: Call, container: DraftContainer | undefined, podContext: Fields): void {
  const user = podContext.number('runAsUser');
  const context = new Fields(container?.securityContext);
  if (container === undefined || user === 0 || !context.exists) return;
  if (context.has('runAsUser') && context.number('runAsUser') === 0) return;
  if (!context.bool('privileged') && context.list('capabilities.add').length === 0) return;
  call.err(
    'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n',
  );
}
