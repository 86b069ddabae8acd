/**
 * Samples of one data point in few bytes: times as differences of differences, values as differences of whole numbers
 * where they are decimals of few places, as those of HomeMatic are. A sample a minute takes some three bytes.
 *
 *   mode: 0 = doubles, n = n-1 decimal places | then for each sample: varint of the time, varint or double of the value
 */

/** Sorted by time, each time once. */
export interface Samples {
  readonly at: number[];
  readonly value: number[];
}
export const noSamples = (): Samples => ({ at: [], value: [] });

/** Places that are tried: values of HomeMatic have up to six (ccu-protocol: XML-RPC prints `%f`). */
const PLACES_LIMIT = 6;
/** Scaled values beyond it would lose digits when their differences are doubled. */
const WHOLE_LIMIT = 2 ** 51;

const SCALES = Array.from({ length: PLACES_LIMIT + 1 }, (_, places) => 10 ** places);

/** The fewest decimal places with which all values can be written exactly; `undefined` where there are none. */
function placesOf(values: readonly number[]): number | undefined {
  let places = 0;
  for (const value of values) {
    for (; ; places++) {
      const scale = SCALES[places];
      if (scale === undefined) return undefined;
      const whole = Math.round(value * scale);
      if (Math.abs(whole) > WHOLE_LIMIT) return undefined;
      if (whole / scale === value) break;
    }
  }
  // more places than an earlier value needed must still be exact for it
  const scale = SCALES[places] as number;
  const isExact = (value: number) =>
    Math.round(value * scale) / scale === value && Math.abs(value * scale) <= WHOLE_LIMIT;
  return values.every(isExact) ? places : undefined;
}

/** Bytes of one sample at most: a time of five bytes, a value of eight. */
const SAMPLE_BYTES = 16;

class Writer {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  length = 0;

  constructor(samples: number) {
    this.bytes = new Uint8Array(1 + samples * SAMPLE_BYTES);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Small numbers of either sign take one byte. */
  signed(number: number): void {
    let rest = number < 0 ? -number * 2 - 1 : number * 2;
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.length++] = rest;
  }

  double(number: number): void {
    this.#view.setFloat64(this.length, number);
    this.length += 8;
  }
}

/** @param samples at least one; times are whole and close enough that their differences fit in 51 bits */
export function packSamples({ at, value }: Samples): Uint8Array {
  const places = placesOf(value);
  const scale = places === undefined ? 0 : (SCALES[places] as number);
  const out = new Writer(at.length);
  out.bytes[out.length++] = places === undefined ? 0 : places + 1;
  let [time, step, whole] = [at[0] as number, 0, 0];
  for (let i = 0; i < at.length; i++) {
    const next = (at[i] as number) - time;
    out.signed(next - step);
    step = next;
    time = at[i] as number;
    if (scale === 0) out.double(value[i] as number);
    else {
      const scaled = Math.round((value[i] as number) * scale);
      out.signed(scaled - whole);
      whole = scaled;
    }
  }
  return out.bytes.slice(0, out.length);
}

/** What is packed cannot be read: the file is damaged. */
export class PackedSamplesError extends Error {
  override readonly name = "PackedSamplesError";
}

/**
 * Appends what is packed to `into`.
 * @param start time of the first sample
 * @throws PackedSamplesError
 */
export function unpackSamples(bytes: Uint8Array, start: number, into: Samples = noSamples()): Samples {
  const mode = bytes[0] ?? -1;
  const scale = mode === 0 ? 0 : (SCALES[mode - 1] ?? -1);
  if (scale < 0) throw new PackedSamplesError(`unknown form ${mode} of samples`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [position, time, step, whole] = [1, start, 0, 0];
  const signed = (): number => {
    let [number, weight] = [0, 1];
    for (;;) {
      const byte = bytes[position++];
      if (byte === undefined) throw new PackedSamplesError("samples end too early");
      number += (byte & 0x7f) * weight;
      if (byte < 0x80) return number % 2 === 1 ? -(number + 1) / 2 : number / 2;
      weight *= 0x80;
    }
  };
  while (position < bytes.length) {
    step += signed();
    time += step;
    into.at.push(time);
    if (scale === 0) {
      if (position + 8 > bytes.length) throw new PackedSamplesError("samples end too early");
      into.value.push(view.getFloat64(position));
      position += 8;
    } else {
      whole += signed();
      into.value.push(whole / scale);
    }
  }
  return into;
}

/** Index of the first sample that is not before `time`. */
export function firstFrom(at: readonly number[], time: number): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts a sample in its place; one of the same time is replaced. */
export function insertSample({ at, value }: Samples, time: number, sample: number): boolean {
  const last = at.at(-1);
  if (last === undefined || time > last) {
    at.push(time);
    value.push(sample);
    return true;
  }
  const place = firstFrom(at, time);
  if (at[place] === time) {
    value[place] = sample;
    return false;
  }
  at.splice(place, 0, time);
  value.splice(place, 0, sample);
  return true;
}

/** The samples of [from, to). */
export function samplesWithin({ at, value }: Samples, from: number, to: number): Samples {
  const [first, end] = [firstFrom(at, from), firstFrom(at, to)];
  return first === 0 && end === at.length
    ? { at, value }
    : { at: at.slice(first, end), value: value.slice(first, end) };
}
