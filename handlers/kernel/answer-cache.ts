/** Serialised answers of cacheable operations: what is asked again while nothing has changed is not made again. */

import { LRUCache } from "lru-cache";
import type { ApiReply, ApiRequest } from "./dispatch.ts";
import { CACHED_ANSWER_BYTES, CACHED_ANSWERS, CACHED_BYTES } from "./limits.ts";
import { acceptedLocale } from "./locale.ts";
import { centralIn } from "./request-scope.ts";
import type { Route } from "./router.ts";
import type { Site } from "./site.ts";
import { parseQuery } from "./validation.ts";

/** Bytes of a kept answer besides its body: key, headers, the cache's own entry. */
const OVERHEAD_BYTES = 500;

interface KeptAnswer {
  revision: number;
  body: Uint8Array;
  headers: ApiReply["headers"];
}

export interface AnswerCache {
  /** A copy of the answer, where the home has had no other revision since. */
  get(key: string, revision: number): ApiReply | undefined;
  set(key: string, answer: KeptAnswer): void;
}

export function createAnswerCache(): AnswerCache {
  const answers = new LRUCache<string, KeptAnswer>({
    max: CACHED_ANSWERS,
    maxSize: CACHED_BYTES,
    maxEntrySize: CACHED_ANSWER_BYTES,
    sizeCalculation: ({ body }, key) => body.length + 2 * key.length + OVERHEAD_BYTES,
  });
  return {
    get(key, revision) {
      const kept = answers.get(key);
      if (kept === undefined || kept.revision !== revision) return undefined;
      return { status: 200, headers: { ...kept.headers }, body: kept.body };
    },
    set: (key, answer) => void answers.set(key, answer),
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
