/** Promises that nobody waits for and whose failure nobody sees, planted: biome's rule for them is new and has to show that it works. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const RULE = "lint/nursery/noFloatingPromises";

/** Where the promises come from: biome must follow imports, interfaces and generics. */
const SOURCE = `export interface Store { delete(key: string): Promise<boolean> }
export const work = async (): Promise<void> => {};
export function limited<T>(work: Promise<T>): Promise<T> { return work; }
`;
const IMPORTS = 'import { limited, type Store, work } from "./source.ts";\n';

const PLANTED: Readonly<Record<string, string>> = {
  "call.ts": "export function a() { work(); }",
  "method.ts": 'export function a(store: Store) { store.delete("a"); }',
  "generic.ts": "export function a() { limited(work()); }",
  "finally.ts": "export function a() { work().finally(() => {}); }",
  "then.ts": "export function a() { work().then(() => {}); }",
  "in-class.ts": "export class A { async #b() {} a() { this.#b(); } }",
  "in-callback.ts": "export const a = (each: (go: () => void) => void) => each(() => { work(); });",
};
const CLEAN: Readonly<Record<string, string>> = {
  "awaited.ts": "export async function a() { await work(); }",
  "caught.ts": "export function a() { work().catch(() => {}); }",
  "never-rejects.ts": "export function a() { void work(); }",
  "returned.ts": "export const a = () => limited(work());",
};

/** With the settings of this checkout, in a folder of its own. */
export function tryFloatingPromises(): { planted: number; missed: string[]; wrong: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "floating-promises-"));
  try {
    const { vcs: _vcs, files: _files, ...settings } = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8"));
    writeFileSync(join(folder, "biome.json"), JSON.stringify(settings));
    writeFileSync(join(folder, "source.ts"), SOURCE);
    for (const [file, text] of Object.entries({ ...PLANTED, ...CLEAN }))
      writeFileSync(join(folder, file), IMPORTS + text);
    const biome = join(ROOT, "node_modules", ".bin", "biome");
    const { stdout } = spawnSync(biome, ["lint", "--reporter=json", "--max-diagnostics=none", "."], {
      cwd: folder,
      encoding: "utf8",
    });
    const found = namedFiles(stdout);
    const named = (file: string): boolean => found.includes(file);
    return {
      planted: Object.keys(PLANTED).length,
      missed: Object.keys(PLANTED).filter((file) => !named(file)),
      wrong: Object.keys(CLEAN).filter(named),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function namedFiles(report: string): string[] {
  const { diagnostics } = JSON.parse(report) as { diagnostics: { category: string; location: { path: string } }[] };
  return diagnostics.filter(({ category }) => category === RULE).map(({ location }) => location.path);
}
