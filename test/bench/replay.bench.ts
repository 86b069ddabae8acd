/** A client that was away resumes: 1,024 events from the SQLite log, against bare `ws` that sends as many strings. */
import { systemClock } from "../../adapters/node/clock.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { eventFrame } from "../../handlers/kernel/broadcast.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { EVENT_LOG_KEEP } from "../../handlers/records/event-log.ts";
import { acknowledged, replayDone } from "../../handlers/stream/frames.ts";
import { scratch } from "../ports/scratch.ts";
import { startChild } from "./child.ts";
import { compareRates, type Figure } from "./measure.ts";
import { bytesOf, inventEvents, openBareWs, openStream } from "./streams.ts";

/** What clients may rely on (contract). */
const EVENTS = EVENT_LOG_KEEP;
/** Replays of one round, one after the other. */
const REPLAYS = 10;

export async function run(): Promise<Figure[]> {
  using folder = scratch();
  await using clients = await startChild("counting-clients");
  const id = siteId("bench");
  const database = openSqlite(folder.file("bench.sqlite"), { clock: systemClock });
  const eventLog = database.eventLog(id);
  const frames = (await eventLog.append(inventEvents(EVENTS))).map((event) => eventFrame(event));
  // opened after the events: its memory is empty as after a restart, everything comes from the log
  const ours = await openStream(eventLog);
  const bare = await openBareWs();
  const open = { count: 1 };
  await clients.ask("open", { ...open, group: "ours", port: ours.port, path: ours.path });
  await clients.ask("open", { ...open, group: "bare", port: bare.port, path: bare.path });
  for (const client of bare.clients)
    client.on("message", () => {
      for (const frame of frames) client.send(frame);
    });
  const topics = ["*"];
  const resume = {
    group: "ours",
    text: JSON.stringify({ op: "subscribe", topics, since: 0 }),
    bytes: bytesOf([acknowledged("subscribed", topics), ...frames, replayDone(EVENTS)]),
    times: REPLAYS,
  };
  const plain = { group: "bare", text: "go", bytes: bytesOf(frames), times: REPLAYS };
  const rateOf = (question: typeof resume) => async (): Promise<number> => {
    const start = performance.now();
    await clients.ask("repeat", question);
    return (REPLAYS * EVENTS * 1000) / (performance.now() - start);
  };
  const rates = await compareRates(rateOf(resume), rateOf(plain), { rounds: 15, warmup: 5 });
  await Promise.all([ours.close(), bare.close()]);
  database.close();
  const note = `one replay ${((EVENTS * 1000) / rates.ours).toFixed(1)} ms`;
  return [{ name: `replay of ${EVENTS} events from SQLite`, unit: "events/s", ...rates, note }];
}
