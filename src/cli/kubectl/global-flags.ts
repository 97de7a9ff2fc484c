/** Flags of kubectl as a whole. Models cli-runtime/pkg/genericclioptions/config_flags.go and `kubectl options`. */
import type { Flags, FlagSpec } from './command';
import { parseDuration } from './flag-values';
import { KubectlError } from './errors';

const text = (name: string, help: string, more: Partial<FlagSpec> = {}): FlagSpec => ({
  name,
  type: 'string',
  help,
  ...more,
});

export const GLOBAL_FLAGS: readonly FlagSpec[] = [
  text('as', 'Who to act as: a user, or a service account of a namespace.'),
  {
    name: 'as-group',
    type: 'stringArray',
    default: '[]',
    help: 'A group to act as; may stand several times.',
  },
  text('as-uid', 'The UID to act as.'),
  text('cache-dir', 'Where a kubectl on disk keeps what it knows of servers; not used here.', {
    default: '/root/.kube/cache',
  }),
  text('certificate-authority', 'A file with the certificate authority; not needed here.'),
  text('client-certificate', 'A client certificate for TLS; not needed here.'),
  text('client-key', 'The key of the client certificate; not needed here.'),
  text('cluster', 'The cluster of the kubeconfig to use.'),
  text('context', 'The context of the kubeconfig to use.'),
  {
    name: 'disable-compression',
    type: 'bool',
    default: 'false',
    help: 'Do not ask for compressed answers.',
  },
  {
    name: 'insecure-skip-tls-verify',
    type: 'bool',
    default: 'false',
    help: "Do not check the server's certificate.",
  },
  text('kubeconfig', 'The kubeconfig file to use.', { completes: 'files' }),
  {
    name: 'log-flush-frequency',
    type: 'duration',
    default: '5s',
    help: 'The longest time between two writes of the log.',
  },
  {
    name: 'match-server-version',
    type: 'bool',
    default: 'false',
    help: 'Require the version of the server to be that of the client.',
  },
  text('namespace', 'The namespace to act in.', { short: 'n', completes: 'namespaces' }),
  text('password', 'Password for basic authentication.'),
  text('profile', 'What to profile: (none|cpu|heap|goroutine|threadcreate|block|mutex).', {
    default: 'none',
  }),
  text('profile-output', 'The file for the profile.', { default: 'profile.pprof' }),
  text('request-timeout', 'How long to wait for one request: 1s, 2m, 3h. 0 waits without end.', {
    default: '0',
  }),
  text('server', 'Address and port of the API server.', { short: 's' }),
  text('tls-server-name', "The name that the server's certificate must have."),
  text('token', 'Bearer token for the API server.'),
  text('user', 'The user of the kubeconfig to use.'),
  text('username', 'Username for basic authentication.'),
  { name: 'v', short: 'v', type: 'int', default: '0', help: 'How much the log tells.' },
  text('vmodule', 'How much the log tells, by file: pattern=N, separated by commas.'),
  {
    name: 'warnings-as-errors',
    type: 'bool',
    default: 'false',
    help: 'Fail when the server warned of something.',
  },
];

/** Checks what the types of flags do not. Throws a `KubectlError`. */
export function checkGlobalFlags(flags: Flags): void {
  const timeout = flags.string('request-timeout');
  if (/^-?\d+$/.test(timeout)) return;
  try {
    parseDuration(timeout);
  } catch {
    throw new KubectlError(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    );
  }
}

/** The headers of `--as`, `--as-group` and `--as-uid`. */
export function impersonation(flags: Flags): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  if (flags.string('as') !== '') headers['impersonate-user'] = flags.string('as');
  if (flags.string('as-uid') !== '') headers['impersonate-uid'] = flags.string('as-uid');
  const groups = flags.strings('as-group');
  if (groups.length > 0) headers['impersonate-group'] = groups.join(',');
  if (Object.keys(headers).length > 0 && headers['impersonate-user'] === undefined)
    throw new KubectlError('requesting uid, groups or user-extra for  without impersonating a user');
  return headers;
}
