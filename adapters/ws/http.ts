/** HTTP on a connection that asked for an upgrade and does not get one. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Refusal } from "../../handlers/kernel/problem.ts";
import type { HandshakeRefusal } from "../../handlers/stream/handshake.ts";

// Not imported: as an ES module node:http brings the whole of fetch with it, 30 ms of every start (measured).
const { ServerResponse, STATUS_CODES } = process.getBuiltinModule("node:http");

/** Writes an answer and ends the connection. */
function answer(stream: Duplex, status: number, headers: Record<string, string>, body: string): void {
  if (!stream.writable) return;
  const all = {
    connection: "close",
    "content-length": String(Buffer.byteLength(body)),
    "x-content-type-options": "nosniff",
    "x-request-id": randomUUID(),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** Refusals of the handshake are plain text, refusals of the credential problem documents (contract). */
export function refuse(stream: Duplex, path: string, why: HandshakeRefusal | Refusal): void {
  if (why instanceof Refusal) {
    const headers = {
      ...why.headers,
      "content-type": "application/problem+json; charset=utf-8",
      "x-problem-code": why.code,
    };
    answer(stream, why.status, headers, JSON.stringify(why.document(path)));
  } else answer(stream, why.status, { "content-type": "text/plain; charset=utf-8", ...why.headers }, why.text);
}

/**
 * RFC 9110: a server may ignore an upgrade that it does not offer. Clients that would like HTTP/2 send one with
 * ordinary requests (`Upgrade: h2c`); they get their ordinary answer. Not with a body: Node has stopped reading it.
 */
export function serveWithoutUpgrade(server: Server, request: IncomingMessage, stream: Duplex): void {
  const { headers } = request;
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  if (hasBody || !(stream instanceof Socket)) {
    refuse(stream, "", { status: 400, text: "upgrade not offered here: repeat the request without it" });
    return;
  }
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(stream);
  response.once("finish", () => {
    response.detachSocket(stream);
    stream.end();
  });
  server.emit("request", request, response);
}
