/** `kubectl create service|ingress`. Models kubectl/pkg/cmd/create/create_{service,ingress}.go. */
import type { Command, FlagSpec } from '../command';
import { ingress, type ServiceInput, service } from '../generate/services';
import { generatedCommand } from '../write/generated';

const TCP: FlagSpec = {
  name: 'tcp',
  type: 'strings',
  help: 'A port, and the port behind it: <port>:<targetPort>.',
};

function serviceCommand(
  type: ServiceInput['type'],
  usage: string,
  short: string,
  more: readonly FlagSpec[] = [],
): Command {
  const name = type.toLowerCase();
  return generatedCommand({
    name,
    use: `${name} NAME ${usage} [--dry-run=server|client|none]`,
    short,
    failure: `failed to create ${type} service: `,
    flags: [TCP, ...more],
    required: type === 'ExternalName' ? ['external-name'] : [],
    build: ({ flags }, serviceName, namespace) =>
      service({
        name: serviceName,
        namespace,
        type,
        tcp: flags.strings('tcp'),
        clusterIP: type === 'ClusterIP' ? flags.string('clusterip') : '',
        externalName: type === 'ExternalName' ? flags.string('external-name') : '',
        nodePort: type === 'NodePort' ? flags.int('node-port') : 0,
      }),
  });
}

export const createServiceCommand: Command = {
  name: 'service',
  aliases: ['svc'],
  use: 'service [flags]',
  short: 'Create a service using a specified subcommand',
  flags: [],
  subcommands: [
    serviceCommand('ClusterIP', '[--tcp=<port>:<targetPort>]', 'Create a ClusterIP service', [
      { name: 'clusterip', type: 'string', help: "The address of the Service; 'None' makes it headless." },
    ]),
    serviceCommand('ExternalName', '--external-name external.name', 'Create an ExternalName service', [
      { name: 'external-name', type: 'string', help: 'The name that the Service stands for.' },
    ]),
    serviceCommand('LoadBalancer', '[--tcp=port:targetPort]', 'Create a LoadBalancer service'),
    serviceCommand('NodePort', '[--tcp=port:targetPort]', 'Create a NodePort service', [
      { name: 'node-port', type: 'int', help: 'The port on each node.' },
    ]),
  ],
};

export const createIngressCommand: Command = generatedCommand({
  name: 'ingress',
  aliases: ['ing'],
  use: 'ingress NAME --rule=host/path=service:port[,tls[=secret]] ',
  short: 'Create an ingress with the specified name',
  failure: 'failed to create ingress: ',
  flags: [
    { name: 'annotation', type: 'stringArray', help: 'An annotation: key=value. May be repeated.' },
    { name: 'class', type: 'string', help: 'The IngressClass.' },
    { name: 'default-backend', type: 'string', help: 'Where all other traffic goes: service:port.' },
    {
      name: 'rule',
      type: 'stringArray',
      help: 'host/path=service:port[,tls[=secret]]; a path that ends in * is a prefix. May be repeated.',
    },
  ],
  build: ({ flags }, name, namespace) =>
    ingress({
      name,
      namespace,
      className: flags.string('class'),
      defaultBackend: flags.string('default-backend'),
      rules: flags.strings('rule'),
      annotations: flags.strings('annotation'),
    }),
});
