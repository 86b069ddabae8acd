import { readEnvironment } from "./environment.ts";
import { ingestFunction } from "./ingest-function.ts";
import { openCloud } from "./site.ts";

export const handler = ingestFunction(await openCloud(readEnvironment(process.env)));
