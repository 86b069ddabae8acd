/** Who asks, where a proxy stands in between: `X-Forwarded-*` counts only as far as trusted proxies wrote it. */
import { plainAddress } from "./addresses.ts";

/** Proxies in a row that are followed: more than anybody has, fewer than a header of 16 KB can name. */
export const PROXY_CHAIN_LIMIT = 16;

export interface Client {
  /** Address of the client, as far as it can be told. */
  remote: string;
  /** The client speaks TLS, with this process or with the first proxy. */
  secure: boolean;
  /** `Host` as the client sent it. */
  host: string | undefined;
}

type Headers = Readonly<Record<string, string | undefined>>;

const listOf = (header: string | undefined): string[] =>
  header === undefined ? [] : header.split(",").map((one) => one.trim());

/** An entry of `X-Forwarded-For`: proxies write addresses with and without a port. */
const addressOf = (entry: string): string =>
  plainAddress(entry.replace(/^(\[[^\]]*\]):\d+$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1"));

/**
 * Follows the proxies from here to the client. Each appends the address of whom it heard, so the list is read from its
 * end and only as long as the writer is trusted; what stands before that may have been sent by the client itself.
 * @param peer address at the other end of the connection, as `plainAddress` spells it
 * @param secure the connection itself is encrypted
 */
export function clientOf(
  peer: string,
  secure: boolean,
  headers: Headers,
  isTrusted: ((address: string) => boolean) | undefined,
): Client {
  let remote = peer;
  if (!isTrusted?.(remote)) return { remote, secure, host: headers.host };
  const path = listOf(headers["x-forwarded-for"]);
  let proxies = 1;
  for (let at = path.length - 1; at >= 0 && proxies <= PROXY_CHAIN_LIMIT; at--) {
    const next = addressOf(path[at]!);
    if (next === "") break;
    remote = next;
    if (!isTrusted(next)) break;
    proxies += 1;
  }
  // a proxy appends to these two as well, or writes them anew: then there is one entry, the outermost trusted one's
  const told = (name: string) => {
    const all = listOf(headers[name]);
    return all[Math.max(0, all.length - proxies)];
  };
  const proto = told("x-forwarded-proto")?.toLowerCase();
  return {
    remote,
    secure: proto === "https" || proto === "wss" || (proto === undefined && secure),
    host: told("x-forwarded-host") || headers.host,
  };
}
