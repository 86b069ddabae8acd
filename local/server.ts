/** `npm start`: the on-prem server. */
import { keepCompiled } from "./compile-cache.ts";

keepCompiled();
const { run } = await import("./serve.ts");
await run(process.argv.slice(2));
