import { readEnvironment } from "./environment.ts";
import { openCloud } from "./site.ts";
import { tickFunction } from "./tick-function.ts";

export const handler = tickFunction(await openCloud(readEnvironment(process.env)));
