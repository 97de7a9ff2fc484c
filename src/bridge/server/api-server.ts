/** The API with all that a kubectl needs to find it: listener, credentials and kubeconfig. */
import { makeCredentials } from './credentials';
import { kubeconfigText, writeKubeconfig } from './kubeconfig';
import { listen, type Listener, type ListenerOptions } from './listener';
import type { Upstream } from './upstream';

export interface ApiServerOptions {
  readonly upstream: Upstream;
  /** In the kubeconfig. */
  readonly cluster: string;
  readonly port: number;
  /** True: when the port is taken, the next free one will do. */
  readonly elsewhere: boolean;
  /** Where the kubeconfig goes. */
  readonly kubeconfig: string;
  readonly seen?: ListenerOptions['seen'];
}

export interface ApiServer extends Listener {
  readonly token: string;
  readonly caCertificate: string;
}

/** Ports that are tried one after the other. */
const TRIES = 20;

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}

/** Rejects with Node's error when the port is taken, or the file cannot be written. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { upstream, cluster, port, elsewhere, kubeconfig, seen } = options;
  const credentials = await makeCredentials();
  const base = { credentials, upstream, ...(seen === undefined ? {} : { seen }) };
  const listener = await listenFrom(base, port, elsewhere && port > 0 ? TRIES : 1);
  try {
    writeKubeconfig(kubeconfig, kubeconfigText(cluster, listener.address, credentials));
  } catch (error) {
    await listener.close();
    throw error;
  }
  const { token, caCertificate } = credentials;
  return { ...listener, token, caCertificate };
}

async function listenFrom(
  base: Omit<ListenerOptions, 'port'>,
  port: number,
  tries: number,
): Promise<Listener> {
  for (let next = port; ; next++) {
    try {
      return await listen({ ...base, port: next });
    } catch (error) {
      if (!isTaken(error) || next - port + 1 >= tries) throw error;
    }
  }
}
