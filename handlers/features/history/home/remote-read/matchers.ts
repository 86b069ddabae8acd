/** Which data points a query of Prometheus means. */
import type { SeriesName } from "../../../../ports/history.ts";
import type { Matcher } from "./messages.ts";

/** Name of the metric under which every data point is read. */
export const METRIC = "homematic_value";
/** Alternatives of a pattern, and stars of one of them: more would take long to compare. */
export const ALTERNATIVES_LIMIT = 1_000;
export const STARS_LIMIT = 3;

type Labels = readonly (readonly [name: string, value: string])[];

/** Sorted by name, as Prometheus wants them. */
export const labelsOf = ({ central, interfaceId, channel, parameter }: SeriesName): Labels => [
  ["__name__", METRIC],
  ["central", central],
  ["channel", channel],
  ["device", channel.split(":", 1)[0] as string],
  ["interface_id", interfaceId],
  ["parameter", parameter],
];

/** Characters that mean something in a pattern, besides those that are understood. */
const SPECIAL = /[()[\]{}^$?+*.]/;

/**
 * A pattern as pages make them: names, `|` between alternatives, `.*` and `.+`. Anything else is refused: a regular
 * expression of somebody else's can keep this process busy for hours.
 * @throws RangeError
 */
export function compilePattern(pattern: string): (value: string) => boolean {
  const alternatives = pattern
    .replace(/^\^|\$$/g, "")
    .replace(/^\(\?:(.*)\)$|^\((.*)\)$/, "$1$2")
    .split("|");
  if (alternatives.length > ALTERNATIVES_LIMIT) throw new RangeError(`more than ${ALTERNATIVES_LIMIT} alternatives`);
  const compiled = alternatives.map((alternative) => {
    if (/(^|[^\\])(\\\\)*\\$/.test(alternative)) throw new RangeError("a pattern ends with a backslash");
    const stars = alternative.match(/\.[*+]/g)?.length ?? 0;
    const source = alternative.replace(/\.[*+]|\\(.)|([^\\])/g, (whole: string, escaped?: string, plain?: string) => {
      if (escaped === undefined && plain === undefined) return whole === ".*" ? "[^]*" : "[^]+";
      const character = escaped ?? (plain as string);
      if (escaped === undefined ? SPECIAL.test(character) : /\w/.test(character))
        throw new RangeError(`only names, | , .* and .+ are understood, not ${whole}`);
      return character.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    });
    if (stars > STARS_LIMIT) throw new RangeError(`more than ${STARS_LIMIT} times .* or .+`);
    return stars === 0 ? alternative.replace(/\\(.)/g, "$1") : new RegExp(`^${source}$`);
  });
  const names = new Set(compiled.filter((one) => typeof one === "string"));
  const patterns = compiled.filter((one) => one instanceof RegExp);
  return (value) => names.has(value) || patterns.some((one) => one.test(value));
}

/** An absent label is an empty one, as in Prometheus. @throws RangeError where a pattern is not understood */
export function selector(matchers: readonly Matcher[]): (name: SeriesName) => boolean {
  const tests = matchers.map(({ kind, name, value }) => {
    const is = kind === "=" || kind === "!=" ? (text: string) => text === value : compilePattern(value);
    const wanted = kind === "=" || kind === "=~";
    return (labels: Labels) => is(labels.find(([label]) => label === name)?.[1] ?? "") === wanted;
  });
  return (name) => {
    const labels = labelsOf(name);
    return tests.every((test) => test(labels));
  };
}
