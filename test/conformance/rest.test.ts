/** Every published operation, every case, every transport: judged by the published contract, and alike everywhere. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { endWorlds, play } from "./play.ts";
import { suites } from "./suite.ts";
import { transports } from "./transports.ts";

after(endWorlds);

for (const { key, spec, cases } of suites)
  describe(key, () => {
    for (const one of cases)
      it(one.case, async () => {
        const answers = [];
        for (const transport of transports) {
          const answer = await play(transport, one, spec.role);
          if (answer) answers.push({ transport: transport.name, answer });
        }
        const [first, ...others] = answers;
        assert.ok(first, "no transport can play this case");
        for (const { transport, answer } of others)
          assert.deepEqual(answer, first.answer, `${transport} answers otherwise than ${first.transport}`);
      });
  });
