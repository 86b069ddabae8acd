/** The CCU is away in every state of the alarm: some of the stories; `npm run test:full` plays all of them. */
import { test } from "node:test";
import { nameOf, play, STORIES } from "./alarm-away.ts";

/** A prime that no dimension of the table has: each situation, absence and return comes. */
const EVERY = 43;

for (const [at, story] of STORIES.entries()) if (at % EVERY === 0) test(nameOf(story), () => play(story));
