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
const [, ...sockets] = transports;

/**
 * The transports that a case is played over. A case that somebody wrote: all of them. One that is made from a declaration
 * (roles, bodies, faults …): all in the full run, in `npm test` without any wire and over one more, which goes round with
 * the operations, so that each kind of case comes over each transport.
 * @param index of the operation or command
 */
export const transportsOf = ({ generated }: Pick<Case, "generated">, index: number): readonly Transport[] =>
  isFull || !generated ? transports : [inProcess, sockets[index % sockets.length] ?? inProcess];
