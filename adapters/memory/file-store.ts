/** Files in memory: for tests, and for programs without a disk. */
import { type Clock, FILE_NAME, type FileStore, FileStoreError } from "../../handlers/ports/index.ts";

const checked = (name: string): string => {
  if (!FILE_NAME.test(name)) throw new FileStoreError(`${JSON.stringify(name).slice(0, 80)} is no name of a file`);
  return name;
};

async function* piecesOf(whole: Uint8Array): AsyncGenerator<Uint8Array> {
  yield whole;
}

export function createMemoryFiles({ clock }: { clock: Clock }): FileStore {
  const files = new Map<string, { content: Uint8Array; at: number }>();
  return {
    place: "memory",
    async list() {
      const rows = [...files].map(([name, { content, at }]) => ({ name, bytes: content.length, at }));
      return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async read(name) {
      const file = files.get(checked(name));
      return file && { bytes: file.content.length, content: piecesOf(file.content) };
    },
    async write(name, content) {
      checked(name);
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(piece);
      files.set(name, { content: Buffer.concat(pieces), at: clock.now() });
    },
    async remove(name) {
      return files.delete(checked(name));
    },
  };
}
