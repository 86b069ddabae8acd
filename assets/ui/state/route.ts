/** Follows the address: links and the buttons of the browser change it. */
import { signal } from "@preact/signals";
import { t } from "../i18n/index.ts";
import { parseRoute, type Route } from "../model/route.ts";
import { bare } from "./bare.ts";
import { unsaved } from "./leave.ts";
import { ask } from "./notices.ts";

export const route = signal<Route>({ page: "home" });

const placeOf = (at: Route): string => (at.page === "other" ? at.path : at.page);

/** What has to be answered before somebody leaves: changes that are not saved, a wall that is not left by accident. */
function questionNow(): { readonly question: string; readonly yes: string } | undefined {
  return unsaved.value === undefined ? bare.value : { question: unsaved.value, yes: t("leave.yes") };
}

/** Where somebody wants to go: they stay until they have answered. */
async function askFirst(from: string, { question, yes }: { question: string; yes: string }): Promise<void> {
  const wanted = location.hash;
  history.pushState(null, "", from || "#/");
  if (!(await ask(question, yes))) return;
  unsaved.value = undefined;
  bare.value = undefined;
  location.hash = wanted;
}

/** @param paths of the pages that come when somebody goes there */
export function followAddress(paths: ReadonlySet<string>): void {
  let shown = location.hash;
  const follow = () => {
    const question = questionNow();
    if (question !== undefined && location.hash !== shown) {
      void askFirst(shown, question);
      return;
    }
    shown = location.hash;
    const before = placeOf(route.value);
    route.value = parseRoute(shown, paths);
    if (placeOf(route.value) !== before) scrollTo(0, 0);
  };
  follow();
  addEventListener("hashchange", follow);
}
