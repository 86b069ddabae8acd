/** The household's script, over sockets: at home, and through the cloud. */
import { test } from "node:test";
import { playHousehold } from "./household.ts";
import { PLACES } from "./places.ts";

for (const [where, start] of PLACES) test(`a household, ${where}`, async (t) => playHousehold(t, await start(t)));
