/**
 * Runs scripts of the logic layer: as much of HomeMatic Script as they use, turned into JavaScript, on an object model
 * that a test makes. Whoever asks an object for what it does not have fails: a CCU would answer nothing.
 */
import { createContext, runInContext } from "node:vm";
import { recogniseScript, type Script } from "../../../adapters/ccu/rega/script.ts";

/** An object of the logic layer: what its methods answer, by name. A list holds the ids in `items`. */
export interface ReGaObject {
  id: number;
  items?: number[];
  [method: string]: unknown;
}

/** Words of the language that are no names of the model. */
const CONSTANTS = [
  ...["ID_ROOMS", "ID_FUNCTIONS", "ID_PROGRAMS", "ID_SERVICES", "ID_SYSTEM_VARIABLES", "ID_ERROR"],
  ...["OT_CHANNEL", "OT_ALARMDP", "OT_VARDP", "OT_ENUM", "OPERATION_WRITE", "etRoom", "etFunction", "atSystem"],
  ...["ivtBinary", "ivtInteger", "ivtFloat", "ivtString"],
  ...["istBool", "istAlarm", "istEnum", "istGeneric", "istChar8859"],
];

const TOKEN = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|&s\w+|#|\w+|[^\w"'#&]+|&+/g;
const WORDS: Readonly<Record<string, string>> = {
  ...{ object: "var", string: "var", boolean: "var", integer: "var" },
  // joins texts
  "#": "+''+",
};

/** A list of ids is a text with tabs; `&sVariable` hands a variable over, to be written. */
const toJavaScript = (text: string): string =>
  (text.replace(/^!.*\n/gm, "").match(TOKEN) ?? [])
    .map((token) =>
      Object.hasOwn(WORDS, token) ? WORDS[token] : token.replace(/^&(s\w+)$/, "(said => { $1 = said; })"),
    )
    .join("")
    // a variable that was declared `boolean` holds one, whatever it is given
    .replace(/\b(b[A-Z]\w*) = (.*?);/g, "$1 = Boolean($2);")
    .replace(/foreach \((\w+), (.*?)\) \{/g, "for ($1 of ($2).split('\\t').filter(Boolean)) {");

const PRELUDE = `
for (const type of [String, Number, Boolean]) {
  type.prototype.ToString = function () { return String(this); };
  type.prototype.ToInteger = function () { return Math.trunc(Number(this)); };
}`;

const latin1Url = (text: unknown): string =>
  Buffer.from(String(text), "latin1")
    .toString("latin1")
    .replace(/[^A-Za-z0-9]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);

/** An object model, and what was done with it. */
export class ObjectModel {
  readonly objects = new Map<number, ReGaObject>();
  /** What the scripts did: `<id>.<method>(<arguments>)`. */
  readonly done: string[] = [];
  readonly executed: string[] = [];
  /** Output of programs of the system, by a part of the command. */
  output: Record<string, string> = {};
  date = "2026-01-02 03:04:05";
  readonly #devices: number[];

  /** @param lists ids by the name of the list */
  constructor(objects: readonly ReGaObject[], devices: readonly number[], lists: Record<string, number[]>) {
    for (const one of objects) this.objects.set(one.id, one);
    this.#devices = [...devices];
    for (const [name, items] of Object.entries(lists))
      this.objects.set(CONSTANTS.indexOf(name) - 1000, { id: 0, items });
  }

  #of(reference: unknown): object | null {
    const id = CONSTANTS.includes(String(reference)) ? CONSTANTS.indexOf(String(reference)) - 1000 : Number(reference);
    const found = this.objects.get(id);
    return found ? this.#wrapped(found) : null;
  }

  #wrapped(object: ReGaObject): object {
    return new Proxy(object, {
      get:
        (target, method) =>
        (...args: unknown[]) =>
          this.#call(target, String(method), args),
    });
  }

  #call(object: ReGaObject, method: string, args: unknown[]): unknown {
    const { id, items = [] } = object;
    if (method === "ID") return id;
    if (method === "EnumUsedIDs") return items.join("\t");
    if (method === "IsTypeOf") return object.type === args[0];
    if (method === "Get")
      return this.#of(items.find((one) => one === args[0] || this.objects.get(one)?.Name === args[0]));
    if (method === "Add" || method === "Remove") {
      if (items.includes(args[0] as number)) items.splice(items.indexOf(args[0] as number), 1);
      if (method === "Add") items.push(args[0] as number);
      return undefined;
    }
    const known = object[method];
    if (known === undefined && args.length === 0 && !/^(Al|Dev|Program)/.test(method))
      throw new Error(`no ${method} of ${id}`);
    if (args.length > 0 || known === undefined) {
      this.done.push(`${id}.${method}(${args.join()})`);
      if (args.length > 0) object[method] = args[0];
      return undefined;
    }
    // a list that belongs to the object: its channels, its data points
    return Array.isArray(known) ? this.#wrapped({ id: 0, items: known }) : known;
  }

  /** What the script writes. */
  run(script: Script<unknown>): string {
    // whoever has no interpreter knows it by its header
    if (recogniseScript(script.text)?.name !== script.name) throw new Error("the script does not say what it is");
    const written: string[] = [];
    const root = { Devices: () => this.#wrapped({ id: 0, items: this.#devices }) };
    const dom = {
      GetObject: (id: unknown) => this.#of(id),
      CreateObject: (type: string) => {
        const id = 9000 + this.objects.size;
        this.objects.set(id, { id, type, items: [] });
        this.done.push(`created ${type}`);
        return this.#of(id);
      },
      DeleteObject: (id: number) => {
        this.objects.delete(id);
        this.done.push(`deleted ${id}`);
      },
      RTUpdate: () => undefined,
    };
    const system = {
      Date: (format: string) => (format === "%Y-%m-%d %H:%M:%S" ? this.date : ""),
      Save: () => void this.executed.push("save"),
      Exec: (command: string, out: (text: string) => void) => {
        this.executed.push(command);
        const known = Object.entries(this.output).find(([part]) => command.includes(part));
        out(known?.[1] ?? "");
      },
    };
    const context = createContext({
      ...Object.fromEntries(CONSTANTS.map((name) => [name, name])),
      ...{ root, dom, system, OPERATION_WRITE: 2 },
      Write: (text: unknown) => void written.push(String(text)),
      WriteURL: (text: unknown) => void written.push(latin1Url(text)),
    });
    runInContext(PRELUDE, context);
    runInContext(toJavaScript(script.text), context);
    return written.join("");
  }

  /** What the driver makes of what the script writes. @throws where that is no whole answer */
  answer<T>(script: Script<T>): T {
    const answer = JSON.parse(this.run(script)) as Record<string, unknown>;
    if (answer.end !== true) throw new Error("the end is missing");
    return script.read(answer);
  }
}
