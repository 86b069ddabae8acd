/** `npm run simulator`: a CCU to play with. */
import { run } from "./program.ts";

await run(process.argv.slice(2));
