/** Server-sent events as a server of ours writes them (WHATWG HTML, 9.2): lines end with LF or CRLF. */
import { LOG_MESSAGE_LIMIT } from "./limits.ts";

export interface ServerSentMessage {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  /** Milliseconds until it may be asked again. */
  readonly retry?: number;
  readonly comment?: string;
}

/** Takes pieces of any length, gives messages. */
export class ServerSentEvents {
  #rest = "";

  /** @throws RangeError for a message that is longer than any of ours */
  feed(piece: string): ServerSentMessage[] {
    const blocks = (this.#rest + piece).split(/\r?\n\r?\n/);
    this.#rest = blocks.pop() ?? "";
    if (this.#rest.length > LOG_MESSAGE_LIMIT) throw new RangeError(`more than ${LOG_MESSAGE_LIMIT} characters`);
    return blocks.map(messageOf);
  }
}

function messageOf(block: string): ServerSentMessage {
  const found: Record<string, string> = {};
  for (const line of block.split(/\r?\n/)) {
    const at = line.indexOf(":");
    const name = at < 0 ? line : line.slice(0, at) || "comment";
    const value = at < 0 ? "" : line.slice(at + 1).replace(/^ /, "");
    found[name] = name === "data" && found.data !== undefined ? `${found.data}\n${value}` : value;
  }
  const { id, event, data, comment } = found;
  const retry = /^\d+$/.test(found.retry ?? "") ? Number(found.retry) : undefined;
  return {
    ...(id !== undefined && { id }),
    ...(event !== undefined && { event }),
    ...(data !== undefined && { data }),
    ...(comment !== undefined && { comment }),
    ...(retry !== undefined && { retry }),
  };
}
