/**
 * `npm run check:rule`: first that the rule finds what was planted, then that this checkout keeps it; and that the linter
 * (`npm run check:style`) finds promises that nobody handles.
 */
import { join } from "node:path";
import { type Violation, violations } from "./dependencies.ts";
import { readImports } from "./imports.ts";
import { tryTheRule } from "./planted.ts";
import { tryFloatingPromises } from "./promises.ts";

/**
 * What is not clean yet, by rooms. This list only shrinks: whoever moves the last file of a row deletes the row, and the
 * end is an empty list.
 */
const PENDING: readonly string[] = ["kernel -> ports", "circle of files in handlers/model"];

const place = ({ at, between }: Violation): string => between || `circle of files in ${at.split("/", 2).join("/")}`;

const { planted, missed, wrong } = tryTheRule();
const found = violations(readImports(join(import.meta.dirname, "..", "..")));
const broken = found.filter((violation) => !PENDING.includes(place(violation)));
for (const file of missed) console.error(`the dependency rule does not find the violation planted in ${file}`);
for (const file of wrong) console.error(`the dependency rule names ${file}, which is right`);
for (const { at, why } of broken) console.error(`${at}\n    ${why}`);
const promises = tryFloatingPromises();
for (const file of promises.missed) console.error(`the linter does not find the unhandled promise planted in ${file}`);
for (const file of promises.wrong) console.error(`the linter names the promise in ${file}, which is handled`);
const faults = [missed, wrong, broken, promises.missed, promises.wrong].flat();
if (faults.length > 0) process.exitCode = 1;
else {
  const open = PENDING.filter((row) => found.some((violation) => place(violation) === row));
  const over = PENDING.filter((row) => !open.includes(row));
  console.log(`dependency rule: all ${planted} planted violations found; this checkout keeps it`);
  if (open.length === 0) console.log("no circle, neither of files at run time nor of features");
  else console.log(`still to be moved (test/rule/check.ts): ${open.join("; ")}`);
  if (over.length > 0) console.log(`clean now, to be deleted there: ${over.join("; ")}`);
}
