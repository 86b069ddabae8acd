/**
 * As much of Jinja as templates of discovery use, evaluated as Home Assistant would: Python's words for true, false and
 * none, and an error for whatever is not known here, so that a new form is looked at before it is published.
 */

type Scope = Readonly<Record<string, unknown>>;
const UNDEFINED = Symbol("undefined");

type Token = { kind: "name" | "string" | "number" | "operator"; text: string };
const TOKEN = /\s*(?:([A-Za-z_]\w*)|'((?:[^'\\]|\\.)*)'|(\d+(?:\.\d+)?)|(==|[()|,.*/]))/y;

function tokens(source: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new Error(`no Jinja that is known here: ${source.slice(at)}`);
    const [, name, string, number, operator] = match;
    if (name !== undefined) found.push({ kind: "name", text: name });
    else if (string !== undefined) found.push({ kind: "string", text: string });
    else if (number !== undefined) found.push({ kind: "number", text: number });
    else found.push({ kind: "operator", text: operator as string });
  }
  return found;
}

/** Whether a number is a float in Python: what was rounded or divided. */
class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}
const plain = (value: unknown): unknown => (value instanceof Float ? value.value : value);

export function pythonText(value: unknown): string {
  if (value === null) return "None";
  if (value === UNDEFINED) return "";
  if (value === true) return "True";
  if (value === false) return "False";
  if (value instanceof Float) return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}

const truthy = (value: unknown): boolean => {
  const one = plain(value);
  return one !== UNDEFINED && one !== null && one !== false && one !== 0 && one !== "";
};

class Parser {
  #at = 0;
  readonly #tokens: Token[];
  readonly #scope: Scope;
  constructor(source: string, scope: Scope) {
    this.#tokens = tokens(source);
    this.#scope = scope;
  }
  whole(): unknown {
    const value = this.#conditional();
    if (this.#at < this.#tokens.length) throw new Error(`left over: ${JSON.stringify(this.#tokens.slice(this.#at))}`);
    return value;
  }
  #is(text: string, kind?: Token["kind"]): boolean {
    const token = this.#tokens[this.#at];
    return token?.text === text && token.kind !== "string" && (kind === undefined || token.kind === kind);
  }
  #take(text: string): boolean {
    const found = this.#is(text);
    if (found) this.#at += 1;
    return found;
  }
  #need(text: string): void {
    if (!this.#take(text)) throw new Error(`${text} is missing`);
  }
  #conditional(): unknown {
    // what stands before `if` is evaluated only where it counts
    const start = this.#at;
    let value: unknown;
    let fault: unknown;
    try {
      value = this.#either();
    } catch (error) {
      fault = error;
      this.#at = start;
      this.#skip();
    }
    if (!this.#take("if")) {
      if (fault) throw fault;
      return value;
    }
    const condition = truthy(this.#either());
    this.#need("else");
    const other = this.#conditional();
    if (condition && fault) throw fault;
    return condition ? value : other;
  }
  /** To the `if` that belongs to this level. */
  #skip(): void {
    for (let depth = 0; this.#at < this.#tokens.length; this.#at += 1) {
      if (this.#is("(")) depth += 1;
      if (this.#is(")")) depth -= 1;
      if (depth === 0 && this.#is("if", "name")) return;
    }
  }
  #either(): unknown {
    let left = this.#test();
    while (this.#take("and")) {
      const right = this.#test();
      left = truthy(left) ? right : left;
    }
    return left;
  }
  #test(): unknown {
    const left = this.#product();
    if (this.#take("==")) return plain(left) === plain(this.#product());
    if (!this.#take("is")) return left;
    const not = this.#take("not");
    const test = this.#tokens[this.#at++]?.text;
    const holds =
      test === "defined"
        ? left !== UNDEFINED
        : test === "none"
          ? left === null
          : test === "number"
            ? typeof plain(left) === "number"
            : undefined;
    if (holds === undefined) throw new Error(`the test ${test} is not known here`);
    return holds !== not;
  }
  #product(): unknown {
    let left = this.#filtered();
    for (;;) {
      const isTimes = this.#is("*");
      if (!isTimes && !this.#is("/")) return left;
      this.#at += 1;
      const right = this.#filtered();
      const [a, b] = [plain(left), plain(right)];
      if (typeof a !== "number" || typeof b !== "number") throw new Error("unsupported operand");
      const isFloat = !isTimes || left instanceof Float || !Number.isInteger(a * b);
      const value = isTimes ? a * b : a / b;
      left = isFloat ? new Float(value) : value;
    }
  }
  #filtered(): unknown {
    let value = this.#atom();
    while (this.#take("|")) value = this.#filter(value);
    return value;
  }
  #filter(value: unknown): unknown {
    const name = this.#tokens[this.#at++]?.text;
    const args: unknown[] = [];
    if (this.#take("(")) {
      while (!this.#is(")")) {
        args.push(this.#conditional());
        this.#take(",");
      }
      this.#need(")");
    }
    switch (name) {
      case "round":
        return new Float(Number((plain(value) as number).toFixed(args[0] as number)));
      case "string":
        return pythonText(value);
      case "truncate":
        return (value as string).slice(0, args[0] as number);
      case "tojson":
        return JSON.stringify(plain(value));
      default:
        throw new Error(`the filter ${name} is not known here`);
    }
  }
  #atom(): unknown {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Error("something is missing");
    if (token.kind === "string") return token.text;
    if (token.kind === "number") return token.text.includes(".") ? new Float(Number(token.text)) : Number(token.text);
    if (token.text === "(") {
      const value = this.#conditional();
      this.#need(")");
      return value;
    }
    if (token.kind !== "name") throw new Error(`${token.text} is no value`);
    const words: Record<string, unknown> = { none: null, true: true, false: false };
    if (Object.hasOwn(words, token.text)) return words[token.text];
    let value: unknown = Object.hasOwn(this.#scope, token.text) ? this.#scope[token.text] : UNDEFINED;
    while (this.#take(".")) {
      if (value === UNDEFINED) throw new Error(`${token.text} is undefined`);
      const member = this.#tokens[this.#at++]?.text ?? "";
      value =
        typeof value === "object" && value !== null && Object.hasOwn(value, member)
          ? (value as Record<string, unknown>)[member]
          : UNDEFINED;
    }
    return value;
  }
}

/** What the template becomes. @throws Error where Home Assistant would log one, or where the form is not known here */
export function render(template: string, scope: Scope): string {
  const withoutStatements = template.replace(
    /\{%\s*if (.*?)\s*%\}(.*?)\{%\s*endif\s*%\}/gs,
    (_, condition: string, body: string) => (truthy(new Parser(condition, scope).whole()) ? body : ""),
  );
  if (withoutStatements.includes("{%")) throw new Error(`a statement that is not known here: ${template}`);
  return withoutStatements.replace(/\{\{(.*?)\}\}/gs, (_, expression: string) =>
    pythonText(new Parser(expression, scope).whole()),
  );
}

/** A value template on a payload: JSON where it is some. */
export function renderValue(template: string | undefined, payload: string): string {
  if (template === undefined) return payload;
  let json: unknown = UNDEFINED;
  try {
    json = JSON.parse(payload);
  } catch {
    // plain text
  }
  return render(template, { value: payload, ...(json === UNDEFINED ? {} : { value_json: json }) });
}
