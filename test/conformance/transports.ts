/** Every file of transports/ is one way into the system; the suite plays every case over each of them. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Case, Transport } from "./case.ts";

const folder = join(import.meta.dirname, "transports");

const all: readonly Transport[] = await Promise.all(
  readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map(async (name) => ((await import(join(folder, name))) as { transport: Transport }).transport),
);

export const transports = all.filter(({ apart }) => !apart);
export const [inProcess, cloud] = ["in-process", "cloud"].map((name) => {
  const found = all.find((transport) => transport.name === name);
  if (!found) throw new Error(`no transport ${name}`);
  return found;
}) as [Transport, Transport];

/** Everything over everything, or what `npm test` has time for. */
const isFull = Boolean(process.env.CCU_ANYWHERE_TEST_FULL);
/** What a table has to do with is played on the real one. */
const onDynamo = Boolean(process.env.CCU_ANYWHERE_TEST_DYNAMODB);
const [, ...sockets] = transports;

/**
 * The transports that a case is played over: all in the full run. In `npm test` a success that somebody wrote is played
 * over all of them, a refusal without any wire and over one more, which goes round. Of what is made from declarations
 * (roles, bodies, faults …) every third case comes over a wire, another one of each operation, so that each kind of case
 * comes over each transport.
 * @param at number of the case in its suite, plus that of the operation or command
 */
export function transportsOf(one: Pick<Case, "generated"> & { expect: object }, at: number): readonly Transport[] {
  if (isFull || (!one.generated && (onDynamo || succeeds(one)))) return transports;
  if (one.generated && at % WIRED !== 0) return [inProcess];
  return [inProcess, sockets[(one.generated ? at / WIRED : at) % sockets.length] ?? inProcess];
}
/** Of so many made cases one is played over a wire. */
const WIRED = 3;
const succeeds = ({ expect }: { expect: object }): boolean =>
  "status" in expect ? Number(expect.status) < 400 : !("error" in expect);
