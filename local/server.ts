/** `npm start`: the on-prem server. */
import { enableCompileCache } from "node:module";
import { join } from "node:path";

// Stripping types and compiling is half the processor time of a start (0.4 of 0.8 s, measured), so that Node keeps the
// outcome. Beside the dependencies: whoever may write there may change the program anyway, unlike in a temporary folder.
// Where nothing can be written it starts all the same. It works for modules that are imported afterwards.
enableCompileCache(join(import.meta.dirname, "..", "node_modules", ".cache", "ccu-anywhere"));
await import("./serve.ts");
