import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder that is removed when the block ends: `using folder = scratch()`. */
export function scratch(): Disposable & { path: string; file(name: string): string } {
  const path = mkdtempSync(join(tmpdir(), "ccu-anywhere-"));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
