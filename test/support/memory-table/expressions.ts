/**
 * As much of DynamoDB's expressions as `adapters/dynamodb` writes: comparisons, four functions, AND, OR and brackets in
 * conditions; SET and REMOVE in changes. What is not known here throws, so that a new kind of expression is noticed.
 */
import { type Item, itemOf } from "../../../adapters/dynamodb/item.ts";
import type { Expression } from "../../../adapters/dynamodb/table.ts";
import { compareKeys } from "../../../handlers/records/records.ts";

type Attribute = Item[string];
/** `values` have their colon: `:now`. */
type Of<T> = (item: Item, values: Item) => T;
type Condition = Of<boolean>;
type Operand = Of<Attribute | undefined>;
type Change = (item: Item, before: Item, values: Item) => void;

const TOKEN = /\s*(#\w+|:\w+|<>|<=|>=|[=<>(),+-]|\w+)/gy;

/** What is left of an expression. */
class Tokens {
  readonly #text: string;
  readonly #all: string[];
  /** Values by name, with the types that they may have where they stand. */
  readonly used = new Map<string, ReadonlySet<string>>();

  constructor(text: string) {
    this.#text = text;
    this.#all = [...text.matchAll(TOKEN)].map(([, token]) => token as string);
    const read = this.#all.join("");
    if (read !== text.replace(/\s/g, "")) throw new SyntaxError(`the table in memory does not know: ${text}`);
  }
  get next(): string | undefined {
    return this.#all[0];
  }
  take(): string {
    return this.#all.shift() ?? "";
  }
  takes(token: string): boolean {
    if (this.next !== token) return false;
    this.take();
    return true;
  }
  needs(...tokens: string[]): void {
    for (const token of tokens) if (!this.takes(token)) this.unknown();
  }
  name(): string {
    return this.next?.startsWith("#") ? this.take().slice(1) : this.unknown();
  }
  unknown(): never {
    throw new SyntaxError(`the table in memory does not know '${this.next ?? "the end"}' in: ${this.#text}`);
  }
}

const typeOf = (attribute: Attribute): string => Object.keys(attribute)[0] ?? "";
const isWhole = (text: string): boolean => /^-?\d+$/.test(text);
/** Numbers have 38 digits there. */
function compareNumbers(a: string, b: string): number {
  if (!isWhole(a) || !isWhole(b)) return Number(a) - Number(b);
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
/** `undefined` where the two cannot be compared: then no comparison holds. */
function order(a: Attribute | undefined, b: Attribute | undefined): number | undefined {
  if (a === undefined || b === undefined || typeOf(a) !== typeOf(b)) return undefined;
  if (a.S !== undefined) return compareKeys(a.S, b.S as string);
  if (a.N !== undefined) return compareNumbers(a.N, b.N as string);
  if (a.B !== undefined) return Buffer.compare(a.B, b.B as Uint8Array);
  return a.BOOL === b.BOOL ? 0 : undefined;
}

const HOLDS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (n) => n === 0,
  "<": (n) => n < 0,
  "<=": (n) => n <= 0,
  ">": (n) => n > 0,
  ">=": (n) => n >= 0,
};

const ANY: ReadonlySet<string> = new Set(["S", "N", "B", "BOOL"]);
const ORDERED: ReadonlySet<string> = new Set(["S", "N", "B"]);
const BEGINNING: ReadonlySet<string> = new Set(["S", "B"]);

function operand(tokens: Tokens, types = ANY): Operand {
  const { next } = tokens;
  if (next?.startsWith(":")) {
    const name = tokens.take();
    tokens.used.set(name, types);
    return (_item, values) => values[name];
  }
  if (next !== "if_not_exists") {
    const name = tokens.name();
    return (item) => item[name];
  }
  tokens.needs("if_not_exists", "(");
  const name = tokens.name();
  tokens.needs(",");
  const otherwise = operand(tokens);
  tokens.needs(")");
  return (item, values) => item[name] ?? otherwise(item, values);
}

function term(tokens: Tokens): Condition {
  if (tokens.takes("(")) {
    const inner = either(tokens);
    tokens.needs(")");
    return inner;
  }
  for (const [name, wanted] of [
    ["attribute_exists", true],
    ["attribute_not_exists", false],
  ] as const)
    if (tokens.takes(name)) {
      tokens.needs("(");
      const attribute = tokens.name();
      tokens.needs(")");
      return (item) => (item[attribute] !== undefined) === wanted;
    }
  if (tokens.takes("begins_with")) {
    tokens.needs("(");
    const whole = operand(tokens);
    tokens.needs(",");
    const start = operand(tokens, BEGINNING);
    tokens.needs(")");
    return (item, values) => whole(item, values)?.S?.startsWith(start(item, values)?.S ?? "") ?? false;
  }
  const left = operand(tokens);
  const comparison = tokens.take();
  const holds = HOLDS[comparison] ?? tokens.unknown();
  const right = operand(tokens, comparison === "=" ? ANY : ORDERED);
  return (item, values) => {
    const found = order(left(item, values), right(item, values));
    return found !== undefined && holds(found);
  };
}

function both(tokens: Tokens): Condition {
  const terms = [term(tokens)];
  while (tokens.takes("AND")) terms.push(term(tokens));
  return (item, values) => terms.every((holds) => holds(item, values));
}

function either(tokens: Tokens): Condition {
  const terms = [both(tokens)];
  while (tokens.takes("OR")) terms.push(both(tokens));
  return (item, values) => terms.some((holds) => holds(item, values));
}

function sum(a: Attribute | undefined, b: Attribute | undefined): Attribute {
  const [left, right] = [a?.N, b?.N];
  if (left === undefined || right === undefined) throw new TypeError("only numbers that are there can be added");
  const added = isWhole(left) && isWhole(right) ? BigInt(left) + BigInt(right) : Number(left) + Number(right);
  return { N: String(added) };
}

function assignment(tokens: Tokens): Change {
  const name = tokens.name();
  tokens.needs("=");
  const first = operand(tokens);
  const second = tokens.takes("+") ? operand(tokens) : undefined;
  return (item, before, values) => {
    const value = first(before, values);
    const found = second ? sum(value, second(before, values)) : value;
    if (found === undefined) throw new TypeError(`${name} would be set to an attribute that is not there`);
    item[name] = found;
  };
}

function removal(tokens: Tokens): Change {
  const name = tokens.name();
  return (item) => void delete item[name];
}

function change(tokens: Tokens): Change {
  const steps: Change[] = [];
  while (tokens.next !== undefined) {
    const read = tokens.takes("SET") ? assignment : tokens.takes("REMOVE") ? removal : tokens.unknown();
    do steps.push(read(tokens));
    while (tokens.takes(","));
  }
  return (item, before, values) => {
    for (const step of steps) step(item, before, values);
  };
}

interface Read<T> {
  run: T;
  used: Tokens["used"];
}
/** Expressions are few and come again and again. */
function remembered<T>(read: (tokens: Tokens) => T): (text: string) => Read<T> {
  const known = new Map<string, Read<T>>();
  return (text) => {
    const found = known.get(text);
    if (found) return found;
    const tokens = new Tokens(text);
    const made = { run: read(tokens), used: tokens.used };
    if (tokens.next !== undefined) tokens.unknown();
    known.set(text, made);
    return made;
  };
}
const conditionOf = remembered(either);
const changeOf = remembered(change);

/** Of all expressions of one call together. */
export function valuesOf(...expressions: (Expression | undefined)[]): Item {
  const given = Object.assign({}, ...expressions.map((one) => one?.values)) as NonNullable<Expression["values"]>;
  return Object.fromEntries(Object.entries(itemOf(given)).map(([name, value]) => [`:${name}`, value]));
}

export const holds = (expression: Expression | undefined, item: Item, values: Item): boolean =>
  expression === undefined || conditionOf(expression.text).run(item, values);

/** @returns the item as it is afterwards */
export function changed(expression: Expression, before: Item, values: Item): Item {
  const item = { ...before };
  changeOf(expression.text).run(item, before, values);
  return item;
}

/** @throws TypeError as the service refuses a call: a value that is missing, of the wrong type, or that nothing names */
export function checkValues(values: Item, conditions: readonly (Expression | undefined)[], change?: Expression): void {
  const used = new Map([
    ...conditions.flatMap((one) => (one ? [...conditionOf(one.text).used] : [])),
    ...(change ? changeOf(change.text).used : []),
  ]);
  for (const [name, types] of used)
    if (!types.has(typeOf(values[name] ?? { NULL: true }))) throw new TypeError(`the value ${name} does not fit`);
  for (const name of Object.keys(values)) if (!used.has(name)) throw new TypeError(`nothing names the value ${name}`);
}
