/** What an interface process asks and tells a client that has just registered (protocol 5.2, 5.3). */
import type { RpcValue } from "../../adapters/ccu/codec/value.ts";
import { Undelivered } from "./callbacks.ts";
import type { InterfaceProcess } from "./process.ts";
import type { Subscriber } from "./subscriber.ts";

/** A callback host that swallows packets holds rfd for a TCP connect time-out. */
const CONNECT_TIMEOUT_MS = 131_000;
/** The daemon tries an unanswered question of the handshake three more times. */
const HANDSHAKE_TRIES = 4;

/** The answer, or "" from a client that does not answer: it is registered all the same. */
export async function askPatiently(subscriber: Subscriber, method: string): Promise<RpcValue> {
  for (let attempt = 1; attempt <= HANDSHAKE_TRIES; attempt++) {
    try {
      return await subscriber.ask(method, [subscriber.id], CONNECT_TIMEOUT_MS);
    } catch (error) {
      if (!(error instanceof Undelivered) || error.timedOut) break;
    }
  }
  return "";
}

export async function rfdDifferences(
  process: InterfaceProcess,
  subscriber: Subscriber,
  listed: readonly RpcValue[],
): Promise<void> {
  // A turn later: after the answer to init has left.
  await new Promise((resolve) => setImmediate(resolve));
  const known = new Map<string, number>();
  for (const entry of listed) {
    const { ADDRESS, VERSION } = (entry ?? {}) as { ADDRESS?: RpcValue; VERSION?: RpcValue };
    if (typeof ADDRESS === "string" && typeof VERSION === "number") known.set(ADDRESS, VERSION);
  }
  const all = process.descriptions();
  const fresh = all.filter((d) => known.get(d.ADDRESS) !== d.VERSION);
  const present = new Set(all.map((d) => d.ADDRESS));
  const gone = [...known.keys()].filter((address) => !present.has(address));
  if (fresh.length > 0) subscriber.send("newDevices", [subscriber.id, process.onTheWire(fresh)]);
  if (gone.length > 0) subscriber.send("deleteDevices", [subscriber.id, gone]);
  const messages = process.serviceMessages();
  if (messages.length > 0) subscriber.events(messages);
  await subscriber.settled();
}

/** init has been answered; then the question, and while it hangs no client of the interface hears anything (5.3). */
export async function javaHandshake(process: InterfaceProcess, subscriber: Subscriber): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  for (const other of process.clients()) other.ready = false;
  let answered = true;
  try {
    await subscriber.ask("listDevices", [subscriber.id]);
  } catch (error) {
    answered = !(error instanceof Undelivered);
  }
  for (const other of process.clients()) other.resume();
  if (!answered) return;
  subscriber.send("newDevices", [subscriber.id, process.onTheWire(process.descriptions())]);
  if (process.family === "virtual") {
    for (const { address } of process.around.world.onInterface(process.name)) {
      subscriber.send("setReadyConfig", [subscriber.id, address]);
    }
  }
  await subscriber.settled();
}
