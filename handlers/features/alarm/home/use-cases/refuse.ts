/** What the engine refuses, as people and programs are told. */
import {
  badRequest,
  conflict,
  forbidden,
  NotReady,
  type Refusal as Problem,
  unready,
} from "../../../../kernel/problem.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { noZone } from "../running.ts";
import type { Outcome, RequestRefusal } from "../seams.ts";

const WORDS = { arming: "is being armed", armed: "is armed", pending: "waits to be disarmed" } as const;

/** @param refusal.blockers each is named: by its id in the detail, as the contract has it, and as a field */
function problemOf(zone: string, refusal: RequestRefusal): Problem {
  switch (refusal.kind) {
    case "unknown_zone":
      return noZone(zone);
    case "unknown_mode":
      return badRequest("the zone has no such mode", "Unknown mode");
    case "invalid_state": {
      const { state } = refusal;
      const word = state === "triggered" ? "raises the alarm" : state === "disarmed" ? "is disarmed" : WORDS[state];
      return conflict(`the zone ${word}`, "Not in this state");
    }
    case "not_ready":
      return new NotReady(
        `readiness blockers present: ${refusal.blockers.join(", ")}`,
        "Not ready to arm",
        refusal.blockers.map((field) => ({ field, reason: "blocker" })),
      );
    case "invalid_code":
      // the contract's text: clients compare it
      return forbidden("invalid_code", "Code refused");
    case "no_incident":
      return conflict("the zone has no incident", "No incident");
    case "no_walk_test":
      return conflict("the zone has no walk test", "No walk test");
    case "faulted":
      return unready("the alarm panel cannot write down what it does; see its health", "Alarm panel faulted");
  }
}

/** @throws Refusal: what the engine has refused */
export async function granted<T>(zone: string, work: Promise<Outcome<T>>): Promise<T> {
  const outcome = await work;
  if (outcome.ok) return outcome.value;
  throw problemOf(zone, outcome.refusal);
}

/** Forwarded commands come too late where the way was long: nothing is armed that nobody expects any more. */
export function requireInTime({ clock, deadline }: Pick<RequestScope, "clock" | "deadline">): void {
  if (clock.now() > deadline) throw unready("the request came too late", "Too late");
}
