/** Backups of what this program itself keeps: checked and counted as they are made, by the port. */
import { createHash } from "node:crypto";
import type { Site } from "../../../kernel/site.ts";
import type { FileStore, OwnState } from "../../../ports/index.ts";
import { manifestFile } from "../kept-backups.ts";
import { MANIFEST, newId, OWN_STATE, STATE } from "../names.ts";

/** @returns its id. Rejects with `FileStoreError`. */
export async function backUpState(
  { clock, log, about }: Pick<Site, "clock" | "log" | "about">,
  files: FileStore,
  state: OwnState,
): Promise<string> {
  const at = clock.now();
  const taken = new Set((await files.list()).map(({ name }) => name.replace(/\.[a-z]+$/, "")));
  const id = newId(OWN_STATE, at, taken);
  const { bytes, counts, content } = await state.copy();
  const hash = createHash("sha256");
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      hash.update(piece);
      yield piece;
    }
    const manifest = { format: 1, id, kind: "state", central: "", bytes, counts, version: about.version } as const;
    const created_at = new Date(at).toISOString();
    // as with a CCU's: there is no moment in which the copy has its name and nobody knows what it is
    await files.write(
      id + MANIFEST,
      manifestFile({ ...manifest, counts: { ...counts }, created_at, sha256: hash.digest("hex") }),
    );
  }
  await files.write(id + STATE, passing(), bytes);
  log.info("backup of this program's own state kept", { id });
  return id;
}
