/** Declaration of a REST operation. Routing, validation, authorisation and the published contract follow from it. */
import * as z from "zod";
import type { Identity, RequiredRole } from "./identity.ts";
import { Problem, type Refusal } from "./problem.ts";
import type { RequestScope } from "./request-scope.ts";
import type { Site } from "./site.ts";

export type Method = "GET" | "PUT" | "POST" | "PATCH" | "DELETE";

/** A response without JSON: `null` = no body, `media(type)` = a body of that type, several for negotiated content. */
export interface Media {
  readonly media: string;
  readonly schema: z.ZodType;
}
export const media = (type: string, schema: z.ZodType = z.string()): Media => ({ media: type, schema });
export type ResponseSpec = z.ZodType | Media | readonly (z.ZodType | Media)[] | null;

export interface OperationSpec {
  method: Method;
  /** Below /api/v1, parameters in braces: `/devices/{addr}`. */
  path: string;
  role: RequiredRole;
  /** `here`: from the receiver's own store. `home`: next to the CCU; forwarded where that is another process. */
  served: "here" | "home";
  summary: string;
  tag: string;
  operationId?: string;
  params?: z.ZodRawShape;
  /** Query parameters arrive as strings, repeated ones as arrays: use z.coerce and `.catch()` where the contract is lenient. */
  query?: z.ZodRawShape;
  /** Lower-case names. */
  headers?: z.ZodRawShape;
  body?: z.ZodType;
  /** The body is not JSON: the handler gets its bytes. Not for the published contract. */
  binaryBody?: true;
  /** Of a body that is a form: its texts by name are what `body` describes. Default: JSON. */
  bodyMedia?: "multipart/form-data";
  /** The body may be absent (then `undefined`). */
  bodyOptional?: boolean;
  /** Where a body that does not fit its schema is answered with code `validation` and this status instead of 400 `bad_request`. */
  invalidBody?: 400 | 422;
  /**
   * Where a CCU that does not exist, named in the query, is answered otherwise than with 400: as the contract has it, or
   * as the handler says (of a CCU that is no longer there its history is).
   */
  unknownCentral?: 404 | "handler";
  /** Bytes; default: bodyLimitOf. */
  bodyLimit?: number;
  responses: Record<number, ResponseSpec>;
  deprecated?: boolean;
  /** Served for older clients, not part of the published contract. */
  unpublished?: boolean;
  /** Older paths that are served by the same handler (not part of the published contract). */
  aliases?: readonly string[];
  /** The answer carries a secret: it is not kept for replay by Idempotency-Key. */
  secretReply?: boolean;
  /** The answer depends only on what the handler reads of `scope.home` and on the query: it is kept until that changes. */
  cacheable?: boolean;
  /**
   * A credential that counts for this operation alone, asked for before the usual ones: whoever it stands for; `null` where
   * the request has none.
   */
  ownCredential?: (site: Site, request: RequestInfo) => Identity | Refusal | null;
  /** The answer may be a file of many megabytes: through the cloud it goes by way of a store. One that comes in pieces tells its length. */
  largeReply?: boolean;
  /** Not one handler call after another but an upgrade or an endless stream: no time limit. */
  streaming?: boolean;
}

type Shape<S, K extends string> = S extends { [P in K]: infer T extends z.ZodRawShape }
  ? z.output<z.ZodObject<T>>
  : Record<never, never>;
type BodyOf<S> = S extends { body: infer B extends z.ZodType }
  ? S extends { bodyOptional: true }
    ? z.output<B> | undefined
    : z.output<B>
  : S extends { binaryBody: true }
    ? Uint8Array
    : undefined;

export interface RequestInfo {
  readonly id: string;
  readonly method: string;
  /** Path with the API prefix, decoded only by the router. */
  readonly path: string;
  /** Lower-case names; repeated headers joined with ", ". */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Address of the TCP peer; forwarded headers are not trusted. */
  readonly remote: string;
  readonly secure: boolean;
  readonly cookies: ReadonlyMap<string, string>;
  /** The same object for all requests of one connection; absent where the transport knows none. */
  readonly connection?: object | undefined;
}

export interface OperationContext<S = OperationSpec> extends RequestScope {
  readonly params: Shape<S, "params">;
  readonly query: Shape<S, "query">;
  readonly headers: Shape<S, "headers">;
  readonly body: BodyOf<S>;
  /** Never null where the role is not `public`. */
  readonly identity: S extends { role: "public" } ? Identity | null : Identity;
  readonly request: RequestInfo;
}

export interface Reply<Status extends number = number, Body = unknown> {
  readonly status: Status;
  /** JSON value, or text/bytes/chunks when `type` says that it is not JSON; absent = no body. */
  readonly body?: Body;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Content type of a body that is not JSON. */
  readonly type?: string;
}
type BodyFor<R> = R extends z.ZodType ? z.input<R> : unknown;
export type ReplyFor<S extends OperationSpec> = {
  [K in keyof S["responses"] & number]: Reply<K, BodyFor<S["responses"][K]>>;
}[keyof S["responses"] & number];

export interface Operation {
  readonly spec: OperationSpec;
  readonly handle: (context: OperationContext) => Promise<Reply | Refusal> | Reply | Refusal;
}

export function operation<const S extends OperationSpec>(
  spec: S,
  handle: (context: OperationContext<S>) => Promise<ReplyFor<S> | Refusal> | ReplyFor<S> | Refusal,
): Operation {
  return { spec, handle: handle as unknown as Operation["handle"] };
}

export const ok = <T>(body: T, headers?: Reply["headers"]): Reply<200, T> => ({ status: 200, body, headers });
export const created = <T>(body?: T): Reply<201, T> => ({ status: 201, body });
/** Accepted by the CCU's queue: 202, without a body unless one is given. */
export const accepted = <T>(body?: T): Reply<202, T> => ({ status: 202, body });
export const noContent = (headers?: Reply["headers"]): Reply<204, undefined> => ({ status: 204, headers });

export { Problem };
