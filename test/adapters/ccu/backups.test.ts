/** Backups by the page of the WebUI, in front of the simulated CCU. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { contentsOf } from "../../../handlers/features/backups/home/archive/check.ts";
import type { Ccu } from "../../../handlers/ports/index.ts";
import { backupArchive } from "../../../local/simulator/logic/backup-archive.ts";
import { CERTIFICATE, KEY } from "./certificate.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

const start = async (bench: Bench, options: Parameters<Bench["simulator"]>[0] = {}) => {
  const simulator = await bench.simulator({ sessions: 10, ...options });
  const { ccu } = await bench.driver(simulator.central);
  await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
  return { simulator, ccu, backups: simulator.logic.backups };
};
const made = async (ccu: Ccu) => contentsOf(await ccu.createBackup());
async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 5000) yield bytes.subarray(at, at + 5000);
}

test(
  "a backup is made, also where packing takes four minutes, and where the session has ended",
  onBench(async (bench) => {
    const { simulator, ccu, backups } = await start(bench);
    assert.partialDeepStrictEqual(await bench.finish(made(ccu)), {
      files: 3,
      firmware: simulator.logic.firmware.current,
    });
    backups.packing = 240_000;
    assert.partialDeepStrictEqual(await bench.finish(made(ccu), 300_000), { files: 3 });
    backups.packing = 0;
    simulator.sessions.clear();
    assert.partialDeepStrictEqual(await bench.finish(made(ccu)), { files: 3 });
  }),
);

test(
  "what is no archive is no backup: an empty answer, a page, a user who may not (ioBroker.backitup#1072, #1204, #1360)",
  onBench(async (bench) => {
    const { simulator, ccu, backups } = await start(bench);
    backups.instead = Buffer.alloc(0);
    await assert.rejects(bench.finish(made(ccu)), { class: "auth", message: /nothing instead of a backup/ });
    backups.instead = Buffer.from(`<!DOCTYPE html>${"x".repeat(3000)}`);
    await assert.rejects(bench.finish(made(ccu)), { class: "auth", message: /has to be an administrator/ });
    backups.instead = backupArchive().subarray(0, 2000);
    await assert.rejects(bench.finish(made(ccu)), { name: "ArchiveDamaged" });
    assert.ok(simulator.sessions.open <= 2);
  }),
);

test(
  "a CCU that stops sending, and one that never begins, are faults and no hang (OpenCCU#807)",
  onBench(async (bench) => {
    const { simulator, ccu, backups } = await start(bench);
    backups.packing = 3_600_000;
    await assert.rejects(bench.finish(made(ccu), 700_000), { class: "transport" });
    backups.packing = 0;
    simulator.control.dropConnections("web", { requests: 1, afterwards: true });
    await assert.rejects(bench.finish(made(ccu)), { class: "transport" });
  }),
);

test(
  "a CCU that takes backups by HTTPS only is followed there (ioBroker.backitup#440, ioBroker.shuttercontrol#829)",
  onBench(async (bench) => {
    const { ccu } = await start(bench, { tls: { key: KEY, cert: CERTIFICATE } });
    assert.partialDeepStrictEqual(await bench.finish(made(ccu)), { files: 3 });
  }),
);

test(
  "a backup is handed over as it is, and the CCU restarts",
  onBench(async (bench) => {
    const { ccu, backups } = await start(bench);
    const archive = backupArchive();
    await bench.finish(ccu.restoreBackup(pieces(archive), archive.length, ANY_TIME));
    assert.deepEqual(backups.restored, archive);
    await bench.passUntil(() => ccu.interfaces().every(({ connected }) => !connected), 60_000, "the restart");
  }),
);

test(
  "what the CCU does not take is told, and nothing is taken over",
  onBench(async (bench) => {
    const { ccu, backups } = await start(bench);
    const archive = backupArchive();
    const restore = (bytes: Uint8Array, deadline = ANY_TIME) =>
      bench.finish(ccu.restoreBackup(pieces(bytes), bytes.length, deadline));
    await assert.rejects(restore(Buffer.from("nonsense")), { class: "permanent", message: /fehlerhaft/ });
    backups.asksKey = true;
    await assert.rejects(restore(archive), { class: "permanent", message: /security key/ });
    await assert.rejects(restore(archive, bench.clock.now() - 1), { class: "transport" });
    assert.equal(backups.restored, undefined);
  }),
);

test(
  "a page that sends us to HTTPS is asked there, and stays there (ioBroker.backitup#440)",
  onBench(async (bench) => {
    const simulator = await bench.simulator({ sessions: 10, tls: { key: KEY, cert: CERTIFICATE } });
    // JSON is answered without TLS, pages are not
    const plain = createServer((request, response) => {
      if (request.url?.startsWith("/config/")) {
        const location = `https://127.0.0.1:${simulator.ports.json}${request.url}`;
        response.writeHead(301, { location }).end();
        return;
      }
      const answer = request.url?.startsWith("/api/")
        ? forward(simulator.ports.json ?? 0, request, response)
        : undefined;
      if (!answer) response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    bench.cleanup.push(() => plain.close());
    const { port } = plain.address() as AddressInfo;
    const config = { ...simulator.central, json_rpc_port: port, tls: false, ports: {}, interfaces: [] };
    const { ccu } = await bench.driver(config);
    assert.partialDeepStrictEqual(await bench.finish(made(ccu)), { files: 3 });
  }),
);

/** Passes a request on by TLS. */
function forward(port: number, from: IncomingMessage, to: ServerResponse): true {
  const { method, url, headers } = from;
  const options = { host: "127.0.0.1", port, method, path: url, headers, rejectUnauthorized: false };
  const onwards = request(options, (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(to);
  });
  from.pipe(onwards);
  return true;
}
