/** Languages of labels and messages. */
export type Locale = "de" | "en";

/** Characters of `Accept-Language` that are looked at: browsers send less than half of that. */
const HEADER_LIMIT = 200;

/**
 * The first language of `Accept-Language` that there is; `undefined` where none is named. Weights are not weighed: clients
 * list their languages in order of preference.
 */
export function acceptedLocale(header: string | undefined): Locale | undefined {
  for (const range of (header ?? "").slice(0, HEADER_LIMIT).split(",")) {
    const language = range.trim().slice(0, 2).toLowerCase();
    if (language === "de" || language === "en") return language;
  }
  return undefined;
}
