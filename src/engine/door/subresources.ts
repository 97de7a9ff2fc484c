/** Subresources that are no plain reads or writes: logs and streams. By resource and subresource. */
import { serveStream } from './streams/exec';
import { serveLog } from './streams/log';
import { servePortForward } from './streams/port-forward';
import type { SubresourceServer } from './subresource-server';

export const SUBRESOURCE_SERVERS: Readonly<Record<string, SubresourceServer>> = {
  'pods/log': serveLog,
  'pods/exec': serveStream,
  'pods/attach': serveStream,
  'pods/portforward': servePortForward,
};
