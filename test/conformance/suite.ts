/** All cases of all operations, written and generated. */
import { publishedOperations } from "../../handlers/api.ts";
import type { Operation } from "../../handlers/kernel/operation.ts";
import type { Case } from "./case.ts";
import { accountCases } from "./cases/accounts.ts";
import { coreCases } from "./cases/core.ts";
import { deviceCases } from "./cases/devices.ts";
import { hubCases } from "./cases/hub.ts";
import { editSessionCases, paramsetCases } from "./cases/paramsets.ts";
import { published } from "./contract.ts";
import { basesOf, generatedCases, keyOf } from "./generated.ts";

export const written: readonly Case[] = [
  ...coreCases,
  ...deviceCases,
  ...paramsetCases,
  ...editSessionCases,
  ...hubCases,
  ...accountCases,
];
export const bases = basesOf(written);

export interface Suite {
  key: string;
  spec: Operation["spec"];
  statuses: readonly number[];
  cases: readonly Case[];
}

const declarations = new Map(publishedOperations.map(({ spec }) => [keyOf(spec), spec]));

/** One entry for each published operation. */
export const suites: readonly Suite[] = published.map((operation) => {
  const key = keyOf(operation);
  const spec = declarations.get(key);
  if (!spec) throw new Error(`${key} is published, but not declared`);
  const base = bases.get(key);
  const own = written.filter((one) => one.operation === key);
  return {
    key,
    spec,
    statuses: operation.statuses,
    cases: base ? [...own, ...generatedCases(spec, operation, base)] : own,
  };
});
