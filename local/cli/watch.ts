/** `ccu-anywhere watch` */
import { dataOf, type EventOf, type EventStream, type EventType, type ItemOf } from "../../adapters/client/index.ts";
import { parseTarget } from "./address.ts";
import type { Command, Context } from "./command.ts";
import { usageError } from "./exit-codes.ts";
import { jsonText, painter, printable } from "./terminal.ts";
import { valueText } from "./values.ts";

type Item = ItemOf<string>;
type AnyEvent = EventOf<EventType>;

/** Topics of one subscription: a server drops what exceeds it (contract). */
export const TOPICS_LIMIT = 1024;

const ALL = ["device.*", "hub.*", "central.*", "system.*"];

/** `device.*` is a topic, `0001D3C99C6A01:3.STATE` is not. @throws CliError */
function topicOf(text: string): string {
  if (text === "*" || (text.includes(".") && !text.includes(":"))) return text;
  const { address, channel, parameter } = parseTarget(text);
  if (channel === undefined) return `device.${address}.*`;
  const base = `device.${address}.channels.${channel}`;
  return parameter === undefined ? `${base}.*` : `${base}.data_points.${parameter}`;
}

function countOf(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  if (count < least) throw usageError(`--${option} is a whole number from ${least}`);
  return count;
}

/** Local time of the machine, which is what a person compares it with. */
function clockText(ts: string): string {
  const time = new Date(ts);
  return Number.isNaN(time.getTime()) ? printable(ts) : time.toTimeString().slice(0, 8);
}

function eventText(event: AnyEvent): string {
  if (event.type === "datapoint.value_changed" || event.type === "datapoint.optimistic_rolled_back") {
    const { device_address, channel, parameter } = event.payload;
    const where = printable(`${device_address}:${channel}.${parameter}`);
    if (event.type === "datapoint.optimistic_rolled_back") return `${where}  taken back  ${jsonText(event.payload)}`;
    const { value, previous } = event.payload;
    return `${where}  ${valueText(value)}${previous === undefined ? "" : `  (was ${valueText(previous)})`}`;
  }
  return `${printable(event.topic)}  ${event.type}  ${jsonText(event.payload)}`;
}

function lineOf(item: Item, context: Context): string {
  if (context.flag("json")) return jsonText(item);
  const paint = painter(context.terminal.stdout, context.terminal.env);
  if (item.type === "gap") return paint("yellow", `-- gap: changes were missed here (${item.reason})`);
  if (item.type === "snapshot") return "";
  return `${paint("dim", clockText(item.ts))}  ${eventText(item)}`;
}

const centralOf = (item: Item): string | undefined =>
  "payload" in item ? (item.payload as { central?: string }).central : undefined;

/** Says when the connection is lost, and when it is back. */
function tellState(stream: EventStream, context: Context): void {
  let wasLive = false;
  let isLost = false;
  stream.on("state", (state) => {
    if (state === "live") {
      if (isLost) context.note("-- connected again");
      else if (!wasLive && context.terminal.stderr.isTTY) context.note("-- watching; Ctrl-C ends it");
      wasLive = true;
      isLost = false;
    } else if (state === "connecting" && wasLive && !isLost) {
      isLost = true;
      context.note("-- the connection is lost; trying again");
    }
  });
}

/** Resolves when the reader has taken it: a slow one slows the stream, whose queue is the endpoint's log. */
function write(context: Context, line: string): Promise<void> | undefined {
  const { stdout, signal } = context.terminal;
  if (stdout.write(`${line}\n`)) return undefined;
  return new Promise((resolve) => {
    stdout.once("drain", resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function watch(context: Context): Promise<void> {
  const topics = context.args.length === 0 ? ALL : context.args.map(topicOf);
  const count = countOf("count", context.text("count"), 1) ?? Number.POSITIVE_INFINITY;
  const since = countOf("since", context.text("since"), 0);
  const central = context.text("central");
  const { signal } = context.terminal;
  const client = await context.client();
  // a stream tries for ever; what is wrong from the start is told at once
  dataOf(await context.during("connecting", client.GET("/auth/me", { retries: 0 })));
  const stream = client.events(topics, { snapshot: "never", since, signal });
  tellState(stream, context);
  let shown = 0;
  for await (const item of stream) {
    if (item.type === "snapshot" || (central !== undefined && item.type !== "gap" && centralOf(item) !== central))
      continue;
    await write(context, lineOf(item, context));
    if (++shown >= count) break;
  }
  if (!signal.aborted) return;
  context.note(`-- ended after ${shown} ${shown === 1 ? "line" : "lines"}`);
  throw signal.reason;
}

export const command: Command = {
  args: "[ADDRESS[:CHANNEL[.PARAMETER]] | TOPIC]...",
  count: [0, TOPICS_LIMIT],
  examples: [
    ["watch", "every change of the home; Ctrl-C ends it (exit code 130)"],
    ["watch 0001D3C99C6A01", "one device; 0001D3C99C6A01:3.STATE is one value"],
    ["watch 'hub.*'", "system variables, messages, programs"],
    ["watch --json | jq .payload.value", "one JSON document in each line, as the WebSocket has it"],
    ["watch 0001D3C99C6A01:3.STATE --count 1", "waits for the next change"],
  ],
  options: {
    count: { value: "N", text: "ends after so many lines" },
    since: { value: "SEQ", text: "tells first what came after this event" },
  },
  words: ["device.*", "hub.*", "central.*", "system.*"],
  notes:
    "A lost connection is opened again and goes on where it stopped. Where changes were missed a line says so\n" +
    '({"type":"gap",…} with --json): read what you need anew then.',
  run: watch,
};
