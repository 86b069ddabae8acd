/**
 * The on-prem program with its Matter bridge on the loopback network, as a process of its own: to be killed, and to be measured.
 * Tells its parent `{url, ms}` when the API answers, and `{rss, heap}` when it is asked anything. `CCU_ANYWHERE_TEST_MATTER`: `off`: without
 * Matter; else its port, as `:5540`.
 */
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { changingSections } from "../support/sections.ts";

const { CCU_ANYWHERE_TEST_MATTER: listen = ":0", ...env } = process.env;
const isOn = listen !== "off";
const begun = performance.now();
// a program without Matter loads nothing of it
const matter = isOn ? { matterBridge: (await import("../adapters/matter/bench.ts")).loopbackBridge() } : {};
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const running = await startOnPrem({
  settings: loadSettings({ argv: [], env }),
  log: silent,
  liveDemo: false,
  passwordCost: 4,
  sections: changingSections({ "north.matter": isOn ? { enabled: true, listen } : { enabled: false } }),
  ...matter,
});
process.on("message", () => {
  globalThis.gc?.();
  const { rss, heapUsed: heap } = process.memoryUsage();
  process.send?.({ rss, heap });
});
process.once("disconnect", () => process.exit());
process.send?.({ url: running.urls[0], ms: performance.now() - begun });
