package io.headrace.server.http;

/** The limits whose breach is counted. */
public enum HttpLimit {
  /** A connection was refused: the server has as many as it may. */
  CONNECTIONS,
  /** A connection was refused: its address has as many as it may. */
  CONNECTIONS_PER_ADDRESS,
  /** A request line or its headers were too long, or not HTTP. */
  MALFORMED_REQUEST,
  /** A client sent more requests ahead than may queue; closed. */
  PIPELINED,
  /** A request that would have waited was refused: too many wait for that stream. */
  WAITERS,
  /** A client did not drain its response in time; closed. */
  SLOW_CLIENT,
  /** A connection was without a request for too long; closed. */
  IDLE
}
