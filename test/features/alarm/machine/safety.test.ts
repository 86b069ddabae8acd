import { describe } from "node:test";
import { safetyProperties } from "./safety.ts";

describe("safety of the alarm", () => safetyProperties(500, 20260101));
