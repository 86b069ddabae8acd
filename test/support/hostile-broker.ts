/**
 * An MQTT broker that means no good: messages come late, twice and out of order, those that nobody waits for (QoS 0) not at
 * all, lines are cut, and a restart forgets everything. What was confirmed at QoS 1 arrives, unless the broker restarts.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { Aedes, type Client } from "aedes";
import { randomOf } from "../relay/network.ts";

/** Of a thousand messages: held back, sent twice (once later), lost where that may be. */
const HELD = 120;
const DOUBLED = 80;
const LOST = 40;
/** Milliseconds that a message is held back at most, mostly far less. */
const HELD_MS = 3_000;

const NAME = "home";
const PASSWORD = "secret of home";

export interface HostileBroker {
  /** With name and password. */
  readonly url: string;
  /** From now on it means well. */
  resting: boolean;
  readonly counts: Readonly<Record<"held" | "doubled" | "lost" | "cut", number>>;
  /** Cuts one line, whose it may be. */
  cut(): void;
  /** Away for `ms`; retained messages, sessions and what was held back are gone. */
  restart(ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function startHostileBroker(seed: number): Promise<HostileBroker> {
  const random = randomOf(seed);
  const counts = { held: 0, doubled: 0, lost: 0, cut: 0 };
  let running = await start(0);
  const { port } = running.server.address() as AddressInfo;

  /** Milliseconds until each time that it is delivered. */
  function fate(qos: number): number[] {
    const dice = random() * 1_000;
    const late = () => Math.ceil(HELD_MS * random() ** 3);
    if (broker.resting) return [0];
    if (dice < HELD) {
      counts.held += 1;
      return [late()];
    }
    if (dice < HELD + DOUBLED) {
      counts.doubled += 1;
      return [0, late()];
    }
    if (qos === 0 && dice < HELD + DOUBLED + LOST) {
      counts.lost += 1;
      return [];
    }
    return [0];
  }

  async function start(at: number) {
    const aedes = new Aedes();
    await aedes.listen();
    const clients = new Set<Client>();
    const sockets = new Set<Socket>();
    const timers = new Set<NodeJS.Timeout>();
    aedes.authenticate = (_client, name, password, done) =>
      done(null, name === NAME && password?.toString() === PASSWORD);
    aedes.authorizePublish = (_client, packet, done) => {
      const { topic, payload, qos, retain } = packet;
      const times = fate(qos);
      for (const ms of times.filter((one) => one > 0)) {
        const copy = { cmd: "publish", topic, payload, qos, retain, dup: false } as const;
        const timer = setTimeout(() => {
          timers.delete(timer);
          aedes.publish(copy, () => {});
        }, ms);
        timers.add(timer);
      }
      // confirmed, and for now nobody's
      if (!times.includes(0)) Object.assign(packet, { topic: "held", retain: false });
      done(null);
    };
    aedes.on("clientReady", (client) => clients.add(client));
    aedes.on("clientDisconnect", (client) => clients.delete(client));
    for (const event of ["clientError", "connectionError"] as const) aedes.on(event, () => {});
    const server: Server = createServer((socket) => {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
      aedes.handle(socket);
    });
    server.listen(at, "127.0.0.1");
    await once(server, "listening");
    const stop = async () => {
      for (const timer of timers) clearTimeout(timer);
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => aedes.close(resolve));
      await closed;
    };
    return { clients, server, stop };
  }

  const broker: HostileBroker = {
    url: `mqtt://${NAME}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
    resting: false,
    counts,
    cut() {
      const all = [...running.clients];
      all[Math.floor(random() * all.length)]?.close();
      counts.cut += 1;
    },
    async restart(ms) {
      await running.stop();
      await new Promise((resolve) => setTimeout(resolve, ms));
      running = await start(port);
    },
    close: () => running.stop(),
  };
  return broker;
}
