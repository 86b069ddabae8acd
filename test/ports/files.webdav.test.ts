import { createWebDavFiles } from "../../adapters/webdav/file-store.ts";
import { describeFileStore } from "../../local/testing/file-store.ts";
import { startDav } from "../adapters/webdav/server.ts";

const auth = { username: "anna", password: "pässword" };
const dav = await startDav({ auth });
const stubborn = await startDav({ cannotMove: true });
let count = 0;

describeFileStore("WebDAV", {
  create: async () => createWebDavFiles({ url: `${dav.url}/remote.php/dav/ccu%20${++count}`, ...auth }),
  end: () => dav.stop(),
});
describeFileStore("WebDAV that cannot move", {
  create: async () => createWebDavFiles({ url: `${stubborn.url}/home-${++count}/`, username: "", password: "" }),
  end: () => stubborn.stop(),
});
