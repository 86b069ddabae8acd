/**
 * The paramset descriptions of one device type as they are stored. Channels repeat each other, and so do parameters: of
 * 64,000 parameters of 300 device types 8,000 differ within their type (measured), so that each is kept once. What is
 * unpacked shares its objects in the same way: nobody may change them.
 */
import type { ParameterDescription, ParamsetDescription } from "../../handlers/ports/index.ts";

export type CachedParamsets = Partial<Record<"MASTER" | "VALUES", ParamsetDescription | null>>;
/** By `<channel type>#<number>`. `null`: announced, but the CCU has no description (one in fifty). */
export type TypeRecord = Record<string, CachedParamsets>;

interface Packed {
  names: string[];
  parameters: ParameterDescription[];
  /** Index of a name, index of its description, and so on. */
  paramsets: number[][];
  /** Index of a paramset, or `null` as in the record. */
  slots: Record<string, Partial<Record<"MASTER" | "VALUES", number | null>>>;
}

const PARAMSETS = ["MASTER", "VALUES"] as const;

/** Distinct values in the order of their first appearance. */
class Pool<T> {
  readonly values: T[] = [];
  readonly #indexes = new Map<string, number>();

  index(value: T, print: string): number {
    const known = this.#indexes.get(print);
    if (known !== undefined) return known;
    this.#indexes.set(print, this.values.length);
    return this.values.push(value) - 1;
  }
}

export function pack(record: TypeRecord): Packed {
  const names = new Pool<string>();
  const parameters = new Pool<ParameterDescription>();
  const paramsets = new Pool<number[]>();
  const slots: Packed["slots"] = {};
  for (const [slot, cached] of Object.entries(record)) {
    const packed: Packed["slots"][string] = {};
    for (const key of PARAMSETS) {
      const paramset = cached[key];
      if (paramset === undefined) continue;
      const flat = Object.entries(paramset ?? {}).flatMap(([name, parameter]) => [
        names.index(name, name),
        parameters.index(parameter, JSON.stringify(parameter)),
      ]);
      packed[key] = paramset && paramsets.index(flat, flat.join());
    }
    slots[slot] = packed;
  }
  return { names: names.values, parameters: parameters.values, paramsets: paramsets.values, slots };
}

/** An empty record for what `pack` did not make (another release did): then the CCU is asked again. */
export function unpack(stored: unknown): TypeRecord {
  if (!isPacked(stored)) return {};
  const paramsets = stored.paramsets.map((flat) => {
    const paramset: ParamsetDescription = {};
    const indexes = flat.values();
    for (const index of indexes) {
      const name = stored.names[index];
      const parameter = stored.parameters[indexes.next().value as number];
      if (name !== undefined && parameter !== undefined) paramset[name] = parameter;
    }
    return paramset;
  });
  const record: TypeRecord = {};
  for (const [slot, packed] of Object.entries(stored.slots)) {
    const cached: CachedParamsets = {};
    for (const key of PARAMSETS) {
      const index = packed[key];
      if (index === undefined) continue;
      cached[key] = index === null ? null : paramsets[index];
    }
    record[slot] = cached;
  }
  return record;
}

function isPacked(stored: unknown): stored is Packed {
  const { names, parameters, paramsets, slots } = (stored ?? {}) as Partial<Packed>;
  const lists = [names, parameters, paramsets].every(Array.isArray);
  return lists && typeof slots === "object" && slots !== null;
}
