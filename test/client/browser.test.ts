/** The SDK in Chromium, on a page of the server's own origin. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import type * as Sdk from "../../adapters/client/index.ts";
import { NO_BROWSER, openBrowser, openPage } from "../e2e/browser.ts";
import { adminPassword, adminSession, clientOf, LAMP, lampIsKnown, startHome } from "./servers.ts";

const ENTRY = join(import.meta.dirname, "..", "..", "adapters", "client", "index.ts");

test("in a browser: a session, a password, and what cannot be", { skip: NO_BROWSER }, async (t) => {
  const { url } = await startHome(t);
  const outside = clientOf(t, { baseUrl: url, auth: adminPassword }).home();
  await outside.ready;
  await lampIsKnown(outside);
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    format: "iife",
    globalName: "sdk",
    write: false,
  });
  const bundle = outputFiles[0]?.text ?? "";
  const { page } = await openPage(await openBrowser(t), url);
  await page.goto(`${url}/`);
  await page.evaluate(`${bundle}; globalThis.sdk = sdk;`);
  const found = await page.evaluate(
    async ({ auths, lamp }) => {
      const { createClient } = (globalThis as unknown as { sdk: typeof Sdk }).sdk;
      const baseUrl = (globalThis as unknown as { location: { origin: string } }).location.origin;
      const results: unknown[] = [];
      for (const auth of auths) {
        const client = createClient({ baseUrl, auth });
        const home = client.home();
        await home.ready;
        const before = home.value(lamp.address, lamp.channel, lamp.parameter);
        const changed = new Promise<unknown>((resolve) =>
          home.on("change", ({ address, value }) => address === lamp.address && resolve(value)),
        );
        const path = { addr: lamp.address, no: lamp.channel, param: lamp.parameter };
        const { status } = await client.PUT("/devices/{addr}/channels/{no}/data-points/{param}/value", {
          params: { path },
          body: { value: !before },
        });
        const { data } = await client.call("devices.get", { address: lamp.address });
        results.push([status < 300, (await changed) === !before, data !== undefined]);
        client.close();
      }
      const bearer = createClient({ baseUrl, auth: { type: "bearer", token: "x" } });
      const refused = await bearer.home().ready.then(
        () => "",
        (error) => (error as Error).message,
      );
      return { results, refused };
    },
    { auths: [adminSession, adminPassword], lamp: LAMP },
  );
  assert.deepEqual(found.results, [
    [true, true, true],
    [true, true, true],
  ]);
  assert.match(found.refused, /log in to a session/);
});
