/** Which topics a subscription entry means (house plan, "Decided where the facts disagree"; api-behaviour 1.8). */

/**
 * Translates the notation of older documentation: `devices/#` → `device.*`, `devices/0001/#` → `device.0001.*`,
 * `#` → `*`. Anything else is returned as it is. A slash behind a dot belongs to a name: system variables may have one.
 */
export function translatePattern(entry: string): string {
  if (entry === "#") return "*";
  const slash = entry.indexOf("/");
  const dot = entry.indexOf(".");
  if (slash < 0 || (dot >= 0 && dot < slash)) return entry;
  const segments = entry.split("/");
  if (segments[0] === "devices") segments[0] = "device";
  if (segments.at(-1) === "#") segments[segments.length - 1] = "*";
  return segments.join(".");
}

/** The topic itself and everything before one of its dots: what a pattern `X.*` may have as X to match it. */
export function* prefixesOf(topic: string): Generator<string> {
  for (let dot = topic.indexOf("."); dot >= 0; dot = topic.indexOf(".", dot + 1)) yield topic.slice(0, dot);
  yield topic;
}

/** A set of patterns in the form that is quick to match. Equal sets have equal keys. */
export class PatternSet {
  readonly key: string;
  readonly list: readonly string[];
  readonly everything: boolean;
  readonly exact: ReadonlySet<string>;
  /** X of the patterns `X.*`. */
  readonly prefixes: ReadonlySet<string>;

  constructor(patterns: Iterable<string>) {
    const distinct = [...new Set(patterns)].sort();
    // no JSON escape is ambiguous, whatever characters a client puts into a pattern
    this.key = JSON.stringify(distinct);
    this.list = distinct;
    this.everything = distinct.includes("*");
    this.exact = new Set(distinct.filter((pattern) => !pattern.endsWith(".*")));
    this.prefixes = new Set(distinct.filter((p) => p.endsWith(".*")).map((p) => p.slice(0, -2)));
  }

  get empty(): boolean {
    return this.list.length === 0;
  }

  /** Those that match, found by look-ups: as many as the topic has segments, however many patterns there are. */
  *matching(topic: string): Generator<string> {
    if (this.everything) yield "*";
    if (this.exact.has(topic) && topic !== "*") yield topic;
    if (this.prefixes.size > 0)
      for (const prefix of prefixesOf(topic)) if (this.prefixes.has(prefix)) yield `${prefix}.*`;
  }

  matches(topic: string): boolean {
    for (const _ of this.matching(topic)) return true;
    return false;
  }
}
