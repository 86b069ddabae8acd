/** HomeMatic Script on the simulated CCU: the driver's scripts by name, and the one-liners that people paste into a URL. */

import type { RpcValue } from "../../../adapters/ccu/codec/value.ts";
import type { Value } from "../parameters.ts";
import type { Replay } from "../replay.ts";
import { deviceOf } from "../world.ts";
import { ANSWERS, valueText } from "./answers.ts";
import type { LogicLayer, Program, Variable } from "./layer.ts";

/** Scripts run so far, by name; `other` for those without a known header. */
export type ScriptCounts = Record<string, number>;

const HEADER = /^!# name: ([a-z-]+)\r?\n!# args: (\{.*\})\r?\n/;

/** ASCII JSON with the end marker last, like the scripts write it. */
function print(answer: Record<string, unknown>): string {
  const json = JSON.stringify({ ...answer, end: true });
  return json.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export class Scripts {
  readonly counts: ScriptCounts = {};
  private readonly layer: LogicLayer;
  private readonly replay: Pick<Replay, "answer"> | undefined;

  constructor(layer: LogicLayer, replay?: Pick<Replay, "answer">) {
    this.layer = layer;
    this.replay = replay;
  }

  /** The output. Empty for a script that ReGa does not understand: the error is only in the CCU's log. */
  run(text: string): { output: string; variables: Record<string, string> } {
    const [, name, args] = HEADER.exec(text) ?? [];
    const answer = name !== undefined && Object.hasOwn(ANSWERS, name) ? ANSWERS[name] : undefined;
    const counted = answer && name !== undefined ? name : "other";
    this.counts[counted] = (this.counts[counted] ?? 0) + 1;
    // what commands do depends on what they are told
    const told =
      args !== undefined && name?.startsWith("read-")
        ? this.replay?.answer("ReGa", name, [JSON.parse(args) as RpcValue])
        : undefined;
    if (typeof told?.result === "string") return { output: told.result, variables: {} };
    if (!answer || args === undefined) return oneLiners(this.layer, text);
    try {
      return { output: print(answer(this.layer, JSON.parse(args))), variables: {} };
    } catch {
      return { output: "", variables: {} };
    }
  }
}

// ---------------------------------------------------------------- one-liners

type Found = { variable: Variable } | { program: Program } | { address: string; parameter: string } | { named: string };

/** `dom.GetObject(x)`: by id, by name, or by `Interface.Address.PARAMETER`. */
function find(layer: LogicLayer, key: string): Found | undefined {
  const same = (item: { id: number; name: string }) => item.name === key || String(item.id) === key;
  const variable = layer.variables.find(same);
  if (variable) return { variable };
  const program = layer.programs.find(same);
  if (program) return { program };
  const [, , address = "", parameter = ""] = /^([^.]+)\.([^.]+)\.([^.]+)$/.exec(key) ?? [];
  if (layer.world.has(address, parameter)) return { address, parameter };
  for (const [at, name] of layer.names) if (name === key || String(layer.ids.get(at)) === key) return { named: at };
  return undefined;
}

function literal(text: string): Value | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (trimmed === "true" || trimmed === "false") return trimmed === "true";
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(trimmed) ?? /^'([^']*)'$/.exec(trimmed);
  if (quoted) return (quoted[1] as string).replace(/\\(.)/g, "$1");
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : undefined;
}

/** A state that fits the data point: booleans are often written as 1 and 0. */
function fitting(layer: LogicLayer, address: string, parameter: string, value: Value): Value {
  const type = layer.world.description(address, "VALUES")?.[parameter]?.TYPE;
  return type === "BOOL" || type === "ACTION" ? value === true || value === 1 || value === "true" : value;
}

function call(layer: LogicLayer, found: Found, method: string, argument: Value | undefined): string {
  if ("variable" in found) {
    const { variable } = found;
    if (method === "State" && argument !== undefined) {
      const binary = variable.type === "LOGIC" || variable.type === "ALARM";
      layer.setVariable(variable, binary ? argument === true || argument === 1 : argument);
      return "true";
    }
    if (method === "Name") return variable.name;
    if (method === "ID") return String(variable.id);
    return method === "Value" || method === "State" ? String(variable.value) : "";
  }
  if ("program" in found) return callProgram(layer, found.program, method, argument);
  if ("named" in found) return callObject(layer, found.named, method);
  const { address, parameter } = found;
  if (method === "State" && argument !== undefined) {
    layer.command(address, { [parameter]: fitting(layer, address, parameter, argument) });
    return "true";
  }
  const description = layer.world.description(address, "VALUES")?.[parameter];
  const value = layer.world.value(address, parameter);
  return value === undefined || !description ? "" : valueText(description, parameter, value);
}

function callProgram(layer: LogicLayer, program: Program, method: string, argument: Value | undefined): string {
  if (method === "ProgramExecute") layer.run(program);
  if (method === "Active" && argument !== undefined) program.active = argument === true || argument === 1;
  if (method === "Name") return program.name;
  return method === "ID" ? String(program.id) : String(method === "Active" ? program.active : true);
}

function callObject(layer: LogicLayer, address: string, method: string): string {
  if (method === "Name") return layer.names.get(address) ?? "";
  if (method === "Address") return address;
  if (method === "ID") return String(layer.ids.get(address) ?? "");
  return method === "Interface" ? (layer.world.device(deviceOf(address))?.interface ?? "") : "";
}

const ONE_LINER =
  /^(?:(?:\w+\s+)?(\w+)\s*=\s*)?(Write(?:Line)?\()?\s*dom\.GetObject\(\s*("[^"]*"|'[^']*'|\d+)\s*\)(?:\.(\w+)\((.*?)\))?\s*\)?$/;

/** Statements of the form `[Write(]dom.GetObject("x").Method(value)[)]` and `v = …`, separated by `;`. */
function oneLiners(layer: LogicLayer, text: string): { output: string; variables: Record<string, string> } {
  let output = "";
  const variables: Record<string, string> = {};
  const code = text.replace(/^\s*!.*$/gm, "");
  for (const statement of code.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    const match = ONE_LINER.exec(statement.trim());
    if (!match) {
      if (statement.trim() !== "") return { output: "", variables: {} };
      continue;
    }
    const [, variable, write, key = "", method = "ID", argument = ""] = match;
    const found = find(layer, String(literal(key) ?? ""));
    const result = found ? call(layer, found, method, literal(argument)) : "null";
    if (write) output += write.startsWith("WriteLine") ? `${result}\r\n` : result;
    if (variable !== undefined) variables[variable] = result;
  }
  return { output, variables };
}

// ---------------------------------------------------------------- transport

const markup = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** What follows the output on the script port: one element per variable, after three of the server's own. */
export function trailer(path: string, agent: string, variables: Readonly<Record<string, string>>): string {
  const own = `<exec>${path}</exec><sessionId></sessionId><httpUserAgent>User-Agent: ${markup(agent)}</httpUserAgent>`;
  const rest = Object.entries(variables).map(([name, value]) => `<${name}>${markup(value)}</${name}>`);
  return `<xml>${own}${rest.join("")}</xml>`;
}
