/**
 * In the cloud an operation or command `served: "home"` is forwarded: of it a function needs the declaration only. This
 * takes its handler out of the source, so that the bundler leaves out the use cases behind it; and out of all declarations
 * the schemas of answers, with which only tests compare them. All else stays as it is written; lines keep their numbers.
 */
import type { Identifier, Node, ObjectExpression, Program } from "acorn";
import { callsIn, parseSource } from "./source.ts";

/** Specifier of {@link ONLY_AT_HOME} in sources that were cut. */
export const ONLY_AT_HOME_MODULE = "ccu-anywhere:only-at-home";
/** What stands where a handler stood. Called only by a function that does not forward: a fault of ours, told loudly. */
export const ONLY_AT_HOME = `export function onlyAtHome() {
  throw new Error("this bundle holds no handlers of the home: what is served there must be forwarded");
}`;

const DECLARING = ["operation", "command"];
/** Where the two come from, as seen from their files. */
const KERNEL = /\/kernel\/(operation|command)\.ts$/;

export interface Cut {
  source: string;
  /** Handlers taken out. */
  handlers: number;
}

/** What cannot be told by reading where it is served keeps its handler: it costs bytes, nothing else. */
export function cutHomeHandlers(source: string): Cut {
  const program = parseSource(source);
  const declaring = declaringNames(program);
  const constants = constantObjects(program);
  const pieces: string[] = [];
  let end = 0;
  let handlers = 0;
  for (const { callee, arguments: given } of callsIn(program)) {
    if (callee.type !== "Identifier" || !declaring.has(callee.name)) continue;
    const [spec, handler] = given;
    if (!spec || !handler || servedOf(spec, constants) !== "home") continue;
    const lines = source.slice(handler.start, handler.end).split("\n").length - 1;
    pieces.push(source.slice(end, handler.start), "onlyAtHome as never", "\n".repeat(lines));
    end = handler.end;
    handlers += 1;
  }
  if (handlers === 0) return { source, handlers };
  const cut = `${pieces.join("")}${source.slice(end)}`;
  return { source: `${cut}\nimport { onlyAtHome } from ${JSON.stringify(ONLY_AT_HOME_MODULE)};\n`, handlers };
}

/** What a declaration says of its answers: read by tests and by the published contract, never by a function. */
const ANSWERS = ["responses", "result"];

/** Takes out the schemas of answers, with which most schemas are left out of a bundle and of its cold start. */
export function cutAnswers(source: string): string {
  const program = parseSource(source);
  const declaring = declaringNames(program);
  const pieces: string[] = [];
  let end = 0;
  for (const { callee, arguments: given } of callsIn(program)) {
    const [spec] = given;
    if (callee.type !== "Identifier" || !declaring.has(callee.name) || !spec || !isObject(spec)) continue;
    for (const property of spec.properties) {
      if (property.type === "SpreadElement" || property.computed || property.key.type !== "Identifier") continue;
      if (!ANSWERS.includes(property.key.name)) continue;
      const lines = source.slice(property.start, property.end).split("\n").length - 1;
      pieces.push(source.slice(end, property.start), `${property.key.name}: {}`, "\n".repeat(lines));
      end = property.end;
    }
  }
  return `${pieces.join("")}${source.slice(end)}`;
}

/** Local names of `operation` and `command`. */
function declaringNames({ body }: Program): Set<string> {
  const names = new Set<string>();
  for (const statement of body) {
    if (statement.type !== "ImportDeclaration" || !KERNEL.test(String(statement.source.value))) continue;
    for (const specifier of statement.specifiers)
      if (specifier.type === "ImportSpecifier" && specifier.imported.type === "Identifier")
        if (DECLARING.includes(specifier.imported.name)) names.add(specifier.local.name);
  }
  return names;
}

/** Object literals with a name of their own at the top of the file: `const HOME = { served: "home" }`. */
function constantObjects({ body }: Program): Map<string, ObjectExpression> {
  const found = new Map<string, ObjectExpression>();
  for (const statement of body) {
    if (statement.type !== "VariableDeclaration" || statement.kind !== "const") continue;
    for (const { id, init } of statement.declarations)
      if (id.type === "Identifier" && init?.type === "ObjectExpression") found.set(id.name, init);
  }
  return found;
}

/** What a literal says; `null` where it says nothing, `undefined` where that cannot be told. */
function servedOf(spec: Node, constants: ReadonlyMap<string, ObjectExpression>): unknown {
  const literal = isIdentifier(spec) ? constants.get(spec.name) : spec;
  if (literal === undefined || !isObject(literal)) return undefined;
  let served: unknown = null;
  for (const property of literal.properties) {
    if (property.type === "SpreadElement") {
      const spread = servedOf(property.argument, constants);
      // what is spread in later counts, also where it is unknown
      if (spread !== null) served = spread;
    } else if (!property.computed && property.key.type === "Identifier" && property.key.name === "served")
      served = property.value.type === "Literal" ? property.value.value : undefined;
  }
  return served;
}

const isIdentifier = (node: Node): node is Identifier => node.type === "Identifier";
const isObject = (node: Node): node is ObjectExpression => node.type === "ObjectExpression";
