import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { createLogBook } from "../../../adapters/node/log-book.ts";
import { startDiagnostics } from "../../../handlers/features/diagnostics/engine.ts";
import { anonymiser } from "../../../handlers/features/diagnostics/home/anonymous.ts";
import {
  CAPTURE_KEPT_MS,
  CAPTURES_KEPT,
  captureArchive,
  endCaptures,
  listCaptures,
  readCapture,
  startCapture,
  stopCapture,
} from "../../../handlers/features/diagnostics/home/captures.ts";
import { firstThatFit, lastThatFit } from "../../../handlers/features/diagnostics/home/collected.ts";
import { putStartupCapture, readStartupCapture } from "../../../handlers/features/diagnostics/home/startup-capture.ts";
import { tar } from "../../../handlers/features/diagnostics/home/tar.ts";
import { COLLECTED_BYTES } from "../../../handlers/kernel/limits.ts";
import type { LogLevel } from "../../../handlers/ports/index.ts";
import { createTestSite } from "../../support/site.ts";

const PLAIN = { seconds: 60, anonymise: false, levels: {} };
function bench() {
  const scope = createTestSite();
  const logBook = createLogBook({ clock: scope.clock });
  const say = (msg: string, level: LogLevel = "info") =>
    logBook.enter({ time: new Date(scope.clock.now()).toISOString(), level, msg });
  return { scope: { ...scope, logBook }, say, logBook };
}

/** Files of an archive, as the machine's own tar sees them. */
function unpacked(archive: Uint8Array): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "capture-"));
  try {
    writeFileSync(join(folder, "a.tar.gz"), archive);
    execFileSync("tar", ["xzf", "a.tar.gz"], { cwd: folder });
    return Object.fromEntries(
      ["capture.meta.json", "logs.ndjson"].map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a capture", () => {
  it("has what was said while it ran, and what it is, in an archive that tar reads", async () => {
    const { scope, say } = bench();
    say("before");
    const { id } = startCapture(scope, PLAIN, "anna");
    say("during");
    await stopCapture(scope, id);
    say("after");
    const files = unpacked(await captureArchive(scope, id));
    assert.match(files["logs.ndjson"] ?? "", /^\{.*"msg":"during".*\}\n$/);
    assert.partialDeepStrictEqual(JSON.parse(files["capture.meta.json"] ?? ""), {
      ...{ id, status: "stopped", events: 1, triggered_by: "anna", entries_dropped: 0 },
    });
    assert.equal(readCapture(scope, id).archive_size, (await captureArchive(scope, id)).length);
  });

  it("expires, and its levels end with it, however it ends", async () => {
    const { scope, logBook } = bench();
    const levels = { "ccu-anywhere.ccu": "debug" } as const;
    logBook.override({ path: "ccu-anywhere.ccu", level: "warn" });
    const { id } = startCapture(scope, { ...PLAIN, levels }, undefined);
    assert.equal(logBook.admits("ccu-anywhere.ccu", "debug"), true);
    scope.clock.advance(60_000);
    assert.equal(readCapture(scope, id).status, "expired");
    assert.equal(logBook.admits("ccu-anywhere.ccu", "info"), false);
    const second = startCapture(scope, { ...PLAIN, levels }, undefined);
    await stopCapture(scope, second.id);
    assert.deepEqual(logBook.overrides(), [{ path: "ccu-anywhere.ccu", level: "warn" }]);
    const third = startCapture(scope, PLAIN, undefined);
    await endCaptures(scope);
    assert.equal(readCapture(scope, third.id).status, "aborted");
  });

  it("keeps whole entries, the newest, within its bytes", async () => {
    const { scope, say } = bench();
    const limit = 1_000;
    const { id } = startCapture(scope, PLAIN, undefined, limit);
    for (let n = 0; n < 12_000; n++) say(`entry ${n}`);
    const { events, buffer_bytes } = readCapture(scope, id);
    assert.ok(events === 12_000 && buffer_bytes <= limit && buffer_bytes > limit / 2, `${buffer_bytes}`);
    await stopCapture(scope, id);
    const lines = (unpacked(await captureArchive(scope, id))["logs.ndjson"] ?? "").trimEnd().split("\n");
    assert.equal(JSON.parse(lines.at(-1) as string).msg, "entry 11999");
    for (const line of lines) JSON.parse(line);
  });

  it("so many are kept, for a day", async () => {
    const { scope } = bench();
    const ids: string[] = [];
    for (let n = 0; n <= CAPTURES_KEPT; n++) {
      ids.unshift(startCapture(scope, PLAIN, undefined).id);
      await stopCapture(scope, ids[0] as string);
    }
    assert.deepEqual(
      listCaptures(scope).map(({ id }) => id),
      ids.slice(0, CAPTURES_KEPT),
    );
    scope.clock.advance(CAPTURE_KEPT_MS - 1);
    assert.equal(listCaptures(scope).length, CAPTURES_KEPT);
    scope.clock.advance(1);
    assert.deepEqual(listCaptures(scope), []);
  });

  it("begins with the program where that was asked for, with what was said before", async () => {
    const { scope, say } = bench();
    await putStartupCapture(scope, scope.identity as never, { enabled: true, duration_seconds: 0, anonymise: true });
    say("starting with 0001D3C99A1B2C:1 at 192.168.178.20");
    const stop = await startDiagnostics(scope);
    const [capture] = listCaptures(scope);
    assert.partialDeepStrictEqual(capture, { status: "running", triggered_by: "startup", events: 1, anonymised: true });
    await stop();
    const text = gunzipSync(await captureArchive(scope, capture?.id as string)).toString();
    assert.match(text, /starting with anon:[0-9a-f]{12}:1 at anon:[0-9a-f]{12}/);
  });

  it("a damaged setting, or a store that fails, keeps no home from starting", async () => {
    const { scope } = bench();
    await scope.store.put("config", "startup-capture", { enabled: "yes" });
    assert.equal((await readStartupCapture(scope)).enabled, false);
    const broken = { ...scope, store: { ...scope.store, get: () => Promise.reject(new Error("gone")) } };
    await (await startDiagnostics(broken))();
    assert.deepEqual(listCaptures(scope), []);
  });
});

