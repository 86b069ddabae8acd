/**
 * The block format of Snappy (google/snappy, format_description.txt), which Prometheus speaks. No pure JavaScript package of
 * it is kept up; this is all that is needed.
 */

/** What was sent is no Snappy block, or is larger than it may be. */
export class SnappyError extends Error {
  override readonly name = "SnappyError";
}

/** @throws SnappyError; at most `limit` bytes come out, whatever goes in */
export function uncompressSnappy(input: Uint8Array, limit: number): Uint8Array {
  let [position, size, weight] = [0, 0, 1];
  const next = (): number => {
    const byte = input[position++];
    if (byte === undefined) throw new SnappyError("the block ends too early");
    return byte;
  };
  const little = (bytes: number): number => {
    let [value, place] = [0, 1];
    for (let i = 0; i < bytes; i++, place *= 256) value += next() * place;
    return value;
  };
  for (let byte = 0x80; byte >= 0x80; weight *= 0x80) {
    byte = next();
    size += (byte & 0x7f) * weight;
    if (size > limit) throw new SnappyError(`the block would have more than ${limit} bytes`);
  }
  const output = new Uint8Array(size);
  let length = 0;
  while (position < input.length) {
    const tag = next();
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >>> 2;
      const count = (short < 60 ? short : little(short - 59)) + 1;
      if (position + count > input.length || length + count > size) throw new SnappyError("a literal is too long");
      output.set(input.subarray(position, position + count), length);
      position += count;
      length += count;
      continue;
    }
    const count = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const offset = kind === 1 ? (tag >>> 5) * 256 + next() : little(kind === 2 ? 2 : 4);
    if (offset === 0 || offset > length || length + count > size) throw new SnappyError("a copy is out of range");
    // byte by byte: a copy may overlap what it writes
    for (let i = 0; i < count; i++, length++) output[length] = output[length - offset] as number;
  }
  if (length !== size) throw new SnappyError("the block ends too early");
  return output;
}

/** Copies reach back less than this: two bytes of offset. */
const WINDOW = 65_535;
const HASH_BITS = 14;
const SHORTEST_COPY = 4;
const LONGEST_COPY = 64;

class Output {
  readonly bytes: Uint8Array;
  length = 0;
  /** @param size bytes of the input: incompressible ones cost a sixth more at most (format description) */
  constructor(size: number) {
    this.bytes = new Uint8Array(32 + size + Math.ceil(size / 6));
    for (let rest = size; ; rest = Math.floor(rest / 0x80)) {
      this.bytes[this.length++] = rest < 0x80 ? rest : (rest & 0x7f) | 0x80;
      if (rest < 0x80) break;
    }
  }
  literal(input: Uint8Array, from: number, to: number): void {
    const count = to - from;
    if (count === 0) return;
    const rest = count - 1;
    if (rest < 60) this.bytes[this.length++] = rest << 2;
    else {
      const bytes = rest < 0x100 ? 1 : rest < 0x1_0000 ? 2 : rest < 0x100_0000 ? 3 : 4;
      this.bytes[this.length++] = (59 + bytes) << 2;
      for (let i = 0; i < bytes; i++) this.bytes[this.length++] = (rest >>> (8 * i)) & 0xff;
    }
    this.bytes.set(input.subarray(from, to), this.length);
    this.length += count;
  }
  copy(offset: number, count: number): void {
    for (let rest = count; rest > 0; rest -= LONGEST_COPY) {
      this.bytes[this.length++] = ((Math.min(rest, LONGEST_COPY) - 1) << 2) | 2;
      this.bytes[this.length++] = offset & 0xff;
      this.bytes[this.length++] = offset >>> 8;
    }
  }
}

export function compressSnappy(input: Uint8Array): Uint8Array {
  const output = new Output(input.length);
  /** Position + 1 of the last four bytes with a hash; 0: none. */
  const seen = new Uint32Array(1 << HASH_BITS);
  const four = (at: number): number =>
    ((input[at] as number) |
      ((input[at + 1] as number) << 8) |
      ((input[at + 2] as number) << 16) |
      ((input[at + 3] as number) << 24)) >>>
    0;
  let [at, written] = [0, 0];
  while (at + SHORTEST_COPY <= input.length) {
    const word = four(at);
    const hash = Math.imul(word, 0x1e35_a7bd) >>> (32 - HASH_BITS);
    const before = (seen[hash] as number) - 1;
    seen[hash] = at + 1;
    if (before < 0 || at - before > WINDOW || four(before) !== word) {
      at += 1;
      continue;
    }
    let count = SHORTEST_COPY;
    while (at + count < input.length && input[before + count] === input[at + count]) count += 1;
    output.literal(input, written, at);
    output.copy(at - before, count);
    at += count;
    written = at;
  }
  output.literal(input, written, input.length);
  return output.bytes.slice(0, output.length);
}
