/** `npm run test:full`: every story of alarm-away.ts. */
import { test } from "node:test";
import { nameOf, play, STORIES } from "./alarm-away.ts";

for (const story of STORIES) test(nameOf(story), () => play(story));
