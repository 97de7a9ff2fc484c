/** `kubectl proxy`: there is no port to listen on in a page. */
import type { Command } from '../command';
import { KubectlError } from '../errors';

export const proxyCommand: Command = {
  name: 'proxy',
  use: 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  short: 'Run a proxy to the Kubernetes API server',
  long: 'Run a proxy to the Kubernetes API server. It is not available here, where nothing can listen on a port; kubectl get --raw asks for any path.',
  flags: [
    { name: 'port', short: 'p', type: 'int', default: '8001', help: 'The port to listen on.' },
    { name: 'address', type: 'string', default: '127.0.0.1', help: 'The address to listen on.' },
    { name: 'www', short: 'w', type: 'string', help: 'A folder of files to serve too.' },
    {
      name: 'www-prefix',
      short: 'P',
      type: 'string',
      default: '/static/',
      help: 'Under which path they are.',
    },
    { name: 'api-prefix', type: 'string', default: '/', help: 'Under which path the API is.' },
  ],
  completes: 'none',
  run() {
    throw new KubectlError(
      'kubectl proxy is not available here: nothing can listen on a port. Use "kubectl get --raw PATH" instead.',
    );
  },
};
