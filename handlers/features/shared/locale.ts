/** In which language labels are answered. */
import { acceptedLocale } from "../../kernel/locale.ts";
import type { RequestInfo } from "../../kernel/operation.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { Locale } from "../../model/labels.ts";

/** The language that the client prefers, of those that there are; else the configured one. */
export const localeOf = (
  context: Pick<RequestScope, "settings"> & { readonly request: Pick<RequestInfo, "headers"> },
): Locale => acceptedLocale(context.request.headers["accept-language"]) ?? context.settings.locale;

/** The language that a client names, in whatever spelling (`de`, `de-AT`, `de_DE`): what is not German is English. */
export const languageOf = (tag: string): Locale => (/^de(?![a-z])/i.test(tag) ? "de" : "en");
