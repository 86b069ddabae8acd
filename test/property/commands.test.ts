/** Generated negative tests: args of every command, made wrong; in `npm test` a share of them (hostile.ts). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { commands } from "../../handlers/api.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { commandCases } from "../conformance/cases/commands.ts";
import { transport as inProcess } from "../conformance/transports/in-process.ts";
import { anyText } from "../support/any-text.ts";
import { isPlayed, mutations } from "./hostile.ts";
import { Target } from "./refusal.ts";

const ADMIN: Identity = { subject: "anna", role: "admin", scheme: "basic" };

describe("generated negative commands", () => {
  for (const [at, { spec }] of commands.entries()) {
    const { name } = spec;
    const right = commandCases.find((one) => one.command === name && "data" in one.expect)!;
    const members = Object.keys(spec.args.shape);
    const attempt = async (target: Target, what: string, args: unknown) => {
      try {
        await target.command(name, args, ADMIN);
      } catch (error) {
        await target.end();
        throw new Error(`${name}, ${what}: ${(error as Error).message}`, { cause: error });
      }
    };

    it(name, async () => {
      const target = new Target(inProcess, "home", right.given);
      const failures: string[] = [];
      let number = at;
      for (const { what, text } of mutations(right.args ?? {}, members))
        if (isPlayed(number++))
          await attempt(target, what, JSON.parse(text)).catch((error: Error) => failures.push(error.message));
      await target.end();
      assert.deepEqual(failures, []);
    });

    if (!isPlayed(at)) continue;
    it(`${name}, any JSON`, async () => {
      const target = new Target(inProcess, "home", right.given);
      const known = members.length > 0 ? fc.constantFrom(...members) : fc.string();
      const args = fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.dictionary(fc.oneof(known, anyText()), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 }),
      );
      const property = fc.asyncProperty(args, (value) =>
        attempt(target, "any JSON", JSON.parse(JSON.stringify(value))),
      );
      await fc.assert(property, { numRuns: 60, seed: 20260101 }).finally(() => target.end());
    });
  }
});
