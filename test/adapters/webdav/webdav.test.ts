/** What WebDAV servers do to backups, as users of other programs reported it. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { createWebDavFiles } from "../../../adapters/webdav/file-store.ts";
import { parseMultistatus } from "../../../adapters/webdav/multistatus.ts";
import { FileStoreError } from "../../../handlers/ports/index.ts";
import { type DavHabits, startDav } from "./server.ts";

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
async function start(t: TestContext, habits: DavHabits = {}, login = { username: "", password: "" }) {
  const dav = await startDav(habits);
  t.after(() => dav.stop());
  return { dav, store: createWebDavFiles({ url: `${dav.url}/deep/er/ccu`, ...login }) };
}
const fails = (work: Promise<unknown>, message: RegExp) =>
  assert.rejects(work, (error: Error) => error instanceof FileStoreError && message.test(error.message));

test("folders are made from the outermost that is missing", async (t) => {
  const { dav, store } = await start(t);
  await store.write("a", once("x"), 1);
  assert.deepEqual([...dav.folders], ["/", "/deep/", "/deep/er/", "/deep/er/ccu/"]);
  await store.write("b", once("x"), 1);
  assert.equal(dav.seen.filter((one) => one.startsWith("MKCOL")).length, 5, "and not again");
});

test("a length is told in front: servers that lose what has none keep it (0-byte files)", async (t) => {
  const { store } = await start(t, { losesChunked: true });
  await store.write("a", once("whole"), 5);
  assert.equal((await store.list())[0]?.bytes, 5);
});

test("a file that was not kept whole is no success, and not left there", async (t) => {
  const { dav, store } = await start(t, { keeps: 3 });
  await fails(store.write("a", once("whole"), 5), /kept 3 of 5 bytes/);
  assert.deepEqual([...dav.files.keys()], []);
});

test("a wrong password, a full disk and an address that moved are told, without the password", async (t) => {
  const login = { username: "anna", password: "geheim" };
  const { store } = await start(t, { auth: { username: "anna", password: "other" } }, login);
  await fails(store.list(), /refuses the user \(HTTP 401\)/);
  assert.ok(!store.place.includes("geheim"));
  await fails((await start(t, { refuses: 507 })).store.list(), /no room left/);
  await fails((await start(t, { refuses: 301 })).store.list(), /is elsewhere/);
  await fails((await start(t, { refuses: 500 })).store.remove("a"), /refuses DELETE/);
});

test("a server that is not there is told", async () => {
  const store = createWebDavFiles({ url: "http://127.0.0.1:9/x", username: "", password: "" });
  await fails(store.list(), /refuses the connection/);
  await fails(store.write("a", once("x"), 1), /refuses the connection/);
});

test("names come encoded, with a host, in other namespaces; others' files are not ours", () => {
  const xml = `<multistatus xmlns="DAV:" xmlns:x="y">
    <response><href>https://dav.example/a%20b/</href><propstat><prop><resourcetype><collection/></resourcetype></prop></propstat></response>
    <response><href>/a%20b/x%2dy.sealed</href><propstat><prop><getcontentlength>12</getcontentlength>
      <getlastmodified>Mon, 30 Nov 2026 05:00:00 GMT</getlastmodified></prop></propstat></response>
    <response><href>/a%20b/f&amp;g&#233;.txt</href></response><response><href>/%zz</href></response></multistatus>`;
  assert.deepEqual(parseMultistatus(xml), [
    { name: "a b", isFolder: true, bytes: undefined, at: undefined },
    { name: "x-y.sealed", isFolder: false, bytes: 12, at: Date.UTC(2026, 10, 30, 5) },
    { name: "f&gé.txt", isFolder: false, bytes: undefined, at: undefined },
    { name: undefined, isFolder: false, bytes: undefined, at: undefined },
  ]);
  fc.assert(fc.property(fc.string(), (text) => assert.ok(Array.isArray(parseMultistatus(text)))));
});
