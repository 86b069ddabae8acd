/** Loaded before a test (`--import`): the file that `MUTANT` names is loaded with its mutant in it, nothing on disk changes. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

const mutant = JSON.parse(process.env.MUTANT as string) as {
  url: string;
  start: number;
  end: number;
  replacement: string;
};

registerHooks({
  load(url, context, nextLoad) {
    if (url !== mutant.url) return nextLoad(url, context);
    const text = readFileSync(fileURLToPath(url), "utf8");
    const source = text.slice(0, mutant.start) + mutant.replacement + text.slice(mutant.end);
    return { format: "module-typescript", source, shortCircuit: true };
  },
});
