/** What one client, and all of them together, may ask for. */

const MIB = 1024 * 1024;

export const LIMITS = {
  /** Open sockets. */
  connections: 200,
  /** Requests under way, watches and upgraded connections among them. */
  streams: 500,
  /** Bytes of a request's body. Models apiserver/pkg/server/config.go (MaxRequestBodyBytes). */
  bodyBytes: 3 * MIB,
  headerBytes: 64 * 1024,
  /** Characters of path and query. */
  targetLength: 16 * 1024,
  /** Bytes of a watch, a log or an upgraded connection that wait for a client who does not read: then it is cut off. */
  unreadBytes: 8 * MIB,
  /** Bytes of an answer that has an end: it may be made faster than any client reads. */
  answerBytes: 256 * MIB,
  /** Bytes of one message of an upgraded connection. */
  messageBytes: 1 * MIB,
  /** ms until the whole head of a request must be here. */
  headMs: 10_000,
  /** ms until the whole request must be here. */
  requestMs: 30_000,
  /** ms that a connection without a request is kept. */
  keepAliveMs: 60_000,
  /** ms without any progress after which somebody who has bytes to read is given up. */
  stalledMs: 30_000,
  /** ms until a TLS handshake must be done. */
  handshakeMs: 10_000,
  /** Port-forwards of one connection, in streams. */
  forwardStreams: 1000,
} as const;
