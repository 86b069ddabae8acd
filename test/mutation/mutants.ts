/** Small faults that somebody could write by mistake, as edits of a source text. */
import { parseSync } from "oxc-parser";

/** One edit: the text from `start` to `end` (offsets in UTF-16 units, as V8 counts coverage) becomes `replacement`. */
export interface Mutant {
  file: string;
  start: number;
  end: number;
  line: number;
  original: string;
  replacement: string;
  /** Names the mutant whatever moves around it: the lines it stands on, the edit, and which of its equals it is. */
  key: string;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [property: string]: unknown;
}

/** Where a node stands: what is data or prose there is no behaviour that a test of the room should repeat. */
interface Place {
  parent: Node | undefined;
  inFunction: boolean;
  isThrown: boolean;
}

type Edit = Pick<Mutant, "start" | "end" | "replacement">;

const OPERATORS: Record<string, string> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "&&": "||",
  "||": "&&",
};

/** Nodes of types that wrap an expression; every other `TS…` node is erased before it runs. */
const WRAPPERS = ["TSAsExpression", "TSSatisfiesExpression", "TSNonNullExpression"];
const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";
const isText = (node: Node): boolean =>
  node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string");

/** The log, and the names of its parts and of errors: what is written there is for people and promised to nobody. */
const FOR_PEOPLE = /^(await )?([\w.#?]+\.)?#?log(ger)?(\.|\?\.)|^named\(|^this\.name = "/;

function operatorEdit(text: string, node: Node): Edit[] {
  const left = node.left as Node;
  const right = node.right as Node;
  const operator = node.operator as string;
  if (operator === "??") return [{ start: left.end, end: right.end, replacement: "" }];
  const replacement = OPERATORS[operator];
  if (!replacement || (operator === "+" && (isText(left) || isText(right)))) return [];
  const start = text.indexOf(operator, left.end);
  if (isLimitAt(text, start)) return [];
  return [{ start, end: start + operator.length, replacement }];
}

/** A limit with a name: how much it is was somebody's choice, and the tests at the limit and past it use the name. */
const NAMED_LIMIT = /^export const [A-Z0-9_]+ = [\d_ */]*$/;
const isLimitAt = (text: string, at: number): boolean =>
  NAMED_LIMIT.test(text.slice(text.lastIndexOf("\n", at - 1) + 1, at));

function literalEdit(text: string, { start, end, value }: Node, { parent, inFunction, isThrown }: Place): Edit[] {
  if (typeof value === "boolean") return [{ start, end, replacement: String(!value) }];
  if (typeof value === "number") {
    // the size of the two answers of a comparison for sorting says nothing
    const compares = parent?.type === "ConditionalExpression" || parent?.type === "UnaryExpression";
    return isLimitAt(text, start) || (compares && value === 1) ? [] : [{ start, end, replacement: String(value + 1) }];
  }
  const isKey = parent?.type === "Property" && (parent.key as Node).start === start;
  const isWord = typeof value === "string" && value !== "" && !/\s/.test(value);
  if (!isWord || isKey || isThrown || !inFunction || parent?.type.startsWith("Import")) return [];
  return [{ start, end, replacement: '""' }];
}

function negated(text: string, test: Node): Edit[] {
  // `===` turned round is a mutant already
  if (test.type === "BinaryExpression" && /^[!=]==$/.test(test.operator as string)) return [];
  return [{ start: test.start, end: test.end, replacement: `!(${text.slice(test.start, test.end)})` }];
}

function statementEdit(text: string, { start, end, expression }: Node): Edit[] {
  const isEffect = /^(Call|Await|Assignment|Update)Expression$/.test((expression as Node).type);
  return isEffect && !FOR_PEOPLE.test(text.slice(start, end)) ? [{ start, end, replacement: "void 0;" }] : [];
}

function returnEdit({ start, end, argument }: Node): Edit[] {
  // `false` and `null` read like `undefined` in nearly every place, and a flipped boolean is a mutant of its own
  const isNothing =
    !isNode(argument) || argument.name === "undefined" || /^(true|false|null)$/.test(String(argument.raw));
  return isNothing ? [] : [{ start, end, replacement: "return undefined;" }];
}

function editsOf(text: string, node: Node, place: Place): Edit[] {
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression":
      return operatorEdit(text, node);
    case "Literal":
      return literalEdit(text, node, place);
    case "IfStatement":
    case "ConditionalExpression":
    case "WhileStatement":
      return negated(text, node.test as Node);
    case "UnaryExpression":
      if (node.operator !== "!" || place.parent?.test === node) return [];
      return [{ start: node.start, end: node.start + 1, replacement: "" }];
    case "ExpressionStatement":
      return statementEdit(text, node);
    case "ReturnStatement":
      return returnEdit(node);
    case "ArrayExpression":
      if (!place.inFunction || (node.elements as unknown[]).length === 0) return [];
      return [{ start: node.start, end: node.end, replacement: "[]" }];
    default:
      return [];
  }
}

function* walk(text: string, node: Node, place: Place): Generator<Edit> {
  if (node.type.startsWith("TS") && !WRAPPERS.includes(node.type)) return;
  if (/^(Call|Assignment)Expression$/.test(node.type) && FOR_PEOPLE.test(text.slice(node.start, node.end))) return;
  yield* editsOf(text, node, place);
  const isFunction = /Function/.test(node.type);
  const isThrown = /^(ThrowStatement|NewExpression)$/.test(node.type);
  const inside = {
    parent: node,
    inFunction: place.inFunction || isFunction,
    isThrown: !isFunction && (place.isThrown || isThrown),
  };
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* walk(text, child, inside);
  }
}

/** Every mutant of a TypeScript file, in the order of the text. Throws where it cannot be parsed. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const edits = [...walk(text, program as unknown as Node, { parent: undefined, inFunction: false, isThrown: false })];
  const seen = new Map<string, number>();
  return edits
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, replacement }) => {
      const from = text.lastIndexOf("\n", start - 1) + 1;
      const to = text.indexOf("\n", start);
      const lines = text.slice(from, to < 0 ? undefined : to).trim();
      const original = text.slice(start, end);
      const name = `${file} | ${lines} | ${original.split("\n", 1)[0]} -> ${replacement.split("\n", 1)[0]}`;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      const key = count === 1 ? name : `${name} (${count})`;
      return { file, start, end, replacement, original, line: text.slice(0, start).split("\n").length, key };
    });
}
