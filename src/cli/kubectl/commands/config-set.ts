/** Single values of the kubeconfig. Models kubectl/pkg/cmd/config (set, unset, set-cluster, set-credentials). */
import { goQuote } from '../../../engine/api/go-print';
import type { Call, Command } from '../command';
import { KubectlError } from '../errors';
import type { Kubeconfig } from '../kubeconfig';
import { configCommand, helpError, type NamedParts, readConfig, withPart, writeConfig } from './config-file';

type Kind = 'text' | 'bool' | 'bytes';

const FIELDS: Readonly<Record<NamedParts, Readonly<Record<string, Kind>>>> = {
  clusters: {
    server: 'text',
    'tls-server-name': 'text',
    'insecure-skip-tls-verify': 'bool',
    'certificate-authority': 'text',
    'certificate-authority-data': 'bytes',
    'proxy-url': 'text',
    'disable-compression': 'bool',
  },
  contexts: { cluster: 'text', user: 'text', namespace: 'text' },
  users: {
    'client-certificate': 'text',
    'client-certificate-data': 'bytes',
    'client-key': 'text',
    'client-key-data': 'bytes',
    token: 'text',
    tokenFile: 'text',
    as: 'text',
    'as-uid': 'text',
    username: 'text',
    password: 'text',
  },
};

interface Place {
  readonly part: NamedParts;
  readonly name: string;
  /** '' for the whole entry. */
  readonly field: string;
}

/** `contexts.lab.namespace`: names may have dots, up to a part that is a field. Models newNavigationSteps. */
function placeOf(property: string): Place {
  const [part = '', ...rest] = property.split('.');
  if (!Object.hasOwn(FIELDS, part))
    throw new KubectlError(`unable to parse ${property} after [] at api.Config`);
  const known = FIELDS[part as NamedParts];
  const at = rest.findIndex((word, index) => index > 0 && Object.hasOwn(known, word));
  const name = (at < 0 ? rest : rest.slice(0, at)).join('.');
  if (at >= 0 && at !== rest.length - 1)
    throw new KubectlError(`unable to parse one or more field values of ${property}`);
  return { part: part as NamedParts, name, field: at < 0 ? '' : (rest[at] ?? '') };
}

async function set(call: Call): Promise<undefined> {
  const [property = '', value = ''] = call.args;
  if (call.args.length !== 2) throw helpError(call);
  if (value === '') throw new KubectlError('you cannot use set to unset a property');
  if (property === '') throw new KubectlError('you must specify a property');
  const config = await readConfig(call);
  await writeConfig(call, changed(config, property, value, call.flags.bool('set-raw-bytes')));
  call.out(`Property ${goQuote(property)} set.\n`);
}

function changed(config: Kubeconfig, property: string, value: string, isRaw: boolean): Kubeconfig {
  if (property === 'current-context') return { ...config, currentContext: value };
  const { part, name, field } = placeOf(property);
  if (field === '') throw new KubectlError(`can't set a map to a value: map[]`);
  const entry = { ...config[part].get(name), [field]: valueOf(FIELDS[part][field] ?? 'text', value, isRaw) };
  return withPart(config, part, name, entry);
}

function valueOf(kind: Kind, value: string, isRaw: boolean): unknown {
  if (kind === 'bytes') return isRaw ? btoa(value) : value;
  if (kind === 'text') return value;
  if (/^(1|t|T|TRUE|true|True)$/.test(value)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(value)) return false;
  throw new KubectlError(`strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`);
}

async function unset(call: Call): Promise<undefined> {
  const [property = ''] = call.args;
  if (call.args.length !== 1) throw helpError(call);
  if (property === '') throw new KubectlError('you must specify a property');
  await writeConfig(call, without(await readConfig(call), property));
  call.out(`Property ${goQuote(property)} unset.\n`);
}

function without(config: Kubeconfig, property: string): Kubeconfig {
  if (property === 'current-context') return { ...config, currentContext: '' };
  if (Object.hasOwn(FIELDS, property)) return { ...config, [property]: new Map() };
  const { part, name, field } = placeOf(property);
  if (field === '') return withPart(config, part, name, null);
  const entry = config[part].get(name);
  if (entry === undefined) throw new KubectlError(`current map key \`${name}\` is invalid`);
  const { [field]: _, ...rest } = entry;
  return withPart(config, part, name, rest);
}

const setting =
  (part: NamedParts, word: string, flags: readonly string[]) =>
  async (call: Call): Promise<undefined> => {
    const [name = ''] = call.args;
    if (call.args.length !== 1) throw helpError(call);
    if (name === '') throw new KubectlError(`you must specify a non-empty ${word.toLowerCase()} name`);
    const config = await readConfig(call);
    const given = flags.filter((flag) => call.flags.isSet(flag));
    const entry = {
      ...config[part].get(name),
      ...Object.fromEntries(
        given.map((flag) => [flag, valueOf(FIELDS[part][flag] ?? 'text', call.flags.string(flag), false)]),
      ),
    };
    await writeConfig(call, withPart(config, part, name, entry));
    call.out(`${word} ${goQuote(name)} set.\n`);
  };

const CLUSTER_FLAGS = [
  'server',
  'tls-server-name',
  'insecure-skip-tls-verify',
  'certificate-authority',
  'proxy-url',
];
const USER_FLAGS = ['client-certificate', 'client-key', 'token', 'username', 'password'];

const flagsOf = (part: NamedParts, names: readonly string[]) =>
  names.map((name) => ({
    name,
    type: FIELDS[part][name] === 'bool' ? ('bool' as const) : ('string' as const),
    ...(FIELDS[part][name] === 'bool' ? { default: 'false' } : {}),
    help: `${name} for the entry in kubeconfig`,
  }));

export const setCommands: readonly Command[] = [
  configCommand('set', ' PROPERTY_NAME PROPERTY_VALUE', 'Set an individual value in a kubeconfig file', set, [
    {
      name: 'set-raw-bytes',
      type: 'tristate',
      default: 'false',
      noValue: 'true',
      help: 'The value of a []byte field is no base64.',
    },
  ]),
  configCommand(
    'set-cluster',
    ' NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
    'Set a cluster entry in kubeconfig',
    setting('clusters', 'Cluster', CLUSTER_FLAGS),
    flagsOf('clusters', CLUSTER_FLAGS),
  ),
  configCommand(
    'set-credentials',
    ' NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]',
    'Set a user entry in kubeconfig',
    setting('users', 'User', USER_FLAGS),
    flagsOf('users', USER_FLAGS),
  ),
  configCommand('unset', ' PROPERTY_NAME', 'Unset an individual value in a kubeconfig file', unset),
];