describe("texts without addresses", () => {
  const anonymise = anonymiser(createTestSite());
  it("takes addresses, serial numbers, IP and MAC addresses, and leaves words and times", () => {
    for (const gone of [
      "OEQ1234567",
      "0001D3C99A1B2C",
      "3014F711A0001F1234567890",
      "INT0000001",
      "CUX2801001",
      "192.168.178.20",
      "fe80::1c2d:3e4f:5a6b:7c8d",
      "2001:db8:0:0:0:0:0:1a",
      "00:1a:22:0a:1B:2c",
    ])
      assert.match(anonymise(`x ${gone} y`), /^x anon:[0-9a-f]{12} y$/, gone);
    for (const stays of ["HmIP-RF", "BidCos-Wired", "STICKY_UNREACH", "2026-01-01T12:30:05.123Z", "12:30:05", "ERROR"])
      assert.equal(anonymise(stays), stays);
  });
  it("the same is the same, another is another; nothing of it can be computed without the key", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{3}\d{7}$/), fc.stringMatching(/^[A-Z]{3}\d{7}$/), (a, b) => {
        assert.equal(anonymise(a), anonymise(a));
        assert.equal(anonymise(a) === anonymise(b), a === b);
      }),
    );
    const other = createTestSite();
    other.secrets.token();
    assert.notEqual(anonymiser(other)("OEQ1234567"), anonymise("OEQ1234567"));
  });
});

describe("an archive", () => {
  it("any files: the machine's own tar finds them as they were", () => {
    const content = fc.uint8Array({ maxLength: 2_000 });
    fc.assert(
      fc.property(content, content, (one, two) => {
        const folder = mkdtempSync(join(tmpdir(), "tar-"));
        try {
          const files = [one, two].map((bytes, at) => ({ name: `file-${at}.bin`, content: bytes }));
          writeFileSync(join(folder, "a.tar"), tar(files, 1_767_225_600_000));
          execFileSync("tar", ["xf", "a.tar"], { cwd: folder });
          for (const { name, content } of files)
            assert.deepEqual(new Uint8Array(readFileSync(join(folder, name))), content);
        } finally {
          rmSync(folder, { recursive: true });
        }
      }),
      { numRuns: 10 },
    );
    assert.throws(() => tar([{ name: "x".repeat(101), content: new Uint8Array() }], 0), RangeError);
  });
});

describe("through the cloud", () => {
  it("goes what fits, from the beginning or from the end", () => {
    const piece = "x".repeat(COLLECTED_BYTES / 4 - 1);
    const pieces = [1, 2, 3, 4].map((n) => ({ n, text: piece }));
    assert.equal(firstThatFit(pieces, ({ text }) => text).length, 4);
    const more = [...pieces, { n: 5, text: "y" }];
    assert.deepEqual(
      firstThatFit(more, ({ text }) => text).map(({ n }) => n),
      [1, 2, 3, 4],
    );
    assert.deepEqual(
      lastThatFit(more, ({ text }) => text).map(({ n }) => n),
      [2, 3, 4, 5],
    );
  });
});
