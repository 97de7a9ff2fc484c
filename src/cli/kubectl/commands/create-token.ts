/** `kubectl create token`. Models kubectl/pkg/cmd/create/create_token.go. */
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { KubectlError, plainMessage } from '../errors';
import { Fields } from '../fields';
import { OUTPUT_FLAGS } from '../write/flags';
import { nameOf } from '../write/generated';
import { resultPrinter } from '../write/output';
import { resourceOf } from '../write/typed-kinds';

/** Kinds that a token can be bound to, with their versions. */
const BOUND_KINDS: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };

function check({ flags }: Call): void {
  const duration = flags.duration('duration');
  if (duration < 0) throw new KubectlError('--duration must be greater than or equal to 0');
  if (duration % 1000 !== 0) {
    throw new KubectlError('--duration cannot be expressed in units less than seconds');
  }
  if (flags.strings('audience').includes(''))
    throw new KubectlError('--audience must not be an empty string');
  const kind = flags.string('bound-object-kind');
  const [name, uid] = [flags.string('bound-object-name'), flags.string('bound-object-uid')];
  if (kind === '') {
    if (name !== '')
      throw new KubectlError('--bound-object-name can only be set if --bound-object-kind is provided');
    if (uid !== '')
      throw new KubectlError('--bound-object-uid can only be set if --bound-object-kind is provided');
  } else {
    if (BOUND_KINDS[kind] === undefined) {
      throw new KubectlError(
        `supported --bound-object-kind values are ${Object.keys(BOUND_KINDS).toSorted().join(', ')}`,
      );
    }
    if (name === '')
      throw new KubectlError('--bound-object-name is required if --bound-object-kind is provided');
  }
}

function tokenRequest({ flags }: Call): KubeObject {
  const audiences = flags.strings('audience');
  const seconds = flags.duration('duration') / 1000;
  const kind = flags.string('bound-object-kind');
  const uid = flags.string('bound-object-uid');
  const boundObjectRef = {
    kind,
    apiVersion: BOUND_KINDS[kind],
    name: flags.string('bound-object-name'),
    ...(uid === '' ? {} : { uid }),
  };
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp: null } as unknown as KubeObject['metadata'],
    spec: {
      audiences: audiences.length === 0 ? null : audiences,
      expirationSeconds: seconds === 0 ? null : seconds,
      boundObjectRef: kind === '' ? null : boundObjectRef,
    },
    status: { token: '', expirationTimestamp: null },
  };
}

const serviceAccounts = resourceOf({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: '' } });

async function run(call: Call): Promise<undefined> {
  const name = nameOf(call);
  const printer = await resultPrinter(call, 'none');
  check(call);
  let answer: KubeObject;
  try {
    const options = { subresource: 'token' };
    answer = await call.client.create(serviceAccounts, call.namespace, tokenRequest(call), options, name);
  } catch (error) {
    if (call.context.signal.aborted) throw error;
    throw new KubectlError(`failed to create token: ${plainMessage(error)}`);
  }
  const token = Fields.of(answer).text('status.token');
  if (token === '') throw new KubectlError('failed to create token: no token in server response');
  if (call.flags.string('output') !== '') await printer.print(answer, 'created', true);
  else call.out(call.context.isTerminal ? `${token}\n` : token);
  return undefined;
}

export const createTokenCommand: Command = {
  name: 'token',
  use: 'token SERVICE_ACCOUNT_NAME',
  short: 'Request a service account token',
  completes: 'none',
  flags: [
    ...OUTPUT_FLAGS,
    { name: 'audience', type: 'stringArray', help: 'For whom the token is. May be repeated.' },
    {
      name: 'bound-object-kind',
      type: 'string',
      help: 'Kind of the object that the token ends with: Node, Pod or Secret.',
      completes: 'values',
      values: ['Node', 'Pod', 'Secret'],
    },
    { name: 'bound-object-name', type: 'string', help: 'Name of the object that the token ends with.' },
    {
      name: 'bound-object-uid',
      type: 'string',
      help: 'Its uid; if absent, that of the object that is there.',
    },
    {
      name: 'duration',
      type: 'duration',
      default: '0s',
      help: 'How long it should hold; 0 leaves it to the server.',
    },
  ],
  run,
};
