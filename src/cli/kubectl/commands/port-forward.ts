import type { LocalConnection, LocalListener } from '../../program';
import { PODS } from '../built-in-kinds';
import type { Call, Command } from '../command';
import { KubectlError, plainMessage, usageError } from '../errors';
import { Fields } from '../fields';
import { type ForwardedPort, forwardedPorts } from '../forward/ports';
import { resourcePath } from '../http-client';
import { podRunningTimeout } from '../pods/flags';
import { byActivity } from '../pods/order';
import { attachablePod, namedObject } from '../pods/target';
import { logError } from '../forward/klog';

const PROTOCOL = 'v4.channel.k8s.io';

/** Models kubectl/pkg/cmd/portforward. */
export const portForwardCommand: Command = {
  name: 'port-forward',
  use: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  short: 'Forward one or more local ports to a pod',
  examples: `# Then: curl localhost:8080
kubectl port-forward pod/web 8080:80
# A pod of a Deployment, a port of a Service by its name
kubectl port-forward deployment/web 5000 6000
kubectl port-forward service/web 8443:https
# Any free port here
kubectl port-forward pod/web :80`,
  completes: 'pods',
  flags: [
    podRunningTimeout('1m0s'),
    {
      name: 'address',
      type: 'strings',
      default: '[localhost]',
      help: 'Where to listen: addresses, or localhost for both 127.0.0.1 and ::1.',
    },
  ],
  async run(call) {
    const [word, ...words] = call.args;
    if (word === undefined || words.length === 0) {
      throw usageError(call.path, 'TYPE/NAME and list of ports are required for port-forward');
    }
    const object = await namedObject(call, [word]);
    const timeout = call.flags.duration('pod-running-timeout');
    const found = await attachablePod(call.client, object, timeout, byActivity);
    const ports = forwardedPorts(words, object, found);
    const pod = Fields.of(await call.client.get(PODS, found.namespace, found.name));
    const phase = pod.text('status.phase');
    if (phase !== 'Running') {
      throw new KubectlError(`unable to forward port because pod is not running. Current status=${phase}`);
    }
    await forward(call, pod, ports);
    return 0;
  },
};

/** Until the pod has gone or the person has had enough. */
async function forward(call: Call, pod: Fields, ports: readonly ForwardedPort[]): Promise<void> {
  const lost = new AbortController();
  const listeners = ports.flatMap((port) => listen(call, pod, port, lost));
  try {
    if (listeners.length === 0) {
      const list = ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ');
      throw new KubectlError(`unable to listen on any of the requested ports: [${list}]`);
    }
    await Promise.race([podGone(call, pod), aborted(lost.signal), aborted(call.context.signal)]);
    if (!call.context.signal.aborted) throw new KubectlError('lost connection to pod');
  } finally {
    for (const listener of listeners) listener.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Resolves when the pod does not run any more, or when nobody is there who could tell. */
async function podGone(call: Call, pod: Fields): Promise<void> {
  const { client } = call;
  let resourceVersion = pod.text('metadata.resourceVersion');
  const fieldSelector = `metadata.name=${pod.name}`;
  try {
    for (;;) {
      for await (const { type, object } of client.watch(PODS, pod.namespace, {
        fieldSelector,
        resourceVersion,
      })) {
        const now = Fields.of(object);
        resourceVersion = now.text('metadata.resourceVersion');
        if (type === 'DELETED') return;
        if (type !== 'BOOKMARK' && ['Succeeded', 'Failed'].includes(now.text('status.phase'))) return;
      }
    }
  } catch {
    // Whoever cannot be asked does not carry the connection either.
  }
}

function listen(
  call: Call,
  pod: Fields,
  { local, remote }: ForwardedPort,
  lost: AbortController,
): readonly LocalListener[] {
  const { context } = call;
  const accept = (connection: LocalConnection) => {
    call.out(`Handling connection for ${listener?.port ?? local}\n`);
    void carry(call, pod, { local: listener?.port ?? local, remote }, connection, lost);
  };
  const listener = context.listen?.(local, accept) ?? null;
  const addresses = call.flags
    .strings('address')
    .flatMap((address) => (address === 'localhost' ? ['127.0.0.1', '[::1]'] : [address]));
  if (listener === null) {
    const errors = addresses.map((address) => {
      const network = address.startsWith('[') ? 'tcp6' : 'tcp4';
      return `unable to create listener: Error listen ${network} ${address}:${local}: bind: address already in use`;
    });
    call.out(
      `Unable to listen on port ${local}: Listeners failed to create with the following errors: [${errors.join(' ')}]\n`,
    );
    return [];
  }
  for (const address of addresses) call.out(`Forwarding from ${address}:${listener.port} -> ${remote}\n`);
  return [listener];
}

/** One connection, there and back. An error of the pod's side ends the whole command, as upstream. */
async function carry(
  call: Call,
  pod: Fields,
  { local, remote }: ForwardedPort,
  connection: LocalConnection,
  lost: AbortController,
): Promise<void> {
  let problem = '';
  try {
    const path = resourcePath(PODS, pod.namespace, pod.name, 'portforward');
    const tunnel = await call.client.connect(`${path}?ports=${remote}`, PROTOCOL);
    void pump(connection, (bytes) => tunnel.send(Uint8Array.of(0, ...bytes)));
    const seen = new Set<number>();
    for await (const message of tunnel.messages) {
      const [channel = 0] = message;
      // The first message of each channel names the port.
      const bytes = message.subarray(seen.has(channel) ? 1 : 3);
      seen.add(channel);
      if (bytes.length === 0) continue;
      if (channel === 0) connection.send(bytes);
      else problem += new TextDecoder().decode(bytes);
    }
  } catch (error) {
    problem = plainMessage(error);
  }
  connection.close();
  if (problem === '' || call.context.signal.aborted) return;
  logError(call, 'portforward.go:424', `an error occurred forwarding ${local} -> ${remote}: ${problem}`);
  lost.abort();
}

async function pump(connection: LocalConnection, send: (bytes: Uint8Array) => void): Promise<void> {
  for await (const bytes of connection.incoming) send(bytes);
}
