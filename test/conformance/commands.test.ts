/** Every published command, every case, over every transport, or what of that `npm test` plays (transports.ts). */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { commands } from "../../handlers/api.ts";
import { commandCases } from "./cases/commands.ts";
import { endWorlds, playCommand } from "./play.ts";
import { transportsOf } from "./transports.ts";

const roles = new Map(commands.map(({ spec }) => [spec.name, spec.role]));

after(endWorlds);

for (const [index, name] of [...new Set(commandCases.map((one) => one.command))].entries())
  describe(name || "(no name)", () => {
    for (const [at, one] of commandCases.filter(({ command }) => command === name).entries()) {
      const together = transportsOf(one, index + at);
      if (together.length === 0) continue;
      it(one.case, async () => {
        const answers = [];
        for (const transport of together)
          answers.push(await playCommand(transport, one, roles.get(name) ?? "viewer", together));
        // a reference for the log is the only thing that differs
        const [first, ...others] = answers.map((answer) =>
          answer.replace(/request (request-\d+|[0-9a-f-]{36})/, "request"),
        );
        for (const other of others) assert.equal(other, first);
      });
    }
  });
