/** Home Assistant's integration as it is: its start, its day and its upkeep, at home and through the cloud. */
import { test } from "node:test";
import { playHomeAssistant } from "./home-assistant.ts";
import { PLACES } from "./places.ts";

for (const [where, start] of PLACES)
  test(`Home Assistant's client, ${where}`, async (t) => playHomeAssistant(t, await start(t)));
