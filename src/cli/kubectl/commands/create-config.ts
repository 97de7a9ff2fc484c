/** `kubectl create configmap|secret`. Models kubectl/pkg/cmd/create. */
import type { Call, Command, FlagSpec } from '../command';
import { KubectlError } from '../errors';
import { readBytes, systemWords } from '../generate/config-data';
import { configMap, genericSecret, registrySecret, tlsSecret } from '../generate/config-objects';
import { checkKeyPair } from '../generate/key-pair';
import { generatedCommand } from '../write/generated';

function sourceFlags(noun: string): readonly FlagSpec[] {
  return [
    { name: 'append-hash', type: 'bool', help: `Put a hash of the data behind the ${noun}'s name.` },
    {
      name: 'from-env-file',
      type: 'strings',
      help: 'A file of KEY=value lines, each a key.',
      completes: 'files',
    },
    {
      name: 'from-file',
      type: 'strings',
      help: 'A file, or a folder of files: the name is the key. [key=]path.',
      completes: 'files',
    },
    { name: 'from-literal', type: 'stringArray', help: 'A key and its value: key=value.' },
  ];
}

function sourcesOf({ flags }: Call) {
  return {
    literals: flags.strings('from-literal'),
    files: flags.strings('from-file'),
    envFiles: flags.strings('from-env-file'),
  };
}

export const createConfigMapCommand: Command = generatedCommand({
  name: 'configmap',
  aliases: ['cm'],
  use: 'configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  short: 'Create a config map from a local file, directory or literal value',
  failure: 'failed to create configmap: ',
  flags: sourceFlags('ConfigMap'),
  build: (call, name, namespace) =>
    configMap(
      { name, namespace, appendHash: call.flags.bool('append-hash'), sources: sourcesOf(call) },
      call.context,
    ),
});

const createGenericSecret: Command = generatedCommand({
  name: 'generic',
  use: 'generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  short: 'Create a secret from a local file, directory, or literal value',
  failure: 'failed to create secret ',
  flags: [...sourceFlags('Secret'), { name: 'type', type: 'string', help: 'The type of the Secret.' }],
  build: (call, name, namespace) =>
    genericSecret(
      {
        name,
        namespace,
        appendHash: call.flags.bool('append-hash'),
        sources: sourcesOf(call),
        type: call.flags.string('type'),
      },
      call.context,
    ),
});

const createRegistrySecret: Command = generatedCommand({
  name: 'docker-registry',
  use: 'docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  short: 'Create a secret for use with a Docker registry',
  failure: 'failed to create secret ',
  flags: [
    { name: 'append-hash', type: 'bool', help: "Put a hash of the data behind the Secret's name." },
    { name: 'docker-email', type: 'string', help: 'E-mail address at the registry.' },
    { name: 'docker-password', type: 'string', help: 'Password at the registry.' },
    {
      name: 'docker-server',
      type: 'string',
      default: 'https://index.docker.io/v1/',
      help: 'Address of the registry.',
    },
    { name: 'docker-username', type: 'string', help: 'User at the registry.' },
    { name: 'from-file', type: 'strings', help: 'A config.json of docker.', completes: 'files' },
  ],
  build: ({ flags, context }, name, namespace) =>
    registrySecret(
      {
        name,
        namespace,
        appendHash: flags.bool('append-hash'),
        files: flags.strings('from-file'),
        server: flags.string('docker-server'),
        username: flags.string('docker-username'),
        password: flags.string('docker-password'),
        email: flags.string('docker-email'),
      },
      context,
    ),
});

async function readPem(call: Call, path: string) {
  try {
    return await readBytes(call.context.files, path);
  } catch (error) {
    throw new KubectlError(`Cannot read file ${path}, open ${path}: ${systemWords(error)}`);
  }
}

const createTlsSecret: Command = generatedCommand({
  name: 'tls',
  use: 'tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  short: 'Create a TLS secret',
  failure: 'failed to create secret ',
  flags: [
    { name: 'append-hash', type: 'bool', help: "Put a hash of the data behind the Secret's name." },
    { name: 'cert', type: 'string', help: 'PEM file of the certificate.', completes: 'files' },
    { name: 'key', type: 'string', help: 'PEM file of its private key.', completes: 'files' },
  ],
  async build(call, name, namespace) {
    const [certPath, keyPath] = [call.flags.string('cert'), call.flags.string('key')];
    if (certPath === '' || keyPath === '') throw new KubectlError('key and cert must be specified');
    const cert = await readPem(call, certPath);
    const key = await readPem(call, keyPath);
    checkKeyPair(cert.text ?? '', key.text ?? '');
    return tlsSecret({ name, namespace, appendHash: call.flags.bool('append-hash'), cert, key });
  },
});

export const createSecretCommand: Command = {
  name: 'secret',
  use: 'secret (docker-registry | generic | tls)',
  short: 'Create a secret using a specified subcommand',
  flags: [],
  subcommands: [createRegistrySecret, createGenericSecret, createTlsSecret],
};
