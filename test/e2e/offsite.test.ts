/** A whole server brings sealed copies to a WebDAV share; with the passphrase alone they are opened again. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { contentsOf } from "../../handlers/features/backups/home/archive/check.ts";
import { open } from "../../handlers/features/backups/home/seal/open.ts";
import { startDav } from "../adapters/webdav/server.ts";
import { basic } from "../support/client.ts";
import { ADMIN, scratchFolder, serverEnvironment, startServer, until } from "../support/program.ts";
import { call } from "../support/remote.ts";

const headers = basic(ADMIN.name, ADMIN.password);
const passphrase = "a sentence that nobody guesses";

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

test("sealed copies on a WebDAV share, over sockets", async (t) => {
  const auth = { username: "anna", password: "secret-of-the-share" };
  const dav = await startDav({ auth });
  t.after(() => dav.stop());
  const folder = scratchFolder(t);
  const settings = join(folder, "settings.yaml");
  const offsite = { target: "webdav", url: `${dav.url}/ccu`, ...auth, passphrase };
  writeFileSync(settings, JSON.stringify({ backup: { offsite } }));
  const server = await startServer(t, serverEnvironment(folder), { args: ["--config", settings] });
  const ask = (method: string, path: string) => call(server.url, method, path, { headers });
  await until("the home", async () => (await ask("GET", "/system/ccu")).body.entries[0]?.readiness.ready);
  assert.equal((await ask("POST", "/backups")).status, 202);
  const [path = ""] = await until("the copy", () => {
    const found = [...dav.files.keys()].filter((name) => name.endsWith(".sealed"));
    return found.length > 0 && found;
  });
  const box = dav.files.get(path)?.body ?? Buffer.alloc(0);
  const { manifest, content } = await open(once(box), { passphrase });
  assert.partialDeepStrictEqual(manifest, { kind: "ccu", central: "demo" });
  assert.partialDeepStrictEqual(await contentsOf(content), { sha256: manifest.sha256, files: manifest.counts.files });
  const { components } = (await ask("GET", "/health")).body;
  const told = components.find(({ name }: { name: string }) => name === "backup.offsite");
  assert.deepEqual([told.status, told.note], ["healthy", "no restore drill yet"]);
  for (const secret of [passphrase, auth.password]) assert.ok(!server.output().includes(secret), "not in the log");
});
