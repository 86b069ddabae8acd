/**
 * Backups over sockets, at home and through the cloud: made, listed, downloaded, given back.
 * Most of its time it waits for a CCU that restarts: played by `npm run test:full`.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { contentsOf } from "../../handlers/features/backups/home/archive/check.ts";
import { DEADLINE_MS, until } from "../support/program.ts";
import { call, StreamClient } from "../support/remote.ts";
import { PLACES } from "./places.ts";

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

for (const [where, start] of PLACES)
  test(`backups, ${where}`, async (t) => {
    const { url, headers } = await start(t);
    const ask = (method: string, path: string, body?: unknown) =>
      call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
    const ccu = async () => (await ask("GET", "/system/ccu")).body.entries?.[0];
    await until("the home", async () => (await ccu())?.readiness.ready);
    await until("its version", async () => (await ccu()).version);
    assert.deepEqual((await ask("GET", "/backups")).body, []);
    const stream = await StreamClient.open(t, url, headers);
    const status = async () => (await stream.call("backup.status", {})).data.status;
    assert.equal(await status(), "idle");

    const started = await ask("POST", "/backups");
    assert.equal(started.status, 202, JSON.stringify(started.body));
    const id = started.headers.get("location")?.split("/").at(-1) ?? "";
    await until("it to be kept", async () => (await status()) === "completed");
    const [entry, ...more] = (await ask("GET", "/backups")).body;
    assert.deepEqual([entry.id, entry.central, more], [id, (await ccu()).name, []]);

    const response = await fetch(`${url}/api/v1/backups/${id}/download`, {
      headers,
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    assert.equal(response.headers.get("content-disposition"), `attachment; filename="${id}.sbk"`);
    const archive = Buffer.from(await response.arrayBuffer());
    assert.equal(archive.length, entry.bytes);
    assert.partialDeepStrictEqual(await contentsOf(once(archive)), { files: 3, hasModel: true });

    const { data } = await stream.call("backups.trigger", { central_name: entry.central });
    assert.match(data.id, /Z(-\d)?$/);
    await until("the second", async () => (await ask("GET", "/backups")).body.length === 2);

    assert.equal((await ask("POST", "/backups/nobody-20200101T000000Z/restore")).status, 404);
    assert.equal((await ask("POST", `/backups/${id}/restore`)).status, 202);
    await until("it to restart", async () => !(await ccu()).available);
    assert.equal((await ask("GET", "/health")).status, 200);
    await until("it to be back", async () => (await ccu()).available && (await ccu()).readiness.ready);
    const actions = ((await ask("GET", "/audit")).body as { action: string }[]).map(({ action }) => action);
    for (const action of ["backup_create", "backup_download", "backup_restore"])
      assert.ok(actions.includes(action), `${action} in ${actions}`);
  });
