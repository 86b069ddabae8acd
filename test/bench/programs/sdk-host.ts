/** A server that does nothing by itself: one body for every request, and as many events as it is told. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { eventFrame } from "../../../handlers/kernel/broadcast.ts";
import { program } from "../child.ts";
import { inventEvents } from "../streams.ts";

const drafts = inventEvents(500);
/** The last one that subscribed at each path. */
const listeners = new Map<string, WebSocket>();
let seq = 0;

program({
  async start({ body }: { body: string }) {
    const server = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
      response.end(body);
    });
    new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket, { url = "" }) => {
      socket.on("message", () => {
        listeners.set(url, socket);
        socket.send('{"op":"subscribed"}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { port: (server.address() as AddressInfo).port };
  },
  async send({ path, count }: { path: string; count: number }) {
    const socket = listeners.get(path);
    for (let n = 0; n < count; n++) {
      const draft = drafts[n % drafts.length];
      if (draft) socket?.send(eventFrame({ ...draft, seq: ++seq }));
      if (n % 100 === 99) await new Promise(setImmediate);
    }
  },
});
