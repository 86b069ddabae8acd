/**
 * A variable of a CCU has another value, whether or not the central's settings show it to people. For features that follow a
 * variable of their own, which nobody need see in lists.
 */
import * as z from "zod";
import { broadcast } from "../kernel/broadcast.ts";

export interface SysvarReport {
  readonly central: string;
  /** As the API has it (`shownSysvarName`). */
  readonly name: string;
  readonly value: boolean | number | string;
}

export const sysvarReported = broadcast({
  name: "hub.sysvar_reported",
  category: "hub",
  topic: "",
  summary: "A CCU reported another value of a variable",
  payload: z.custom<SysvarReport>(),
  internal: true,
  topicOf: () => "",
});
