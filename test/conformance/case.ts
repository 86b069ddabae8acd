/** How a case is written down, and what a transport must be able to do. */
import type { CommandErrorCode } from "../../handlers/kernel/command.ts";
import type { ProblemCode } from "../../handlers/kernel/problem.ts";
import type { Clock } from "../../handlers/ports/index.ts";
import type { Scheme, Storage, Who, World, WorldKind } from "./world.ts";

/** What a client sends. `path` is below the server's root, percent-encoded. */
export interface WireRequest {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body?: Uint8Array;
}
export interface WireAnswer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string | string[]>;
  body: Uint8Array;
}
/** `data` or `error` of a result frame, as it went over the wire. */
export type CallAnswer = { data: unknown } | { error: { code: string; message: string } };

/** A way from a client to a world. One file in transports/ each; the suite finds them by itself. */
export interface Transport {
  name: string;
  /**
   * Where its worlds keep what lasts; default: memory. Generated cases have memory all the same, so that the suite takes
   * less than a minute; with CCU_ANYWHERE_TEST_FULL they have not.
   */
  storage?(clock: Clock): Promise<Storage>;
  /** Makes its worlds itself. */
  world?(kind: WorldKind | undefined): Promise<World>;
  /** Played by a file of its own, not by every test of the suite. */
  apart?: true;
  open(world: World): Promise<Connection>;
  /** Ends what its worlds share. */
  end?(): Promise<void>;
}
export interface Connection {
  request(request: WireRequest): Promise<WireAnswer>;
  /** One command on a socket of its own, opened with these headers. */
  call(headers: Record<string, string>, command: string, args: unknown): Promise<CallAnswer>;
  /** Opens an event stream: the status of the handshake (101), where the transport has one. */
  upgrade?(headers: Record<string, string>): Promise<number>;
  /** Frames of an event stream as they come, from the acknowledgement of this subscription on. */
  listen?(headers: Record<string, string>, subscribe: object): Promise<readonly string[]>;
  /** Resolves when what happened at home has come to everybody. */
  settled?(): Promise<void>;
  /** It takes no further case. */
  isWornOut?(): boolean;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: bodies have many shapes, a case knows its own
export type Body = any;

export interface Expected {
  status: number;
  code?: ProblemCode;
  /** Members that the body must have, or a function that asserts. */
  body?: object | ((body: Body) => void);
  headers?: Record<string, string>;
  /** What the CCUs must have been told, in order: method and arguments. */
  writes?: readonly (readonly unknown[])[];
  /** Afterwards, besides: throws where something is missing. */
  after?: (world: World) => void | Promise<void>;
}

export interface Case {
  /** `GET /devices/{addr}`, as it is published. */
  operation: string;
  case: string;
  /** Default: a user with just the role that is needed. */
  as?: Who;
  by?: Scheme;
  world?: WorldKind;
  /** Leaves it open which CCU is meant. By default whoever can name one names `ccu-main`. */
  unnamed?: true;
  params?: Record<string, string>;
  /** Raw, without the question mark. */
  query?: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Uint8Array;
  /** Instead of the operation's method. */
  method?: string;
  /** Prepares the world. */
  given?: (world: World) => void | Promise<void>;
  /** Sent twice with one Idempotency-Key: the second answer is the first one, and nothing more happens. */
  twice?: boolean;
  /** The credential was used before, so that it is remembered. */
  warm?: boolean;
  /** From the request on, store and read model never answer, or fail. */
  trouble?: "stall" | "breakDown";
  /** The request asks for an event stream. */
  upgrade?: boolean;
  /** What a refusal may have changed nevertheless: `ccu` = the CCU was asked and refused, `any` = it came too late. */
  mayChange?: "ccu" | "audit" | "any";
  /** The answer has figures that depend on the way that it came: they are not compared between transports. */
  measures?: true;
  /** It is our own fault: the log has it. */
  logged?: boolean;
  /** Made from a declaration and a written case. */
  generated?: boolean;
  expect: Expected;
}

export interface CommandCase {
  command: string;
  case: string;
  as?: Exclude<Who, "nobody">;
  by?: Scheme;
  world?: WorldKind;
  /** As in {@link Case}. */
  unnamed?: true;
  args?: unknown;
  given?: (world: World) => void | Promise<void>;
  /** From the call on, store and read model fail. */
  breakDown?: boolean;
  /** Made from a declaration and a written case. */
  generated?: boolean;
  expect:
    | {
        data: object | ((data: Body) => void);
        writes?: readonly (readonly unknown[])[];
        /** The CCU that all of them went to. */
        on?: string;
      }
    | { error: CommandErrorCode };
}
