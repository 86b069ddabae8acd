import { readEnvironment } from "./environment.ts";
import { openCloud } from "./site.ts";
import { authorizerFunction } from "./socket-function.ts";

export const handler = authorizerFunction(await openCloud(readEnvironment(process.env)));
