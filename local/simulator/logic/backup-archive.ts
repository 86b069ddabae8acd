/** A backup as a CCU writes it (protocol 17): a tar with the packed configuration, its signature, the key's index, the version. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

const BLOCK = 512;

function header(name: string, bytes: number, type = "0"): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100, "utf8");
  block.write("0000644\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${bytes.toString(8).padStart(11, "0")}\0`, 124);
  block.write("15147423000\0", 136);
  block.write("        ", 148);
  block.write(type, 156);
  block.write("ustar  \0", 257);
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** A tar archive of files; a name that ends with `/` is a folder. */
export function tarOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content as Uint8Array);
    parts.push(header(name, bytes.length, name.endsWith("/") ? "5" : "0"), bytes);
    parts.push(Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

export interface ArchiveOrder {
  version?: string;
  /** Files of the configuration, by path. */
  files?: Readonly<Record<string, string | Uint8Array>>;
  /** Without them it is no backup. */
  without?: readonly string[];
}

const CONFIGURATION = {
  "usr/local/etc/config/": "",
  "usr/local/etc/config/homematic.regadom": "the object model",
  "usr/local/etc/config/rfd.conf": "[Interface 0]\n",
  "usr/local/etc/config/ids": "BidCoS-Address=0x123456\n",
  "usr/local/etc/config/groups.gson": '{"groups":[]}',
};

export function backupArchive({
  version = "3.89.8.20260801",
  files = CONFIGURATION,
  without = [],
}: ArchiveOrder = {}): Buffer {
  const packed = gzipSync(tarOf(files));
  const entries: Record<string, string | Uint8Array> = {
    "usr_local.tar.gz": packed,
    signature: createHash("md5").update(packed).digest(),
    "signature.sha256": createHash("sha256").update(packed).digest("hex"),
    key_index: "0\n",
    firmware_version: `VERSION=${version}\n`,
  };
  for (const name of without) delete entries[name];
  return tarOf(entries);
}
