/** Every file of transports/ is one way into the system; the suite plays every case over each of them. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Transport } from "./case.ts";

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
