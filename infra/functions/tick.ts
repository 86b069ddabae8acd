import { readEnvironment } from "./environment.ts";
import { iotPairing } from "./pairing.ts";
import { openCloud } from "./site.ts";
import { tickFunction } from "./tick-function.ts";

export const handler = tickFunction(await openCloud(readEnvironment(process.env), { pairing: iotPairing }));
