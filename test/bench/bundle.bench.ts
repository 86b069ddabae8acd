/** Functions as they are deployed: size, and time of a cold import, beside a bare bundle of the same clients. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleFunctions } from "../../local/bundle.ts";
import { compareRates, type Figure } from "./measure.ts";

/** Target of both (issue 3). */
const TIMES_BARE = 1.5;
/** What a function is told; with a secret it reads nothing from the table before its first call. */
const ENVIRONMENT = {
  PATH: process.env.PATH ?? "",
  CCU_ANYWHERE_TABLE: "ccu-anywhere",
  CCU_ANYWHERE_BROKER_URL: "wss://example-ats.iot.eu-central-1.amazonaws.com/mqtt",
  CCU_ANYWHERE_WS_ENDPOINT: "https://example.execute-api.eu-central-1.amazonaws.com/live",
  CCU_ANYWHERE_SECRET: "a".repeat(43),
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
};

const execute = promisify(execFile);

/** CPU milliseconds of the import alone, in a process of its own: from nothing loaded to the handler that can be called. */
async function coldImport(path: string): Promise<number> {
  const text = `const begun = process.cpuUsage();
    const { handler } = await import(${JSON.stringify(pathToFileURL(path).href)});
    if (typeof handler !== "function") throw new Error("no handler");
    const { user, system } = process.cpuUsage(begun);
    console.log("imported " + (user + system) / 1000);
    process.exit(0);`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "-e", text], { env: ENVIRONMENT });
  return Number(/^imported (.+)$/m.exec(stdout)?.[1]);
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;

export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "ccu-anywhere-bundles-"));
  const target = { at: "most", value: TIMES_BARE } as const;
  const figures: Figure[] = [];
  try {
    for (const { name, path, bytes, gzipped, bare } of await bundleFunctions(join(folder, "functions"))) {
      const size = `${kilobytes(bytes)} (gzip ${kilobytes(gzipped)}), bare ${kilobytes(bare.bytes)}`;
      figures.push({ name: `${name}: size`, ours: bytes / bare.bytes, unit: "× bare", target, note: size });
      // rates, because the comparison is of rates: imports a second
      const rates = await compareRates(
        async () => 1000 / (await coldImport(path)),
        async () => 1000 / (await coldImport(bare.path)),
        { rounds: 5, warmup: 1 },
      );
      const note = `${Math.round(1000 / rates.ours)} ms of CPU, bare ${Math.round(1000 / rates.baseline)} ms`;
      figures.push({ name: `${name}: cold import`, ours: 1 / rates.ratio, unit: "× bare", target, note });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return figures;
}
