/** `kubectl version`. Models kubectl/pkg/cmd/version. */
import type { Call, Command } from '../command';
import { KubectlError } from '../errors';
import { failure } from '../http-client';
import { printJson } from '../print/json';
import { printYaml } from '../print/yaml';

/** What the real kubectl of this version says of itself. */
const CLIENT = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.1',
  gitCommit: '8adc0f041b8e7ad1d30e29cc59c6ae7a15e19828',
  gitTreeState: 'clean',
  buildDate: '2025-05-15T08:27:33Z',
  goVersion: 'go1.24.2',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const KUSTOMIZE = 'v5.6.0';

/** Minor versions that client and server may be apart. */
const SKEW_MAX = 1;

interface VersionInfo {
  readonly gitVersion: string;
  readonly [field: string]: unknown;
}

export const versionCommand: Command = {
  name: 'version',
  use: 'version [flags]',
  short: 'Print the client and server version information',
  long: 'Print the client and server version information for the current context.',
  examples: `
# Both
kubectl version

# Only this kubectl's
kubectl version --client`,
  flags: [
    {
      name: 'client',
      type: 'bool',
      default: 'false',
      help: 'Only the version of this kubectl: no server is asked.',
    },
    {
      name: 'output',
      short: 'o',
      type: 'string',
      help: "One of 'yaml' or 'json'.",
      completes: 'values',
      values: ['yaml', 'json'],
    },
  ],
  completes: 'none',
  async run(call) {
    const { flags, args } = call;
    const isClientOnly = flags.bool('client');
    if (args.length > 0 && !isClientOnly) throw new KubectlError(`extra arguments: [${args.join(' ')}]`);
    const output = flags.string('output');
    if (!['', 'yaml', 'json'].includes(output)) throw new KubectlError("--output must be 'yaml' or 'json'");
    let server: VersionInfo | null = null;
    let failed: unknown = null;
    try {
      if (!isClientOnly) server = await serverVersion(call);
    } catch (error) {
      failed = error;
    }
    show(call, output, server);
    if (server !== null) warnOfSkew(call, server);
    if (failed !== null) throw failed as Error;
    return 0;
  },
};

async function serverVersion(call: Call): Promise<VersionInfo> {
  const reply = await call.client.raw('GET', '/version', {
    accept: 'application/json, */*',
    query: { timeout: '32s' },
  });
  if (reply.status >= 400) throw await failure(reply);
  return JSON.parse(await reply.text()) as VersionInfo;
}

function show(call: Call, output: string, server: VersionInfo | null): void {
  const all = {
    clientVersion: CLIENT,
    kustomizeVersion: KUSTOMIZE,
    ...(server === null ? {} : { serverVersion: server }),
  };
  if (output === 'yaml') call.out(`${printYaml(all)}\n`);
  else if (output === 'json') call.out(`${printJson(all, false, '  ')}\n`);
  else {
    call.out(`Client Version: ${CLIENT.gitVersion}\nKustomize Version: ${KUSTOMIZE}\n`);
    if (server !== null) call.out(`Server Version: ${server.gitVersion}\n`);
  }
}

function warnOfSkew(call: Call, server: VersionInfo): void {
  const parts = (version: string) => {
    const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
    return { major, minor };
  };
  const ours = parts(CLIENT.gitVersion);
  const theirs = parts(server.gitVersion);
  if (ours.major === theirs.major && Math.abs(ours.minor - theirs.minor) <= SKEW_MAX) return;
  call.err(
    `WARNING: version difference between client (${ours.major}.${ours.minor}) and server (${theirs.major}.${theirs.minor}) exceeds the supported minor version skew of +/-${SKEW_MAX}\n`,
  );
}
