/**
 * What a function never uses, told by where it lies. Of an operation or command that is `served: "home"` a function needs
 * the declaration only, because it forwards the request; and it never validates its own answers. So in a feature
 *
 *   home/*.ts               use cases that run next to the CCU
 *   answers.ts, answers/*   schemas that are named in `responses` and `result` only
 *
 * are replaced by a module of which every export throws when it is called. Nothing of the source is rewritten.
 */
import { join, relative, sep } from "node:path";
import type { Plugin } from "esbuild";

/** Path inside `handlers/features/`. */
const LEFT_OUT = /^[\w-]+\/(home\/.+|answers\/.+|answers)\.ts$/;

/** Whether a file of `features` (a folder) is left out of functions. */
export const isLeftOut = (features: string, file: string): boolean =>
  LEFT_OUT.test(relative(features, file).split(sep).join("/"));

const NAMESPACE = "served-at-home";
/**
 * CommonJS, because its exports need not be listed: the bundler looks each name up when it is used, and finds it in the
 * prototype. An answer's schema is such a function too; it is only ever named.
 */
const STAND_IN = `function servedAtHome() {
  throw new Error("served at home only: this function forwards it and holds no handler of its own");
}
module.exports = Object.create(new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : servedAtHome) }));`;

/** @param features absolute path of `handlers/features` */
export const servedAtHome = (features: string): Plugin => ({
  name: NAMESPACE,
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir }) =>
      // one module for all: no export of it says where it comes from
      isLeftOut(features, join(resolveDir, path))
        ? { path: NAMESPACE, namespace: NAMESPACE, sideEffects: false }
        : null,
    );
    onLoad({ filter: /.*/, namespace: NAMESPACE }, () => ({ contents: STAND_IN, loader: "js" }));
  },
});
