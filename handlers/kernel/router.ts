/**
 * Finds the operation of a method and path in a tree of path segments. Made for the start of a function: several hundred
 * routes are in place within a millisecond, where a general router compiles code for each of them.
 */
import { PATH_PARAMETER_LIMIT } from "./limits.ts";
import type { Operation } from "./operation.ts";

export interface Route {
  operation: Operation;
  params: Record<string, string | undefined>;
}
export interface Router {
  find(method: string, path: string): Route | undefined;
  /** Methods that the path would accept; empty = no such path. */
  methods(path: string): string[];
}

const METHODS = ["GET", "PUT", "POST", "PATCH", "DELETE"] as const;

interface Leaf {
  operation: Operation;
  /** Names of the parameters, in the order of the path. */
  names: string[];
}
interface Node {
  literals: Map<string, Node>;
  parameter?: Node;
  leaf?: Leaf;
}

const newNode = (): Node => ({ literals: new Map() });
const PARAMETER = /^\{([^{}]+)\}$/;

function insert(root: Node, path: string, operation: Operation): void {
  const names: string[] = [];
  let node = root;
  for (const segment of path.split("/")) {
    const name = PARAMETER.exec(segment)?.[1];
    let next = name === undefined ? node.literals.get(segment) : node.parameter;
    if (next === undefined) {
      next = newNode();
      if (name === undefined) node.literals.set(segment, next);
      else node.parameter = next;
    }
    if (name !== undefined) names.push(name);
    node = next;
  }
  if (node.leaf) throw new Error(`two operations have the path ${operation.spec.method} ${path}`);
  node.leaf = { operation, names };
}

/** The way with the most literal segments from the left; `values` gets what stands for parameters. */
function search(node: Node, segments: readonly string[], index: number, values: string[]): Leaf | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.leaf;
  const literal = node.literals.get(segment);
  const found = literal && search(literal, segments, index + 1, values);
  if (found || node.parameter === undefined || segment.length > PATH_PARAMETER_LIMIT) return found;
  values.push(segment);
  const leaf = search(node.parameter, segments, index + 1, values);
  if (leaf === undefined) values.pop();
  return leaf;
}

/** `undefined` where the path is not valid percent-encoding. A slash that is encoded belongs to its segment. */
function segmentsOf(path: string): string[] | undefined {
  const segments = path.split("/");
  if (!path.includes("%")) return segments;
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

const routers = new WeakMap<readonly Operation[], Map<string, Router>>();

/**
 * The router of a list of operations, made once: a function serves many homes with the same list.
 * @param prefix is put before every path: `/api/v1`. A path that is not valid percent-encoding is not found
 * @throws Error where two operations have one path
 */
export function routerOf(operations: readonly Operation[], prefix: string): Router {
  const known = routers.get(operations) ?? new Map<string, Router>();
  routers.set(operations, known);
  const router = known.get(prefix) ?? createRouter(operations, prefix);
  known.set(prefix, router);
  return router;
}

function createRouter(operations: readonly Operation[], prefix: string): Router {
  const trees = new Map<string, Node>(METHODS.map((method) => [method, newNode()]));
  for (const operation of operations) {
    const { method, path, aliases = [] } = operation.spec;
    for (const one of [path, ...aliases]) insert(trees.get(method) as Node, prefix + one, operation);
  }
  const find = (method: string, path: string): Route | undefined => {
    const tree = trees.get(method);
    const segments = tree && segmentsOf(path);
    if (!tree || !segments) return undefined;
    const values: string[] = [];
    const leaf = search(tree, segments, 0, values);
    if (!leaf) return undefined;
    // no prototype: a parameter could be named like a member of every object
    const params: Route["params"] = Object.create(null);
    leaf.names.forEach((name, index) => {
      params[name] = values[index];
    });
    return { operation: leaf.operation, params };
  };
  return { find, methods: (path) => METHODS.filter((method) => find(method, path)) };
}
