/** Express and ws over real sockets of this machine. */
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import WebSocket from "ws";
import { listen } from "../../../local/listen.ts";
import type { CallAnswer, Transport, WireAnswer } from "../case.ts";

async function answerOf(message: IncomingMessage): Promise<WireAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return {
    status: message.statusCode ?? 0,
    headers: message.headers as WireAnswer["headers"],
    body: Buffer.concat(chunks),
  };
}

export const transport: Transport = {
  name: "sockets",
  async open({ running }) {
    const server = await listen(running, { addresses: [{ host: "127.0.0.1", port: 0 }] });
    const { port } = new URL(server.urls[0]!);
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const opened: WebSocket[] = [];
    const stream = (headers: Record<string, string>) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/events`, { headers });
      opened.push(socket);
      return socket;
    };
    return {
      request: ({ method, path, query, headers, body }) => {
        const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>();
        const all = body === undefined ? headers : { ...headers, "content-length": String(body.length) };
        const target = query === "" ? path : `${path}?${query}`;
        const sent = httpRequest({ host: "127.0.0.1", port, agent, method, path: target, headers: all });
        sent.on("response", (message) => answerOf(message).then(resolve, reject));
        // an answer that comes before the body was taken ends the sending, not the case
        sent.on("error", reject);
        sent.end(body);
        return promise;
      },
      call: (headers, command, args) => {
        const { promise, resolve, reject } = Promise.withResolvers<CallAnswer>();
        const socket = stream(headers);
        socket.on("open", () => socket.send(JSON.stringify({ op: "call", id: "1", command, args })));
        socket.on("message", (data) => {
          const frame = JSON.parse(data.toString());
          if (frame.op === "result") resolve(frame.error ? { error: frame.error } : { data: frame.data });
        });
        socket.on("error", reject);
        socket.on("close", (code) => reject(new Error(`closed with ${code}`)));
        return promise.finally(() => socket.terminate());
      },
      upgrade: (headers) => {
        const { promise, resolve, reject } = Promise.withResolvers<number>();
        const socket = stream(headers);
        socket.on("upgrade", (response) => resolve(response.statusCode ?? 0));
        socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
        socket.on("error", reject);
        return promise.finally(() => socket.terminate());
      },
      async close() {
        for (const socket of opened) socket.terminate();
        agent.destroy();
        await server.close(0);
      },
    };
  },
};
