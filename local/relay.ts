/** `npm run relay`: the relay at home. `npm run relay -- pair <address> <code>` pairs it first. */
import { run } from "./relay/program.ts";

await run(process.argv.slice(2));
