/** From a request to the node of the home. */
import { unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { MatterNode } from "../../../ports/matter-bridge.ts";
import { type MatterEngine, matterEngines } from "./engine.ts";

/** The engine of the home, where this process can speak Matter. */
export const engineOf = ({ state }: Pick<RequestScope, "state">): MatterEngine | undefined =>
  state(matterEngines).engine;

export interface RunningMatter {
  readonly engine: MatterEngine;
  readonly node: MatterNode;
}

const TITLE = "Matter not available";

/** @throws Refusal 503 where this process speaks no Matter */
export function requireEngine(scope: Pick<RequestScope, "state">): MatterEngine {
  const engine = engineOf(scope);
  if (!engine) throw unready("this process has no Matter", TITLE);
  return engine;
}

/** @throws Refusal 503 where Matter is switched off, or its node is not there */
export function requireMatter(scope: Pick<RequestScope, "state">): RunningMatter {
  const engine = requireEngine(scope);
  const { isOn, node, fault } = engine.state();
  if (!isOn) throw unready("Matter is switched off", TITLE);
  if (!node) throw unready(`the Matter bridge is not running${fault === undefined ? " yet" : `: ${fault}`}`, TITLE);
  return { engine, node };
}
