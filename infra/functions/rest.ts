import { readEnvironment } from "./environment.ts";
import { iotPairing } from "./pairing.ts";
import { restFunction } from "./rest-function.ts";
import { openCloud } from "./site.ts";

export const handler = restFunction(await openCloud(readEnvironment(process.env), { pairing: iotPairing }));
