/** The household's script, over sockets: at home, and through the cloud. */
import { test } from "node:test";
import { playHousehold } from "./household.ts";
import { BOTH_PLACES } from "./places.ts";

for (const [where, start] of BOTH_PLACES) test(`a household, ${where}`, async (t) => playHousehold(t, await start(t)));
