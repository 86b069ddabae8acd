/** What is changed by the WebUI's JSON-RPC where scripts cannot run: the method, its words, and what the answers mean. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonCall } from "../../../adapters/ccu/json-client.ts";
import { renameByJson, runByJson, setByJson } from "../../../adapters/ccu/json-commands.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";
import { UNTIL } from "./fake-wire.ts";

function bench(answer: unknown = true) {
  const asked: unknown[][] = [];
  const json: JsonCall = async (...call) => {
    asked.push(call);
    return answer;
  };
  return { asked, json };
}
const refuses = (work: Promise<unknown>, wanted: string) =>
  assert.rejects(work, (error) => error instanceof CcuFault && error.class === wanted);

test("a program runs without its conditions; with them nobody can", async () => {
  const { asked, json } = bench();
  assert.equal(await runByJson(json, 7, false, UNTIL), true);
  await refuses(runByJson(json, 7, true, UNTIL), "unsupported");
  assert.deepEqual(asked, [["Program.execute", { id: "7" }, UNTIL]]);
});

test("a variable is set in its kind's words; kinds without a method are not", async () => {
  for (const [type, value, method, text] of [
    ["LOGIC", true, "SysVar.setBool", "1"],
    ["LOGIC", false, "SysVar.setBool", "0"],
    ["ALARM", true, "SysVar.setBool", "1"],
    ["ALARM", false, "SysVar.setBool", "0"],
    ["NUMBER", 1.5, "SysVar.setFloat", "1.5"],
    ["FLOAT", -2, "SysVar.setFloat", "-2"],
    ["INTEGER", 3, "SysVar.setFloat", "3"],
  ] as const) {
    const { asked, json } = bench();
    await setByJson(json, "V", type, value, UNTIL);
    assert.deepEqual(asked, [[method, { name: "V", value: text }, UNTIL]]);
  }
  const { asked, json } = bench();
  await refuses(setByJson(json, "V", "STRING", "x", UNTIL), "unsupported");
  await refuses(setByJson(json, "V", "LIST", 1, UNTIL), "unsupported");
  assert.deepEqual(asked, []);
});

test("-1 says that there is no such variable, unless it is what was written", async () => {
  for (const none of [-1, "-1"]) {
    await refuses(setByJson(bench(none).json, "V", "NUMBER", 1, UNTIL), "permanent");
    await refuses(setByJson(bench(none).json, "V", "LOGIC", true, UNTIL), "permanent");
    await setByJson(bench(none).json, "V", "NUMBER", -1, UNTIL);
  }
  for (const said of [1, "1", 0, "", null]) await setByJson(bench(said).json, "V", "NUMBER", 1, UNTIL);
});

test("a device and a channel are renamed by their ids; the CCU's word is the name, where it says one", async () => {
  const rename = (json: JsonCall, address: string, id?: number, name = "New") =>
    renameByJson(json, { id, address, name }, UNTIL);
  for (const [address, method] of [
    ["A", "Device.setName"],
    ["A:1", "Channel.setName"],
  ] as const) {
    const { asked, json } = bench("Given");
    assert.equal(await rename(json, address, 5), "Given");
    assert.deepEqual(asked, [[method, { id: "5", name: "New" }, UNTIL]]);
  }
  for (const silent of ["", true, null, 5]) assert.equal(await rename(bench(silent).json, "A", 5), "New");
  const { asked, json } = bench();
  await refuses(rename(json, "A"), "permanent");
  await refuses(rename(json, "A", 5, "日本"), "invalid");
  assert.deepEqual(asked, []);
});
