/**
 * `fetch` for addresses that people configure: each host is looked up once, checked, and the checked address is what is
 * connected to; no redirect is followed; an answer is read to a limit.
 */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { checkedLookup, literalFault, type Reach } from "./checked-lookup.ts";

/** Bytes of an answer: metadata, keys and tokens of identity providers have 1 to 30 KB. */
export const ANSWER_LIMIT = 262_144;

export interface CheckedFetchOptions {
  reach: Reach;
  /** Tests: instead of the system's name resolution. */
  lookup?: RequestOptions["lookup"];
}
export interface CheckedInit {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: { toString(): string } | null;
  /** Aborts the request and the reading of its answer. */
  signal?: AbortSignal;
}
export type CheckedFetch = (url: string, init: CheckedInit) => Promise<Response>;

/** Rejects with an Error that says why, where there is no whole answer. */
export function createCheckedFetch({ reach, lookup = checkedLookup(reach) }: CheckedFetchOptions): CheckedFetch {
  return async (address, init) => {
    const url = new URL(address);
    const fault = literalFault(url.hostname, reach);
    if (fault !== undefined) throw new Error(`${url.hostname} ${fault}`);
    const bytes = init.body === undefined || init.body === null ? undefined : Buffer.from(init.body.toString());
    const answer = await send(url, init, bytes, lookup);
    const body = await readAll(answer);
    return new Response(isBodiless(answer.statusCode) ? null : body, {
      status: answer.statusCode ?? 502,
      headers: Object.entries(answer.headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((one): [string, string] => [name, one]),
      ),
    });
  };
}

const isBodiless = (status = 0): boolean => status === 204 || status === 205 || status === 304;

function send(
  url: URL,
  { method = "GET", headers, signal }: CheckedInit,
  body: Buffer | undefined,
  lookup: RequestOptions["lookup"],
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method,
    headers: {
      ...headers,
      "accept-encoding": "identity",
      ...(body === undefined ? {} : { "content-length": body.length }),
    },
    lookup,
    ...(signal === undefined ? {} : { signal }),
    // a connection of its own: the next address may be another one
    agent: false,
  };
  const open = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    open(url, options, resolve).on("error", reject).end(body);
  });
}

async function readAll(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    // leaving the loop closes the connection
    if (size > ANSWER_LIMIT) throw new Error(`the answer has more than ${ANSWER_LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
