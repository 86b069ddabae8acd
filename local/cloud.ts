/** `npm run cloud`: the whole cloud on this machine. */
import { run } from "./cloud/program.ts";

await run(process.argv.slice(2));
