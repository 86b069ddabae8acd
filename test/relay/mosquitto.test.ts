/** The same connection through Mosquitto, where it is installed: nothing in it depends on aedes. */
import { noMosquitto, secretOf, startMosquitto } from "../support/mosquitto.ts";
import { linkSuite, SITES } from "./broker-suite.ts";

/** What each site may, as the embedded broker and the policies of AWS IoT Core have it. */
const rules = Object.fromEntries(
  SITES.map((site) => [
    site,
    [`write ccu-anywhere/${site}/up/#`, `read ccu-anywhere/${site}/down/#`, `read ccu-anywhere/${site}/up/state`],
  ]),
);

linkSuite(
  "Mosquitto",
  async () => {
    const broker = await startMosquitto({ ...rules, cloud: ["readwrite ccu-anywhere/#"] });
    return {
      ...broker,
      login(who) {
        const username = who === "cloud" ? "cloud" : who.site;
        return { username, password: secretOf(username) };
      },
    };
  },
  noMosquitto,
);
