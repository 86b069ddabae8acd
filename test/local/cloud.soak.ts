/** `npm run cloud` whose first start fails: two starts of everything, which the full suite has time for. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import {
  centralsSetting,
  scratchFolder,
  serverEnvironment,
  startProgram,
  takenPort,
  until,
} from "../support/program.ts";

test("a first start whose relay fails costs no password: the next one shows it", async (t) => {
  const folder = join(scratchFolder(t), "data");
  const port = await takenPort(t);
  const env = serverEnvironment(folder, {
    CCU_ANYWHERE_ADMIN: "",
    ...centralsSetting({ name: "ccu", host: "127.0.0.1", interfaces: ["HmIP-RF"] }),
  });
  const failing = startProgram(t, "cloud.ts", { env: { ...env, CCU_ANYWHERE_CALLBACK_PORT: String(port) } });
  assert.equal((await failing.ended).code, 1);
  assert.ok(failing.errors().includes(String(port)));
  assert.doesNotMatch(failing.output(), /Password/);
  const program = startProgram(t, "cloud.ts", { env });
  await until("the banner", () => /^ {2}Data {8}\S/m.test(program.output()));
  assert.match(program.output(), /^ {2}Password {4}\S{20}/m);
  assert.deepEqual(await program.end("SIGTERM"), { code: 0, signal: null });
});
