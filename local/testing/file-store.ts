/** What every implementation of the port `FileStore` must do. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { type FileStore, FileStoreError } from "../../handlers/ports/index.ts";

export interface FileStoreUnderTest {
  /** An empty place. */
  create(): Promise<FileStore>;
  /** Afterwards. */
  end?(): unknown;
}

async function* pieces(...all: string[]): AsyncGenerator<Uint8Array> {
  for (const one of all) yield Buffer.from(one);
}
const sizeOf = (...all: string[]) => Buffer.byteLength(all.join(""));

async function textOf(store: FileStore, name: string): Promise<string | undefined> {
  const file = await store.read(name);
  if (!file) return undefined;
  const found: Uint8Array[] = [];
  for await (const piece of file.content) found.push(piece);
  const whole = Buffer.concat(found);
  assert.equal(file.bytes, whole.length);
  return whole.toString();
}
const names = async (store: FileStore) => (await store.list()).map(({ name }) => name);

export function describeFileStore(name: string, { create, end }: FileStoreUnderTest): void {
  describe(`files: ${name}`, () => {
    after(() => end?.());

    it("is empty, also before its place exists", async () => {
      const store = await create();
      assert.deepEqual(await store.list(), []);
      assert.equal(await store.read("a.sbk"), undefined);
      assert.equal(await store.remove("a.sbk"), false);
    });

    it("keeps what was written, whole and sorted", async () => {
      const store = await create();
      await store.write("b.sbk", pieces("one", "", "two"), sizeOf("one", "two"));
      await store.write("a-1_2.json", pieces(), 0);
      const [first, second, ...more] = await store.list();
      assert.deepEqual([first?.name, first?.bytes, second?.name, second?.bytes], ["a-1_2.json", 0, "b.sbk", 6]);
      assert.deepEqual(more, []);
      assert.ok(Math.abs((second?.at ?? 0) - Date.now()) < 86_400_000 || (second?.at ?? 0) < 1e12, "a time");
      assert.equal(await textOf(store, "b.sbk"), "onetwo");
      assert.equal(await textOf(store, "a-1_2.json"), "");
    });

    it("keeps a large file as it is", async () => {
      const store = await create();
      const large = "0123456789abcdef".repeat(65_536);
      await store.write("large", pieces(large, large, large), 3 * large.length);
      assert.equal(await textOf(store, "large"), large + large + large);
    });

    it("replaces a file as a whole, and keeps the former one where the new one fails", async () => {
      const store = await create();
      await store.write("a", pieces("old"), 3);
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield Buffer.from("half of it");
        throw new RangeError("broken");
      }
      await assert.rejects(store.write("a", broken(), 30), RangeError);
      await assert.rejects(store.write("new", broken(), 30), RangeError);
      assert.deepEqual(await names(store), ["a"]);
      assert.equal(await textOf(store, "a"), "old");
      await store.write("a", pieces("other"), 5);
      assert.equal(await textOf(store, "a"), "other");
    });

    it("is not listed before it is whole", async () => {
      const store = await create();
      const { promise: seen, resolve: look } = Promise.withResolvers<void>();
      const { promise: go, resolve: goOn } = Promise.withResolvers<void>();
      async function* slow(): AsyncGenerator<Uint8Array> {
        yield Buffer.from("half");
        look();
        await go;
        yield Buffer.from("whole");
      }
      const writing = store.write("slow", slow(), 9);
      await seen;
      assert.deepEqual(await names(store), []);
      assert.equal(await store.read("slow"), undefined);
      goOn();
      await writing;
      assert.deepEqual(await names(store), ["slow"]);
    });

    it("removes a file once", async () => {
      const store = await create();
      await store.write("a", pieces("x"), 1);
      assert.equal(await store.remove("a"), true);
      assert.equal(await store.remove("a"), false);
      assert.deepEqual(await store.list(), []);
    });

    it("may be read in part, and by several at once", async () => {
      const store = await create();
      await store.write("a", pieces("x".repeat(2_000_000)), 2_000_000);
      const file = await store.read("a");
      for await (const piece of file?.content ?? []) {
        assert.ok(piece.length > 0);
        break;
      }
      const both = await Promise.all([textOf(store, "a"), textOf(store, "a")]);
      assert.ok(both.every((text) => text?.length === 2_000_000));
    });

    for (const bad of ["", ".", "..", "../a", "a/b", "/etc/passwd", ".hidden", "a\0", "ä", "x".repeat(201)])
      it(`takes no name like ${JSON.stringify(bad).slice(0, 20)}`, async () => {
        const store = await create();
        await assert.rejects(store.read(bad), FileStoreError);
        await assert.rejects(store.remove(bad), FileStoreError);
        await assert.rejects(store.write(bad, pieces("x"), 1), FileStoreError);
      });
  });
}
