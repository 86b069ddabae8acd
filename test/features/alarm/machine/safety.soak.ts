/** `npm run test:full`: the properties of safety.ts, on many more stories. */
import { describe } from "node:test";
import { safetyProperties } from "./safety.ts";

describe("safety of the alarm, at length", () => safetyProperties(50_000));
