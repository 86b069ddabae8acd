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
 * The transports that a case is played over: all in the full run, and on a real table what somebody wrote. In `npm test` a
 * case that somebody wrote is played without any wire: a success over one wire more, which goes round, a refusal every third
 * time. Of what is made from declarations (roles, bodies, faults …) it plays every third case, others of each operation, and
 * of those every third over a wire: so that each kind of case comes at each operation that has it in some third of them, and
 * over each transport.
 * @param at number of the case in its suite, plus that of the operation or command
 * @returns none where `npm test` leaves it to the full run
 */
export function transportsOf(one: Pick<Case, "generated"> & { expect: object }, at: number): readonly Transport[] {
  if (isFull || (onDynamo && !one.generated)) return transports;
  const round = Math.floor(at / WIRED);
  if (one.generated && at % WIRED !== 0) return [];
  if (!one.generated && succeeds(one)) return [inProcess, next(at)];
  return (one.generated ? round : at) % WIRED === 0 ? [inProcess, next(Math.floor(round / WIRED))] : [inProcess];
}
const next = (at: number): Transport => sockets[at % sockets.length] ?? inProcess;
/** Of so many made cases one is played over a wire. */
const WIRED = 3;
const succeeds = ({ expect }: { expect: object }): boolean =>
  "status" in expect ? Number(expect.status) < 400 : !("error" in expect);
