/** Frames of the WebSocket as a client sees them (api-behaviour 1.3, 1.4). */

/** A frame of the server: control frames have `op`, events have `type`. */
export interface ServerFrame {
  op?: string;
  id?: string;
  seq?: number;
  oldest_seq?: number;
  kind?: string;
  topic?: string;
  type?: string;
  ts?: string;
  payload?: unknown;
  data?: unknown;
  error?: { code: string; message: string };
}

/** An event as it came. */
export interface EventFrame {
  seq: number;
  type: string;
  [member: string]: unknown;
}

export const isEvent = (frame: ServerFrame): frame is ServerFrame & EventFrame =>
  frame.op === undefined && typeof frame.seq === "number" && typeof frame.type === "string";

/** @throws SyntaxError for text that is no object */
export function parseServerFrame(data: unknown): ServerFrame {
  const frame: unknown = typeof data === "string" ? JSON.parse(data) : undefined;
  if (typeof frame !== "object" || frame === null) throw new SyntaxError("not a frame");
  return frame;
}
