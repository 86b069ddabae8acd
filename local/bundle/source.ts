/** Reading the project's own sources as the bundler needs them. */
import { stripTypeScriptTypes } from "node:module";
import { type CallExpression, type NewExpression, type Node, type Program, parse } from "acorn";

/** Types become blanks: what is found stands at the same place in the source. */
export const parseSource = (source: string): Program =>
  parse(stripTypeScriptTypes(source), { ecmaVersion: "latest", sourceType: "module" });

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** Everything below a node, itself first, in the order of the source; not below what `enter` says no to. */
export function walk(node: Node, enter: (node: Node) => boolean): void {
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isNode(value) && enter(value)) Object.values(value).forEach(visit);
  };
  visit(node);
}

/** All calls; those within a call come after it. */
export function callsIn(program: Program): CallExpression[] {
  const found: CallExpression[] = [];
  walk(program, (node) => {
    if (node.type === "CallExpression") found.push(node as CallExpression);
    return true;
  });
  return found;
}

const FUNCTIONS = new Set(["FunctionExpression", "ArrowFunctionExpression", "ClassExpression"]);

/**
 * Marks the calls that make the constants of a file as pure, so that a bundle leaves out those that it does not use.
 * Right where making a constant changes nothing else, which is so everywhere in handlers/.
 */
export function markPure(source: string): string {
  const places = new Set<number>();
  for (const statement of parseSource(source).body) {
    const declared = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declared?.type !== "VariableDeclaration") continue;
    walk(declared, (node) => {
      if (node.type === "CallExpression" || node.type === "NewExpression")
        places.add((node as CallExpression | NewExpression).start);
      return !FUNCTIONS.has(node.type);
    });
  }
  const pieces: string[] = [];
  let end = 0;
  for (const place of [...places].sort((a, b) => a - b)) {
    pieces.push(source.slice(end, place), "/* @__PURE__ */ ");
    end = place;
  }
  return `${pieces.join("")}${source.slice(end)}`;
}
