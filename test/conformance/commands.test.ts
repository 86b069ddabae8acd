/** Every published command, every case, every transport. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { commands } from "../../handlers/api.ts";
import { commandCases } from "./cases/commands.ts";
import { endWorlds, playCommand } from "./play.ts";
import { transports } from "./transports.ts";

const roles = new Map(commands.map(({ spec }) => [spec.name, spec.role]));

after(endWorlds);

for (const name of [...new Set(commandCases.map((one) => one.command))])
  describe(name || "(no name)", () => {
    for (const one of commandCases.filter(({ command }) => command === name))
      it(one.case, async () => {
        const answers = [];
        for (const transport of transports)
          answers.push(await playCommand(transport, one, roles.get(name) ?? "viewer"));
        // a reference for the log is the only thing that differs
        const [first, ...others] = answers.map((answer) =>
          answer.replace(/request (request-\d+|[0-9a-f-]{36})/, "request"),
        );
        for (const other of others) assert.equal(other, first);
      });
  });
