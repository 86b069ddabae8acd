/** Scripts on their way to the logic layer: who comes first, what is too late, and how long nobody tries in vain. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import type { HubAccess } from "../../../adapters/ccu/config.ts";
import { HubReader } from "../../../adapters/ccu/hub-reader.ts";
import { readValues } from "../../../adapters/ccu/rega/read-scripts.ts";
import { createScriptRunner, isUnreadable } from "../../../adapters/ccu/rega/runner.ts";
import { script } from "../../../adapters/ccu/rega/script.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { type CcuFault, EXPIRED } from "../../../handlers/ports/index.ts";
import { settle } from "./fake-wire.ts";
import { silent } from "./support.ts";

const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers) await close();
});
const readWord = (name: string) => script(name, {}, "", (answer) => answer.word);
const USER = { username: "u", password: "p" };
const NOBODY = { host: "127.0.0.1", port: 1 };

/** A web server; what it answers to whom, by the text of the body. */
async function serving(answer: (body: string) => string | Promise<string>) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.end(await answer(Buffer.concat(chunks).toString("latin1")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}
const nameOf = (body: string): string => /!# name: (\S+)/.exec(body)?.[1] ?? "";

function running(access: HubAccess, warnings: string[] = []) {
  const clock = createManualClock();
  const log = { ...silent, warn: (text: string, data?: object) => warnings.push(`${text} ${JSON.stringify(data)}`) };
  const runner = createScriptRunner(access, clock, log);
  closers.push(() => runner.close().catch(() => undefined));
  return { clock, runner };
}

describe("scripts", () => {
  test("one at a time, what a person waits for before what is read in bulk, and nothing after its deadline", async () => {
    const ran: string[] = [];
    const first = Promise.withResolvers<void>();
    const endpoint = await serving(async (body) => {
      ran.push(nameOf(body));
      if (ran.length === 1) await first.promise;
      return '{"word":"done","end":true}<xml><exec>/tclrega.exe</exec></xml>';
    });
    const { clock, runner } = running({ kind: "script", endpoint });
    const outcomes = [
      runner.run(readWord("read-first")),
      runner.run(readWord("read-second")),
      runner.run(readWord("order"), clock.now() + 5000),
      runner.run(readWord("late"), clock.now() + 4999),
    ].map((one) => one.catch((fault: CcuFault) => fault.cause));
    while (ran.length === 0) await settle();
    clock.advance(5000);
    first.resolve();
    assert.deepEqual(await Promise.all(outcomes), ["done", "done", "done", EXPIRED]);
    assert.deepEqual(ran, ["read-first", "order", "read-second"]);
  });

  test("an answer is whole or none: its end, its output before the variables, its damage told when it changes", async () => {
    let output = "";
    const warnings: string[] = [];
    const { runner } = running({ kind: "script", endpoint: await serving(() => output) }, warnings);
    const run = () => runner.run(readWord("read-it"));
    for (const [text, word] of [
      ['{"word":"<xml>","end":true}<xml>x</xml>', "<xml>"],
      ['{"word":"w","end":true}', "w"],
      [' {"word":"w","end":true}\r\n<xml>', "w"],
    ] as const) {
      output = text;
      assert.equal(await run(), word);
    }
    for (const [text, why] of [
      ["", /had no output/],
      ["<xml></xml>", /had no output/],
      [" \r\n<xml></xml>", /had no output/],
      ['{"word":"w"}', /the end is missing/],
      ['{"word":"w","end":1}', /the end is missing/],
      ["null", /the end is missing/],
      ['"end"', /the end is missing/],
      ['{"word":', /is not complete/],
    ] as const) {
      output = text;
      await assert.rejects(run(), (fault: CcuFault) => {
        assert.match(fault.message, why);
        assert.equal(fault.class, "transport");
        return isUnreadable(fault);
      });
    }
    assert.deepEqual(warnings, []);
    const told: number[] = [];
    for (const damaged of [0, 1, 1, 2, 0, 0, 1]) {
      output = JSON.stringify({ values: Array.from({ length: damaged }, () => "no record"), end: true });
      assert.deepEqual(await runner.run(readValues("HmIP-RF")), []);
      told.push(warnings.splice(0).length);
    }
    assert.deepEqual(told, [0, 1, 0, 1, 0, 0, 1]);
  });
});

test("what goes out is UTF-8, and Latin-1 to a CCU that hands bytes through, whichever way scripts take", async () => {
  const bodies: string[] = [];
  const endpoint = await serving((body) => {
    if (body.includes("setName")) bodies.push(body);
    return JSON.stringify({ result: "sid" });
  });
  for (const access of [
    { kind: "json", endpoint, ...USER },
    { kind: "script", endpoint: NOBODY, json: { endpoint, ...USER } },
  ] as const) {
    const { runner } = running(access);
    for (const latin1 of [false, true]) {
      runner.useLatin1(latin1);
      await runner.fallback?.call("Device.setName", { name: "Küche" });
    }
    const written = bodies.splice(0).map((body) => /K.*che/.exec(body)?.[0]);
    assert.deepEqual(written, [Buffer.from("Küche").toString("latin1"), "Küche"]);
  }
});

describe("scripts that cannot run are not tried again", () => {
  async function paused(access: HubAccess): Promise<number> {
    const { clock, runner } = running(access);
    const config = { name: "c", host: "h", interfaces: [] } as never;
    const reader = new HubReader({ config, runner, clock, log: silent });
    await reader.read("update").catch(() => undefined);
    let ms = 0;
    // to the next whole minute, and how it is a millisecond before
    while (reader.instead) {
      clock.advance(59_999);
      assert.ok(reader.instead, `${ms + 59_999} ms`);
      clock.advance(1);
      ms += 60_000;
    }
    return ms;
  }

  test("for a minute where the port is closed, which a CCU that starts opens late", async () => {
    assert.equal(await paused({ kind: "script", endpoint: NOBODY, json: { endpoint: NOBODY, ...USER } }), 60_000);
  });

  test("for ten minutes where the user may not run them, not at all where only this one failed", async () => {
    for (const [code, ms] of [
      [400, 600_000],
      [401, 600_000],
      [402, 600_000],
      [399, 0],
      [403, 0],
      [501, 0],
    ] as const) {
      const endpoint = await serving((body) =>
        JSON.stringify(body.includes("Session.") ? { result: "sid" } : { error: { code, message: "no" } }),
      );
      assert.equal(await paused({ kind: "json", endpoint, ...USER }), ms, String(code));
    }
    const endpoint = await serving(() => "");
    assert.equal(await paused({ kind: "script", endpoint, json: { endpoint: NOBODY, ...USER } }), 0, "no output");
  });
});
