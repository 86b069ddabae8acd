/** Follows the address: links and the buttons of the browser change it. */
import { signal } from "@preact/signals";
import { t } from "../i18n/index.ts";
import { parseRoute, type Route } from "../model/route.ts";
import { unsaved } from "./leave.ts";
import { ask } from "./notices.ts";

export const route = signal<Route>({ page: "home" });

const placeOf = (at: Route): string => (at.page === "other" ? at.path : at.page);

/** Where somebody wants to go while changes are not saved: they stay until they have answered. */
async function askFirst(from: string, text: string): Promise<void> {
  const wanted = location.hash;
  history.pushState(null, "", from || "#/");
  if (!(await ask(text, t("leave.yes")))) return;
  unsaved.value = undefined;
  location.hash = wanted;
}

/** @param paths of the pages that come when somebody goes there */
export function followAddress(paths: ReadonlySet<string>): void {
  let shown = location.hash;
  const follow = () => {
    if (unsaved.value !== undefined && location.hash !== shown) {
      void askFirst(shown, unsaved.value);
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
