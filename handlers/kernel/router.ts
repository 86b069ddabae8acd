/** Finds the operation of a method and path in a radix tree. */
import createTree from "find-my-way";
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

/** `/devices/{addr}/values:x` → `/devices/:addr/values::x` (a literal colon is doubled in the tree's notation). */
const treePath = (path: string) => path.replaceAll(":", "::").replace(/\{([^}]+)\}/g, ":$1");

/** `prefix` is put before every path: `/api/v1`. A path that is not valid percent-encoding is not found. */
export function createRouter(operations: readonly Operation[], prefix: string): Router {
  const tree = createTree({ caseSensitive: true, maxParamLength: PATH_PARAMETER_LIMIT, onBadUrl: () => undefined });
  for (const operation of operations) {
    const { method, path, aliases = [] } = operation.spec;
    for (const p of [path, ...aliases]) tree.on(method, prefix + treePath(p), () => undefined, operation);
  }
  const find = (method: string, path: string): Route | undefined => {
    const found = tree.find(method as "GET", path);
    return found?.store ? { operation: found.store as Operation, params: found.params } : undefined;
  };
  return { find, methods: (path) => METHODS.filter((method) => find(method, path)) };
}
