/** What can be changed in the logic layer by the WebUI's JSON-RPC, where scripts cannot run (protocol document, 15.4). */
import { CcuFault, type Deadline, type HubSysvar } from "../../handlers/ports/index.ts";
import { unsupported } from "./faults.ts";
import type { JsonCall } from "./json-client.ts";
import { label } from "./rega/script.ts";

/** Resolves to whether it ran. @throws CcuFault; unsupported where its conditions shall be checked: no method does */
export async function runByJson(json: JsonCall, id: number, check: boolean, deadline: Deadline): Promise<boolean> {
  if (check) throw unsupported("without script access a program can only be run unconditionally");
  await json("Program.execute", { id: String(id) }, deadline);
  return true;
}

/** @throws CcuFault; unsupported for texts and lists, which have no method */
export async function setByJson(
  json: JsonCall,
  name: string,
  type: HubSysvar["type"],
  value: boolean | number | string,
  deadline: Deadline,
): Promise<void> {
  const binary = type === "LOGIC" || type === "ALARM";
  if (type === "STRING" || type === "LIST")
    throw unsupported(`without script access ${type} variables cannot be written`);
  const params = { name, value: binary ? (value === true ? "1" : "0") : String(value) };
  const answer = await json(binary ? "SysVar.setBool" : "SysVar.setFloat", params, deadline);
  if (Number(answer) === -1 && params.value !== "-1") throw new CcuFault("permanent", `no variable ${name}`);
}

/** The name that the object has then. @throws CcuFault; permanent where its id is not known */
export async function renameByJson(
  json: JsonCall,
  { id, address, name }: { id: number | undefined; address: string; name: string },
  deadline: Deadline,
): Promise<string> {
  label(name);
  if (id === undefined) throw new CcuFault("permanent", `no device or channel ${address}`);
  const method = address.includes(":") ? "Channel.setName" : "Device.setName";
  const given = await json(method, { id: String(id), name }, deadline);
  return typeof given === "string" && given !== "" ? given : name;
}
