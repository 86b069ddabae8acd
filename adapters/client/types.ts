/** Types of requests and answers, derived from the contract. */
import type { Operations, PAGED, Schemas } from "./contract.ts";
import type { Problem } from "./problem.ts";

export type Method = keyof Operations;
export type PathOf<M extends Method> = keyof Operations[M] & string;

interface AnyOperation {
  path: object;
  query: object;
  header: object;
  body: unknown;
  answers: object;
  problems: number;
}
/** The declaration of one operation. */
export type OperationOf<M extends Method, P extends PathOf<M>> = Operations[M][P] & AnyOperation;

/** It may be left out where nothing in it is required. */
type Part<Name extends string, T> = Record<never, never> extends T ? { [K in Name]?: T } : { [K in Name]: T };
/** Any operation takes `central` where two CCUs have the same address (docs/adr/0014), declared or not. */
type Query<O extends AnyOperation> = O["query"] & { central?: string };

export interface CallOptions {
  signal?: AbortSignal;
  /** Milliseconds of one attempt, default 35 s. */
  timeoutMs?: number;
  /** Sent instead of a made-up `Idempotency-Key`: for a repetition after a crash of the program. */
  idempotencyKey?: string;
  /** Repetitions after 429, 503 and lost connections, default and at most 3. */
  retries?: number;
}

export type RequestOptions<O extends AnyOperation> = CallOptions &
  (keyof O["path"] extends never
    ? { params?: Part<"path", O["path"]> & Part<"query", Query<O>> & Part<"header", O["header"]> }
    : { params: Part<"path", O["path"]> & Part<"query", Query<O>> & Part<"header", O["header"]> }) &
  (O["body"] extends undefined
    ? { body?: undefined }
    : undefined extends O["body"]
      ? { body?: O["body"] }
      : { body: O["body"] });

/** The options as an argument: it may be left out where nothing in it is required. */
export type OptionsArgument<O extends AnyOperation> =
  Record<never, never> extends RequestOptions<O> ? [options?: RequestOptions<O>] : [options: RequestOptions<O>];

type Success<A> = {
  [S in keyof A & number]: {
    readonly status: S;
    readonly data: A[S];
    readonly error?: undefined;
    readonly headers: Headers;
  };
}[keyof A & number];
type Failure<S extends number> = S extends number
  ? { readonly status: S; readonly data?: undefined; readonly error: Problem<S>; readonly headers?: Headers }
  : never;
/** What a request ends with: told apart by `error`, or by `status` (0: there was no answer). */
export type Answer<O extends AnyOperation> = Success<O["answers"]> | Failure<O["problems"] | 0>;

/** Lists that come in pages. */
export type PagedPath = keyof typeof PAGED & PathOf<"GET">;
type Rows<A> = A extends readonly (infer T)[] ? T : A extends { items: readonly (infer T)[] } ? T : never;
/** One row of a paged list. */
export type RowOf<P extends PagedPath> = OperationOf<"GET", P>["answers"] extends { 200: infer A } ? Rows<A> : never;

export type Snapshot = Schemas["Snapshot"];
