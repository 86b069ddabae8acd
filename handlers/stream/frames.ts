/** Frames of the WebSocket protocol: what clients may send, and the text of what they get (api-behaviour 1.3, 1.4). */
import type { CommandErrorCode, CommandResult } from "../kernel/command.ts";

/** A frame of a client. Members that a frame's `op` does not use are ignored, unknown members too. */
export interface ClientFrame {
  op: string;
  topics: string[];
  /** A resume: 0 is meaningful, absent = none. */
  since?: number;
  classify?: boolean;
  token: string;
  id: string;
  command: string;
  args?: unknown;
}

/** Text that is no frame, and why. */
export interface MalformedFrame {
  malformed: string;
}

/** Characters of a client's text that a message repeats. */
const QUOTE_LIMIT = 200;

const isString = (value: unknown): value is string => typeof value === "string";
const isStrings = (value: unknown): value is string[] => Array.isArray(value) && value.every(isString);
/** Contract: uint64. Above 2^53 it is no longer exact, and surely in the future. */
const isCursor = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

/** Members by name: what they must be, in words. `null` counts as absent. */
const MEMBERS: readonly [keyof ClientFrame, (value: unknown) => boolean, string][] = [
  ["op", isString, "a string"],
  ["topics", isStrings, "an array of strings"],
  ["since", isCursor, "an integer that is not negative"],
  ["classify", isBoolean, "a boolean"],
  ["token", isString, "a string"],
  ["id", isString, "a string"],
  ["command", isString, "a string"],
];

/** The frame, or why it is none. Never throws. */
export function parseFrame(text: string): ClientFrame | MalformedFrame {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { malformed: String((error as Error).message).slice(0, QUOTE_LIMIT) };
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    return { malformed: "a frame is a JSON object" };
  const members = parsed as Record<string, unknown>;
  for (const [name, accepts, expected] of MEMBERS) {
    const value = members[name] ?? undefined;
    if (value !== undefined && !accepts(value)) return { malformed: `${name} must be ${expected}` };
  }
  const { op, topics, since, classify, token, id, command, args } = members as Partial<ClientFrame>;
  return {
    op: op ?? "",
    topics: topics ?? [],
    since: since ?? undefined,
    classify: classify ?? undefined,
    token: token ?? "",
    id: id ?? "",
    command: command ?? "",
    args,
  };
}

export const PING = '{"op":"ping"}';
export const REAUTH_OK = '{"op":"reauth_ok"}';
export const REAUTH_FAILED = '{"op":"reauth_failed"}';

/** `topics` as the client wrote them; left out where it wrote none. */
export const acknowledged = (op: "subscribed" | "unsubscribed", topics: readonly string[]): string =>
  topics.length === 0 ? `{"op":"${op}"}` : `{"op":"${op}","topics":${JSON.stringify(topics)}}`;

/** `seq` is left out where it is 0 (contract: omitted when zero). */
export const replayDone = (seq: number): string =>
  seq === 0 ? '{"op":"replay_done"}' : `{"op":"replay_done","seq":${seq}}`;

export const replayLost = (oldest: number): string => `{"op":"replay_lost","oldest_seq":${oldest}}`;

export const errorFrame = (code: CommandErrorCode, message: string): string =>
  JSON.stringify({ op: "error", error: { code, message } });

export const unknownOp = (op: string): string => errorFrame("bad_request", `unknown op: ${op.slice(0, QUOTE_LIMIT)}`);

/** @throws where `data` is not JSON: the caller answers with an error instead. */
export const resultFrame = (id: string, result: CommandResult): string =>
  JSON.stringify(
    "error" in result ? { op: "result", id, error: result.error } : { op: "result", id, data: result.data },
  );
