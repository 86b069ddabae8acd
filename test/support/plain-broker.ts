/** A broker for tests that lets everybody in (aedes: MQTT 3.1.1); restarts on its port, with an empty memory. */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";

export interface PlainBroker {
  readonly url: string;
  /** Ends it, does something, and starts it anew: it has forgotten everything. */
  restart(during?: () => Promise<unknown>): Promise<void>;
  stop(): Promise<void>;
}

/** @param allows who may log in; which filters may be subscribed */
export async function startPlainBroker(
  allows: { login?: (username: string | undefined) => boolean; subscribe?: (filter: string) => boolean } = {},
): Promise<PlainBroker> {
  let port = 0;
  let running: { aedes: Aedes; server: Server; sockets: Set<Socket> };

  async function start(): Promise<void> {
    const aedes = new Aedes();
    aedes.authenticate = (_client, username, _password, done) =>
      done(null, allows.login?.(username as string | undefined) ?? true);
    aedes.authorizeSubscribe = (_client, subscription, done) =>
      done(null, (allows.subscribe?.(subscription.topic) ?? true) ? subscription : null);
    await aedes.listen();
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      aedes.handle(socket);
    }).listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as { port: number }).port;
    running = { aedes, server, sockets };
  }
  async function end(): Promise<void> {
    const { aedes, server, sockets } = running;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
    await new Promise<void>((resolve) => aedes.close(resolve));
  }
  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    async restart(during) {
      await end();
      await during?.();
      await start();
    },
    stop: end,
  };
}
