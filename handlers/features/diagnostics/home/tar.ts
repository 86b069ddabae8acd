/** An archive of some small files (POSIX ustar). Pure. */

const BLOCK = 512;
/** Bytes of a name without a prefix. */
const NAME_LIMIT = 100;

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;

function header(name: string, size: number, seconds: number): Buffer {
  if (Buffer.byteLength(name) > NAME_LIMIT) throw new RangeError(`${name} is too long for an archive`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(octal(0o644, 7), 100);
  // owner and group: nobody's
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(seconds, 11), 136);
  // the checksum counts itself as blanks
  block.write("        ", 148);
  block.write("0", 156);
  block.write("ustar\x0000", 257, "latin1");
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** @param at milliseconds since the epoch: when the files were made */
export function tar(files: readonly { name: string; content: Uint8Array }[], at: number): Buffer {
  const parts = files.flatMap(({ name, content }) => [
    header(name, content.length, Math.floor(at / 1000)),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}
