/** The two servers of the WebSocket benches: the stream with its hub, and `ws` as it is. */
import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { attachWebSocket } from "../../adapters/ws/attach.ts";
import { frameText } from "../../adapters/ws/socket.ts";
import { valueChanged } from "../../handlers/broadcasts/broadcasts.ts";
import { draftEvent } from "../../handlers/kernel/broadcast.ts";
import type { EventDraft, EventLog } from "../../handlers/ports/index.ts";
import { EVENTS_PATH } from "../../handlers/stream/handshake.ts";
import { createHub, type Hub } from "../../handlers/stream/hub.ts";
import { anna, silent } from "../stream/fakes.ts";

interface Stream {
  readonly port: number;
  readonly path: string;
  close(): Promise<void>;
}

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};
const closing = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

/** A hub whose clock stands: no ping falls into a measurement. */
export const createQuietHub = (eventLog: EventLog): Promise<Hub> =>
  createHub({
    eventLog,
    clock: createManualClock(Date.now()),
    log: silent,
    site: () => {
      throw new Error("no command is called here");
    },
    requestId: randomUUID,
    dispatch: async () => ({ error: { code: "internal_error", message: "no command is called here" } }),
    authenticate: async () => null,
  });

/** Everybody may connect. */
export async function openStream(eventLog: EventLog): Promise<Stream & { hub: Hub }> {
  const hub = await createQuietHub(eventLog);
  const server = createServer();
  const sockets = attachWebSocket(server, { hub, log: silent, upgrade: async () => ({ identity: anna }) });
  const port = await listening(server);
  return {
    port,
    path: EVENTS_PATH,
    hub,
    async close() {
      hub.close();
      await Promise.all([sockets.close(), closing(server)]);
    },
  };
}

export async function openBareWs(): Promise<Stream & { clients: ReadonlySet<WebSocket> }> {
  const server = createServer();
  const wss = new WebSocketServer({ server });
  const port = await listening(server);
  return {
    port,
    path: "/",
    clients: wss.clients,
    async close() {
      for (const client of wss.clients) client.terminate();
      wss.close();
      await closing(server);
    },
  };
}

/** Value changes of a home with 100 devices. */
export const inventEvents = (count: number): EventDraft[] =>
  Array.from({ length: count }, (_, index) => {
    const device_address = `00${(index % 100).toString(16).toUpperCase().padStart(4, "0")}BE0000AA`;
    const now = Date.UTC(2026, 0, 1) + index;
    const payload = {
      central: "ccu-main",
      interface: "HmIP-RF",
      device_address,
      channel: 1,
      parameter: "LEVEL",
      paramset_key: "VALUES",
      unique_id: `ccu-main_${device_address.toLowerCase()}_1_level`,
      value: (index % 100) / 100,
      previous: ((index + 99) % 100) / 100,
      modified_at: new Date(now).toISOString(),
    };
    return draftEvent(valueChanged, payload, "change", now);
  });

/** Bytes that one client gets for these frames. */
export const bytesOf = (frames: readonly string[]): number =>
  frames.reduce((sum, frame) => sum + frameText(frame).length, 0);
