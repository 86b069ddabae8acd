/** Who imports whom in this checkout, as the parser sees it (not as text: comments and strings hold imports, too). */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { parseSync } from "oxc-parser";

export interface Import {
  /** File that imports, relative to the root, with `/`. */
  from: string;
  /** A file relative to the root, or the name of a package as it is written. */
  to: string;
  /** `value` runs when the file is loaded, `deferred` later (`import()`), `type` never. */
  kind: "value" | "deferred" | "type";
}

/** Folders whose files are looked at. */
const FOLDERS = ["handlers", "adapters", "local", "infra", "test"];

/** Every TypeScript file below `folder`, relative to `root`. */
function* sources(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules") yield* sources(root, path);
    } else if (entry.name.endsWith(".ts")) yield path;
  }
}

const resolved = (file: string, specifier: string): string =>
  specifier.startsWith(".") ? posix.normalize(posix.join(posix.dirname(file), specifier)) : specifier;

/** `import("…")`, as an expression or inside a type. */
const CALLED = /\bimport\(\s*(["'])(.+?)\1/g;

function importsOf(file: string, text: string): Import[] {
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const found: Import[] = [];
  const add = (specifier: string, kind: Import["kind"]) =>
    found.push({ from: file, to: resolved(file, specifier), kind });
  for (const { moduleRequest, entries } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    add(moduleRequest.value, typeOnly ? "type" : "value");
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) add(moduleRequest.value, isType ? "type" : "value");
    }
  }
  const deferred = new Set(module.dynamicImports.map(({ start }) => start));
  for (const match of text.matchAll(CALLED)) add(match[2] as string, deferred.has(match.index) ? "deferred" : "type");
  return found;
}

/** All imports below `root`. Throws where a file cannot be parsed. */
export function readImports(root: string): Import[] {
  const folders = FOLDERS.filter((folder) => statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory());
  return folders.flatMap((folder) =>
    [...sources(root, folder)].flatMap((file) => importsOf(file, readFileSync(join(root, file), "utf8"))),
  );
}

/** Groups of nodes that reach each other (Tarjan's strongly connected components), each with at least two members. */
export function circles(edges: Iterable<readonly [string, string]>): string[][] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) {
    if (!next.has(from)) next.set(from, new Set());
    if (!next.has(to)) next.set(to, new Set());
    next.get(from)?.add(to);
  }
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): number => {
    const mine = order.size;
    order.set(node, mine);
    low.set(node, mine);
    open.push(node);
    for (const to of next.get(node) ?? []) {
      if (!order.has(to)) low.set(node, Math.min(low.get(node) as number, visit(to)));
      else if (open.includes(to)) low.set(node, Math.min(low.get(node) as number, order.get(to) as number));
    }
    if (low.get(node) === mine) {
      const members = open.splice(open.indexOf(node));
      if (members.length > 1) found.push(members.sort());
    }
    return low.get(node) as number;
  };
  for (const node of next.keys()) if (!order.has(node)) visit(node);
  return found;
}
