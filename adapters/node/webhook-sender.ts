/** The port `WebhookSender` on Node's http and https: one request, the address checked, no redirect, the answer's body unread. */
import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import {
  type WebhookAnswer,
  WebhookFault,
  type WebhookPost,
  type WebhookSender,
} from "../../handlers/ports/webhook-sender.ts";
import { checkedLookup, literalFault, type Reach } from "./checked-lookup.ts";

export interface WebhookSenderOptions {
  /** At home private addresses are what people have; in the cloud they are somebody else's. */
  reach: Reach;
  /** Tests: instead of the system's name resolution. */
  lookup?: RequestOptions["lookup"];
}

/** `Retry-After` in seconds, or as a date. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return ms > 0 ? ms : undefined;
}

export function createWebhookSender({ reach, lookup = checkedLookup(reach) }: WebhookSenderOptions): WebhookSender {
  return {
    send: (post) => {
      const url = new URL(post.url);
      const fault = literalFault(url.hostname, reach);
      return fault === undefined
        ? sendTo(url, post, lookup)
        : Promise.reject(new WebhookFault(`${url.hostname} ${fault}`, { final: true }));
    },
  };
}

function sendTo(url: URL, post: WebhookPost, lookup: RequestOptions["lookup"]): Promise<WebhookAnswer> {
  const { headers, body, timeoutMs } = post;
  const bytes = Buffer.from(body);
  const signal = AbortSignal.any([post.signal, AbortSignal.timeout(timeoutMs)]);
  const options: RequestOptions = {
    method: "POST",
    headers: { ...headers, "content-length": bytes.length, "user-agent": "ccu-anywhere" },
    lookup,
    signal,
    // a connection of its own: the next address may be another one
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const open = url.protocol === "https:" ? httpsRequest : httpRequest;
    const sending = open(url, options, (response) => {
      const { statusCode: status = 0 } = response;
      const pause = retryAfterMs(response.headers["retry-after"]);
      // nobody needs the body; it may have no end
      response.destroy();
      resolve({ status, ...(pause === undefined ? {} : { retryAfterMs: pause }) });
    });
    sending.on("error", (error: NodeJS.ErrnoException) => {
      if (error.name === "AbortError")
        return reject(new WebhookFault(post.signal.aborted ? "interrupted" : `no answer within ${timeoutMs} ms`));
      reject(
        new WebhookFault(error.message || (error.code ?? "not reachable"), {
          final: error.code === "EADDRREFUSED",
          cause: error,
        }),
      );
    });
    sending.end(bytes);
  });
}
