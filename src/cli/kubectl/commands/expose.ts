/** `kubectl expose`. Models kubectl/pkg/cmd/expose. */
import { withUpdatedConfig } from '../apply/last-applied';
import { SERVICES } from '../built-in-kinds';
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { KubectlError } from '../errors';
import { checkExposable, podSelectorOf, portsOf } from '../generate/exposable';
import { exposedService } from '../generate/exposed-service';
import { FILE_FLAGS, type Info } from '../resources';
import { DRY_RUN_FLAG, dryRunOf, fieldManagerFlag, OUTPUT_FLAGS, SAVE_CONFIG_FLAG } from '../write/flags';
import { resultPrinter } from '../write/output';
import { OVERRIDE_FLAGS, overridden } from '../write/overrides';
import { asTyped } from '../write/typed-answer';
import { findAndVisit } from '../write/visit';

/** Names of Services are shorter than others. */
const NAME_LENGTH_MAX = 63;

function labelsText(object: KubeObject): string {
  return Object.entries(object.metadata.labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function serviceFor({ flags }: Call, info: Info, object: KubeObject): KubeObject {
  checkExposable(info.mapping.group, info.mapping.kind);
  const selector = flags.string('selector') || podSelectorOf(object);
  const { ports, protocols } = portsOf(object);
  const clusterIP = flags.string('cluster-ip');
  const wanted = flags.string('port') || ports.join(',');
  if (wanted === '' && clusterIP !== 'None') {
    throw new KubectlError("couldn't find port via --port flag or introspection");
  }
  return exposedService({
    name: flags.string('name') || info.name.slice(0, NAME_LENGTH_MAX),
    namespace: '',
    selector,
    labels: flags.string('labels') || labelsText(object),
    ports: wanted,
    protocols,
    protocol: flags.string('protocol'),
    targetPort: flags.string('target-port'),
    externalIP: flags.string('external-ip'),
    type: flags.string('type'),
    loadBalancerIP: flags.string('load-balancer-ip'),
    sessionAffinity: flags.string('session-affinity'),
    clusterIP,
  });
}

async function run(call: Call): Promise<undefined> {
  const dryRun = dryRunOf(call);
  const printer = await resultPrinter(call, dryRun);
  await findAndVisit(call, { args: call.args, fetch: true, selectors: { label: '' } }, async (info) => {
    if (info.object === null) return;
    const object = overridden(call, serviceFor(call, info, info.object));
    if (dryRun === 'client') {
      const { metadata } = object;
      const { name, ...rest } = metadata;
      const placed = call.isNamespaceEnforced ? { name, namespace: call.namespace, ...rest } : metadata;
      await printer.print({ ...object, metadata: placed }, 'exposed', true);
      return;
    }
    const configured = withUpdatedConfig(object, call.flags.bool('save-config'), true);
    const options = { fieldManager: call.flags.string('field-manager'), dryRun: dryRun === 'server' };
    const created = await call.client.create(SERVICES, call.namespace, configured, options);
    await printer.print(asTyped(created), 'exposed', true);
  });
  return undefined;
}

export const exposeCommand: Command = {
  name: 'expose',
  use: 'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  short:
    'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS,
    { name: 'cluster-ip', type: 'string', help: "The address of the Service; 'None' makes it headless." },
    DRY_RUN_FLAG,
    { name: 'external-ip', type: 'string', help: 'An address from elsewhere that nodes accept for it.' },
    fieldManagerFlag('kubectl-expose'),
    ...FILE_FLAGS,
    { name: 'labels', short: 'l', type: 'string', help: 'Labels of the Service.' },
    { name: 'load-balancer-ip', type: 'string', help: 'The address that the load balancer should have.' },
    { name: 'name', type: 'string', help: 'Name of the Service; if absent, that of what it exposes.' },
    ...OVERRIDE_FLAGS,
    { name: 'port', type: 'string', help: 'The port of the Service; if absent, those of the thing itself.' },
    { name: 'protocol', type: 'string', help: 'TCP (if absent), UDP or SCTP.' },
    SAVE_CONFIG_FLAG,
    {
      name: 'selector',
      type: 'string',
      help: 'Labels of the pods behind it; if absent, those of the thing itself.',
    },
    {
      name: 'session-affinity',
      type: 'string',
      help: "'None', or 'ClientIP': the same client gets the same pod.",
    },
    { name: 'target-port', type: 'string', help: 'The port of the container: number or name.' },
    {
      name: 'type',
      type: 'string',
      help: 'ClusterIP (if absent), NodePort, LoadBalancer or ExternalName.',
      completes: 'values',
      values: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
    },
  ],
  run,
};
