/**
 * Files of this program name each other by their full path (`./on-prem.ts`, in the package `./on-prem.js`), so there is nothing to search: left to itself,
 * Node looks at each file, follows its links and searches the folders above for a package.json, which was a fifth of the
 * processor time that importing 850 files takes (measured: 440 instead of 350 ms). Whatever else is imported goes Node's way.
 */
"use strict";

const { extname, join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { registerHooks } = require("node:module");

const ROOT = pathToFileURL(join(__dirname, "..", "/")).href;

/** Of this program, not of its dependencies. */
const isOwn = (url) => url?.startsWith(ROOT) && !url.startsWith("node_modules/", ROOT.length);

const FORMATS = { ".ts": "module-typescript", ".js": "module" };

registerHooks({
  resolve(specifier, context, next) {
    const format = FORMATS[extname(specifier)];
    if (!specifier.startsWith(".") || format === undefined || !isOwn(context.parentURL))
      return next(specifier, context);
    return { url: new URL(specifier, context.parentURL).href, format, shortCircuit: true };
  },
});
