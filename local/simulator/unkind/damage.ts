/**
 * Values that cannot be read, as CCUs have sent them. Each is one value: the document around it is whole, and whoever
 * reads it keeps everything else.
 */
import type { RpcValue } from "../../../adapters/ccu/codec/value.ts";
import type { ParameterDescription } from "../../../handlers/ports/index.ts";
import type { Chance } from "../chance.ts";

/** Stands in for a value: what XML-RPC carries in its place, and what BIN-RPC does, which has no room for nonsense. */
export class Damaged {
  /** Everything between `<value>` and `</value>`. */
  readonly xml: string;
  readonly binary: string;

  constructor(xml: string, binary: string) {
    this.xml = xml;
    this.binary = binary;
  }
}

/**
 * Sources: `<i4></i4>`: openhab-addons#3183 (trial C). `nan` and STATE_NOT_AVAILABLE where a number belongs: facts,
 * protocol 16 (bulk reads) and 21 ("JSON parse error in bulk script"). An empty text instead of a number: device model,
 * "empty strings for numbers mean null". Control characters: protocol 21.
 */
const NUMBERS = [
  new Damaged("<i4></i4>", "nan"),
  new Damaged("<double>nan</double>", "nan"),
  new Damaged("<double></double>", ""),
  new Damaged("<string>STATE_NOT_AVAILABLE</string>", "STATE_NOT_AVAILABLE"),
];
const BOOLEANS = [
  new Damaged("<boolean></boolean>", "STATE_NOT_AVAILABLE"),
  new Damaged("<boolean>nan</boolean>", "nan"),
];

/** Something that a parameter of this type cannot be; `undefined` for texts, which can be anything. */
export function damaged(type: ParameterDescription["TYPE"] | undefined, dice: Chance): Damaged | undefined {
  switch (type) {
    case "BOOL":
      return dice.pick(BOOLEANS);
    case "FLOAT":
    case "INTEGER":
    case "ENUM":
      return dice.pick(NUMBERS);
    default:
      return undefined;
  }
}

/** A member of a description that should be a whole number. */
export const damagedNumber = (dice: Chance): Damaged => dice.pick(NUMBERS);

/** `Damaged` is no RpcValue for anybody but the simulator's own writer. */
export const asValue = (value: Damaged): RpcValue => value as unknown as RpcValue;
