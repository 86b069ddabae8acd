/** What the stream counts since its start, for `/metrics` and `/health`. */
export interface StreamMetrics {
  /** Open sockets. */
  connections: number;
  /** Distinct subscription sets of live sockets. */
  audiences: number;
  eventsDelivered: number;
  /** Event frames, replayed ones included. */
  framesSent: number;
  framesReplayed: number;
  /** Times that a socket fell behind and was served from its cursor. */
  slow: number;
  replays: number;
  replaysLost: number;
  calls: number;
  rateLimited: number;
  /** Frames that could not be understood. */
  malformed: number;
  /** Sockets ended because the credential was revoked or expired. */
  revoked: number;
  /** Sockets cut because nothing was heard of them. */
  timedOut: number;
  /** Sockets cut because they read no answers. */
  overflowed: number;
}

export const createMetrics = (): StreamMetrics => ({
  connections: 0,
  audiences: 0,
  eventsDelivered: 0,
  framesSent: 0,
  framesReplayed: 0,
  slow: 0,
  replays: 0,
  replaysLost: 0,
  calls: 0,
  rateLimited: 0,
  malformed: 0,
  revoked: 0,
  timedOut: 0,
  overflowed: 0,
});
