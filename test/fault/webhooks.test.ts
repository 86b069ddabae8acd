/**
 * Killed at any write of the store, outgoing webhooks are sent all the same, at the next start: none that was stored is
 * lost, at most the one that was on its way comes twice, and the list of dead letters is readable and right.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { listDeadLetters } from "../../handlers/features/webhooks/home/outbound/dead-letters.ts";
import { collectRecords } from "../../handlers/records/all-records.ts";
import { scratchFolder } from "../support/program.ts";
import { EVENTS, isRefused, playWebhooks } from "./webhook-writer.ts";

/** Real kills: each start costs a quarter of a second. All writes are ended in this process besides. */
const KILLS = process.env.CCU_ANYWHERE_TEST_FULL ? 60 : 4;

interface Run {
  stored: number[];
  sent: number[];
}
const teller = () => {
  const run: Run = { stored: [], sent: [] };
  return {
    run,
    told: { stored: (value: number) => run.stored.push(value), sent: (value: number) => run.sent.push(value) },
  };
};
const through = <T>(writing: () => Promise<T>): Promise<T> => writing();
/** A process that was killed does nothing any more. */
const forever = <T>(): Promise<T> => new Promise(() => {});

/** The next start after a run that was ended in the middle. */
async function judge(folder: string, before: Run, where: string): Promise<void> {
  const { run, told } = teller();
  const { database, store, outbound } = await playWebhooks(folder, { first: 100, told, write: through });
  const sent = [...before.sent, ...run.sent];
  for (const value of [...before.stored, ...run.stored]) assert.ok(sent.includes(value), `${value} was lost ${where}`);
  const twice = before.sent.filter((value) => run.sent.includes(value));
  assert.ok(twice.length <= 1, `${twice} came twice ${where}`);
  assert.deepEqual(
    run.sent,
    run.sent.toSorted((a, b) => a - b),
    `not in order ${where}`,
  );
  const letters = await listDeadLetters(store);
  const dead = letters.map(({ payload }) => (payload as { value: number }).value);
  const refused = new Set(sent.filter(isRefused));
  assert.deepEqual(new Set(dead), refused, `dead letters ${where}`);
  assert.ok(dead.length - refused.size <= 1, `dead letters twice ${where}`);
  assert.deepEqual(await collectRecords(store, "webhook", { prefix: "waiting/" }), [], `still waiting ${where}`);
  await outbound.stop();
  database.close();
}

async function writesOf(t: TestContext): Promise<number> {
  let writes = 0;
  const { told } = teller();
  const write = <T>(writing: () => Promise<T>) => {
    writes += 1;
    return writing();
  };
  const { database, outbound } = await playWebhooks(scratchFolder(t), { first: 1, told, write });
  await outbound.stop();
  database.close();
  return writes;
}

test("ended before or after any write, nothing that was stored is lost", async (t) => {
  const all = await writesOf(t);
  assert.ok(all >= 2 * EVENTS, "each one is stored, and removed");
  for (let at = 1; at <= all; at++)
    for (const when of ["before", "after"]) {
      const folder = scratchFolder(t);
      const { run, told } = teller();
      let writes = 0;
      let isOver = false;
      const write = async <T>(writing: () => Promise<T>): Promise<T> => {
        const isLast = ++writes === at;
        if (isOver || (isLast && when === "before")) {
          isOver = true;
          return forever();
        }
        const result = await writing();
        if (!isLast) return result;
        isOver = true;
        return forever();
      };
      const { database } = await playWebhooks(folder, { first: 1, told, write });
      database.close();
      await judge(folder, run, `${when} write ${at}`);
    }
});

test(`killed ${KILLS} times, in truth`, async (t) => {
  const all = await writesOf(t);
  for (let kill = 0; kill < KILLS; kill++) {
    const folder = scratchFolder(t);
    const at = 1 + Math.floor((all * (kill + 0.5)) / KILLS);
    const when = kill % 2 === 0 ? "before" : "after";
    const child = spawn(process.execPath, [join(import.meta.dirname, "webhook-writer.ts"), folder, `${at}`, when], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (bytes) => {
      output += bytes;
    });
    const [, signal] = await once(child, "close");
    assert.equal(signal, "SIGKILL", output);
    const lines = output.trim().split("\n");
    const values = (word: string) =>
      lines.filter((line) => line.startsWith(word)).map((line) => Number(line.split(" ")[1]));
    await judge(folder, { stored: values("stored"), sent: values("sent") }, `${when} write ${at}, killed`);
    await setImmediate();
  }
});
