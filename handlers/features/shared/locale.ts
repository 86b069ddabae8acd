/** In which language labels are answered. */
import type { RequestInfo } from "../../kernel/operation.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { Locale } from "../../model/labels.ts";

/**
 * The first language of `Accept-Language` that we have, else the configured one. Weights are not weighed: clients list
 * their languages in order of preference.
 */
export function localeOf(
  context: Pick<RequestScope, "settings"> & { readonly request: Pick<RequestInfo, "headers"> },
): Locale {
  for (const range of (context.request.headers["accept-language"] ?? "").slice(0, 200).split(",")) {
    const language = range.trim().slice(0, 2).toLowerCase();
    if (language === "de" || language === "en") return language;
  }
  return context.settings.locale;
}

/** The language that a client names, in whatever spelling (`de`, `de-AT`, `de_DE`): what is not German is English. */
export const languageOf = (tag: string): Locale => (/^de(?![a-z])/i.test(tag) ? "de" : "en");
