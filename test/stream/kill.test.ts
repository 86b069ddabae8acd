import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { SqliteEventLog } from "../../adapters/sqlite/event-log.ts";
import { DatabaseFile } from "../../adapters/sqlite/file.ts";
import { siteId } from "../../handlers/ports/index.ts";
import type { Frame } from "./fakes.ts";
import { Client, serve } from "./sockets.ts";

/** Events that are kept: more than a child writes before it is killed, however busy the machine is. */
const KEEP = 10_000_000;
const folder = mkdtempSync(join(tmpdir(), "stream-kill-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const seqs = (frames: Frame[]) => frames.flatMap(({ type, seq }) => (type && seq ? [seq] : []));

async function start(path: string): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(import.meta.dirname, "server-process.ts"), [path]);
  const [port] = (await once(child, "message")) as [number];
  return { child, port };
}

test("a server that is killed again and again while it writes: a client that resumes has everything once, in order", async () => {
  const path = join(folder, "events.sqlite");
  const received: number[] = [];
  for (let life = 0; life < 3; life += 1) {
    const { child, port } = await start(path);
    const client = await new Client(port).opened();
    client.say({ op: "subscribe", topics: ["a.*"], since: received.at(-1) ?? 0 });
    received.push(...seqs(await client.until((frame) => frame.op === "replay_done")));
    child.send("go");
    const enough = received.length + 200;
    received.push(...seqs(await client.until((frame) => frame.seq! > (enough * 3) / 2)));
    child.kill("SIGKILL");
    await client.closed;
    received.push(...seqs(client.rest()));
  }

  const file = new DatabaseFile(path);
  const log = new SqliteEventLog(file, siteId("home"), KEEP);
  const last = await serve({ eventLog: log });
  const client = await new Client(last.port).opened();
  client.say({ op: "subscribe", topics: ["a.*"], since: received.at(-1) });
  received.push(...seqs(await client.until((frame) => frame.op === "replay_done")));
  const { newest } = await log.bounds();
  const expected = Array.from({ length: newest }, (_, index) => index + 1).filter((seq) => seq % 3 !== 2);
  assert.deepEqual(received, expected);
  await client.end();
  await last.stop();
  file.close();
});
