/** What the program brings along: version, commit, digest of the published contract, drawings. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { About } from "../../handlers/kernel/site.ts";

const root = join(import.meta.dirname, "..", "..");
/** Sorted paths that enter the digest (api-behaviour 3.7). */
const DIGESTED = ["assets/openapi.yaml", "assets/schemas/enums.json", "assets/wsapi.json"];

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");

/** `sha256:` + hash over `<path> LF <hash of the file> LF` of every contract file. */
export const schemaDigest = (): string =>
  `sha256:${sha256(DIGESTED.map((path) => `${path}\n${sha256(readFileSync(join(root, path)))}\n`).join(""))}`;

const commit = (): string => {
  try {
    const head = readFileSync(join(root, ".git", "HEAD"), "utf8").trim();
    const hash = head.startsWith("ref: ") ? readFileSync(join(root, ".git", head.slice(5)), "utf8").trim() : head;
    return hash.slice(0, 12);
  } catch {
    return "unknown";
  }
};

/** The drawings of device kinds: 15 files of 1 kB. */
export const readIcons = (folder = join(root, "assets", "icons")): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith(".png"))
      .map((file) => [basename(file, ".png"), readFileSync(join(folder, file), "base64")]),
  );

/** Capabilities in the contract's order; only what really works is listed. */
export function about(
  startedAt: number,
  commandNames: readonly string[] = [],
): About & { commandNames: readonly string[] } {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return {
    version,
    commit: process.env.CCU_ANYWHERE_COMMIT ?? commit(),
    buildDate: process.env.CCU_ANYWHERE_BUILD_DATE ?? new Date(startedAt).toISOString(),
    startedAt,
    schemaDigest: schemaDigest(),
    capabilities: ["rest.v1", "ws.broadcasts.v1", "errors.problem_details.v1"],
    icons: readIcons(),
    commandNames,
  };
}
