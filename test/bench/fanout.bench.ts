/** One event to 1,000 clients: hub and ws adapter against bare `ws` that sends the same string to as many. */
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { eventFrame } from "../../handlers/kernel/broadcast.ts";
import type { LoggedEvent } from "../../handlers/ports/index.ts";
import { type Child, startChild } from "./child.ts";
import { compareRates, type Figure } from "./measure.ts";
import { bytesOf, inventEvents, openBareWs, openStream } from "./streams.ts";

const CLIENTS = 1000;
/** Of one round: some 0.2 s on a PC. */
const EVENTS = 25;

const sizeOf = (events: readonly LoggedEvent[]): number => bytesOf(events.map((event) => eventFrame(event)));

/** Frames per second, until the last client has got the last one. */
async function round(clients: Child<unknown>, group: string, events: readonly LoggedEvent[], send: Sender) {
  const got = clients.ask("got", { group, bytes: sizeOf(events) });
  const start = performance.now();
  for (const event of events) {
    send(event);
    // the next event of a home comes in another turn of the loop
    await new Promise(setImmediate);
  }
  await got;
  return (events.length * CLIENTS * 1000) / (performance.now() - start);
}
type Sender = (event: LoggedEvent) => void;

export async function run(): Promise<Figure[]> {
  await using clients = await startChild("counting-clients");
  const eventLog = createMemoryEventLog();
  const ours = await openStream(eventLog);
  const bare = await openBareWs();
  const hello = JSON.stringify({ op: "subscribe", topics: ["device.*"] });
  await clients.ask("open", { group: "ours", port: ours.port, path: ours.path, count: CLIENTS, hello });
  await clients.ask("open", { group: "bare", port: bare.port, path: bare.path, count: CLIENTS });
  const drafts = inventEvents(EVENTS);
  let logged = await eventLog.append(drafts);
  ours.hub.deliver(logged);
  await clients.ask("got", { group: "ours", bytes: sizeOf(logged) });
  const rates = await compareRates(
    async () => {
      logged = await eventLog.append(drafts);
      return round(clients, "ours", logged, (event) => ours.hub.deliver([event]));
    },
    () =>
      round(clients, "bare", logged, (event) => {
        const text = eventFrame(event);
        for (const client of bare.clients) client.send(text);
      }),
    { rounds: 9, warmup: 3 },
  );
  const bytes = Math.round(sizeOf(logged) / EVENTS);
  await Promise.all([ours.close(), bare.close()]);
  const name = `WebSocket fan-out to ${CLIENTS} clients (${bytes} bytes)`;
  return [{ name, unit: "frames/s", ...rates, target: { at: "least", value: 0.95 } }];
}
