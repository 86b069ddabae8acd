/**
 * Every published operation, every case, over every transport, or what of that `npm test` plays (transports.ts): judged by the
 * published contract, and alike everywhere.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { endWorlds, play } from "./play.ts";
import { suites } from "./suite.ts";
import { transportsOf } from "./transports.ts";

after(endWorlds);

/** How many secrets were made before is no part of an answer: a slower table lets a start make one later. */
const withoutCounts = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer ?? null).replace(/(t{20,})\d+/g, "$1"));

for (const [index, { key, spec, cases }] of suites.entries())
  describe(key, () => {
    for (const [at, one] of cases.entries()) {
      const together = transportsOf(one, index + at);
      if (together.length === 0) continue;
      it(one.case, async () => {
        const answers = [];
        for (const transport of together) {
          const answer = await play(transport, one, spec.role, together);
          if (answer) answers.push({ transport: transport.name, answer });
        }
        const [first, ...others] = answers;
        assert.ok(first, "no transport can play this case");
        for (const { transport, answer } of others)
          assert.deepEqual(
            withoutCounts(answer),
            withoutCounts(first.answer),
            `${transport} answers otherwise than ${first.transport}`,
          );
      });
    }
  });
