/**
 * `npm run check:rule`: first that the rule finds what was planted, then that this checkout keeps it; and that the linter
 * (`npm run check:style`) finds promises that nobody handles.
 */
import { join } from "node:path";
import { violations } from "./dependencies.ts";
import { readImports } from "./imports.ts";
import { tryTheRule } from "./planted.ts";
import { tryFloatingPromises } from "./promises.ts";

const { planted, missed, wrong } = tryTheRule();
const broken = violations(readImports(join(import.meta.dirname, "..", "..")));
for (const file of missed) console.error(`the dependency rule does not find the violation planted in ${file}`);
for (const file of wrong) console.error(`the dependency rule names ${file}, which is right`);
for (const { at, why } of broken) console.error(`${at}\n    ${why}`);
const promises = tryFloatingPromises();
for (const file of promises.missed) console.error(`the linter does not find the unhandled promise planted in ${file}`);
for (const file of promises.wrong) console.error(`the linter names the promise in ${file}, which is handled`);
const faults = [missed, wrong, broken, promises.missed, promises.wrong].flat();
if (faults.length > 0) process.exitCode = 1;
else {
  console.log(`dependency rule: all ${planted} planted violations found; this checkout keeps it`);
  console.log("no circle, neither of files at run time nor of features");
}
