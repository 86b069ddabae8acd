/**
 * What a function never uses, told by where it lies. Of an operation or command that is `served: "home"` a function needs
 * the declaration only, because it forwards the request; it never validates its own answers; and one function serves
 * operations, another one commands, a third neither. So in a feature
 *
 *   home/*.ts                           use cases that run next to the CCU
 *   answers.ts, answers/*               schemas that are named in `responses` and `result` only
 *   operations.ts, operations/*         of a function that serves no REST
 *   commands.ts, commands/*             of a function that serves no commands
 *   broadcasts.ts                       of every function: events are made at home and only passed on (the list of
 *                                       those that no feature owns is handlers/broadcasts/published.ts)
 *
 * are replaced: use cases and schemas by a module of which every export throws when it is called, declarations by one of
 * which every export is an empty list. Nothing of the source is rewritten.
 */
import { join, relative, sep } from "node:path";
import type { Plugin } from "esbuild";

/** Lists of declarations that a function may serve. */
export type Declarations = "operations" | "commands";

/** Path inside `handlers/features/` of what no function uses. */
const NEVER_USED = /^[\w-]+\/(home\/.+|answers\/.+|answers)\.ts$/;
const DECLARED = /^[\w-]+\/(operations|commands)(\/.+)?\.ts$/;
const ANNOUNCED = /^([\w-]+\/broadcasts|\.\.\/broadcasts\/published)\.ts$/;

const NAMESPACE = "served-at-home";
/**
 * What stands in. CommonJS, because its exports need not be listed: the bundler looks each name up when it is used, and
 * finds it in the prototype.
 */
const standIn = (declared: string): string => `${declared}
module.exports = Object.create(new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : standIn) }));`;

/** For use cases. An answer's schema is such a function too; it is only ever named. */
const USE_CASE = standIn(`function standIn() {
  throw new Error("served at home only: this function forwards it and holds no handler of its own");
}`);
/** A list is spread into that of its feature; of some a feature asks for by a call. */
const NO_DECLARATIONS = standIn(`const standIn = () => [];
standIn[Symbol.iterator] = () => [][Symbol.iterator]();`);

/** What stands in for a file of `features` (a folder) in a function that serves these declarations, where anything does. */
export function standInFor(features: string, file: string, served: readonly Declarations[]): string | undefined {
  const path = relative(features, file).split(sep).join("/");
  if (NEVER_USED.test(path)) return USE_CASE;
  if (ANNOUNCED.test(path)) return NO_DECLARATIONS;
  const declared = DECLARED.exec(path)?.[1];
  return declared === undefined || served.some((name) => name === declared) ? undefined : NO_DECLARATIONS;
}

/**
 * @param features absolute path of `handlers/features`
 * @param served declarations that the function serves
 */
export const servedAtHome = (features: string, served: readonly Declarations[]): Plugin => ({
  name: NAMESPACE,
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const contents = standInFor(features, join(resolveDir, path), served);
      // one module for all of a kind: no export of it says where it comes from
      const name = contents === USE_CASE ? "use-case" : "no-declarations";
      return contents === undefined ? null : { path: name, namespace: NAMESPACE, sideEffects: false };
    });
    onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: path === "use-case" ? USE_CASE : NO_DECLARATIONS,
      loader: "js",
    }));
  },
});
