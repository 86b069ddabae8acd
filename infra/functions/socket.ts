import { commands } from "../../handlers/api.ts";
import { readEnvironment } from "./environment.ts";
import { openCloud } from "./site.ts";
import { socketFunction } from "./socket-function.ts";

export const handler = socketFunction(await openCloud(readEnvironment(process.env), { commands }));
