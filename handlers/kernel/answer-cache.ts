/** Serialised answers of cacheable operations: what is asked again while nothing that it shows has changed is not made again. */

import { LRUCache } from "lru-cache";
import type { ApiReply, ApiRequest } from "./api-request.ts";
import { createBoundedCache } from "./bounded-cache.ts";
import type { HomeReads } from "./home-reads.ts";
import { CACHED_ANSWER_BYTES, CACHED_ANSWERS, CACHED_BYTES } from "./limits.ts";
import { acceptedLocale } from "./locale.ts";
import { centralIn } from "./named-central.ts";
import type { Route } from "./router.ts";
import type { Site } from "./site.ts";
import { parseQuery } from "./validation.ts";

/** Bytes of a kept answer besides its body: key, headers, the cache's own entry. */
const OVERHEAD_BYTES = 500;
/** Bytes of a part of the home that an answer was made from: an entry of a map, with an address (60 measured). */
const READ_BYTES = 80;

interface KeptAnswer {
  /** Of the home, when the answer was begun or last found to be current. */
  revision: number;
  reads: HomeReads;
  body: Uint8Array;
  headers: ApiReply["headers"];
}

/** Spellings of requests whose route and key are remembered: a few of each kept answer. */
const SPELLINGS = 4 * CACHED_ANSWERS;
/** Characters of one: what is longer is looked at anew each time. */
const SPELLING_LIMIT = 512;

type Query = Pick<ApiRequest, "path" | "query" | "headers">;
/** A request in a spelling that was understood before. */
export interface AskedBefore {
  readonly route: Route;
  readonly key: string;
}

export interface AnswerCache {
  /** Where a request in the same spelling was asked before: neither its path nor its query is parsed again. */
  asked(site: Pick<Site, "id">, request: Query): AskedBefore | undefined;
  /** A copy of the answer, where nothing that was read for it has changed; `revision`: the home's now. */
  get(key: string, revision: number): ApiReply | undefined;
  set(key: string, answer: KeptAnswer): void;
  /** The key of a request, whose spelling is remembered. Not for those who may not ask. */
  keyOf(site: Pick<Site, "id">, route: Route, request: Query): string;
}

const spelling = ({ id }: Pick<Site, "id">, { path, query, headers }: Query): string =>
  `${id} ${path} ${query} ${headers["accept-language"] ?? ""}`;

export function createAnswerCache(): AnswerCache {
  const answers = new LRUCache<string, KeptAnswer>({
    max: CACHED_ANSWERS,
    maxSize: CACHED_BYTES,
    maxEntrySize: CACHED_ANSWER_BYTES,
    sizeCalculation: ({ body, reads }, key) => body.length + 2 * key.length + OVERHEAD_BYTES + reads.count * READ_BYTES,
  });
  const spellings = createBoundedCache<string, AskedBefore>(SPELLINGS);
  return {
    asked: (site, request) => spellings.get(spelling(site, request)),
    get(key, revision) {
      const kept = answers.get(key);
      if (kept === undefined) return undefined;
      if (kept.revision !== revision) {
        if (!kept.reads.current()) return undefined;
        // compared once for each change of the home, not for each request
        kept.revision = revision;
      }
      return { status: 200, headers: { ...kept.headers }, body: kept.body };
    },
    set: (key, answer) => void answers.set(key, answer),
    keyOf(site, route, request) {
      const key = answerKey(site, route, request);
      const spelled = spelling(site, request);
      if (spelled.length <= SPELLING_LIMIT) spellings.set(spelled, { route, key });
      return key;
    },
  };
}

/**
 * Everything that an answer depends on besides the home's revision, in one spelling: what the operation does not read
 * (other query parameters, weights of languages, the encoding of the path) makes no other answer.
 */
export function answerKey(
  { id }: Pick<Site, "id">,
  { operation: { spec }, params }: Route,
  { query, headers }: Pick<ApiRequest, "query" | "headers">,
): string {
  const which = spec.params === undefined ? "" : JSON.stringify(params);
  // any operation reads it: of the same address on another CCU the answer is another
  const central = JSON.stringify(centralIn(query) ?? null);
  const locale = acceptedLocale(headers["accept-language"]) ?? "";
  return `${id} ${spec.path} ${which} ${central} ${locale} ${canonicalQuery(spec.query, query)}`;
}

function canonicalQuery(declared: object | undefined, raw: string): string {
  if (raw === "" || declared === undefined) return "";
  const query = parseQuery(raw);
  return JSON.stringify(
    Object.keys(declared)
      .sort()
      .map((name) => query[name] ?? null),
  );
}
