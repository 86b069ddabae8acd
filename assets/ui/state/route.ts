/** Follows the address: links and the buttons of the browser change it. */
import { signal } from "@preact/signals";
import { parseRoute, type Route } from "../model/route.ts";

export const route = signal<Route>({ page: "home" });

export function followAddress(): void {
  const follow = () => {
    const before = route.value.page;
    route.value = parseRoute(location.hash);
    if (route.value.page !== before) scrollTo(0, 0);
  };
  follow();
  addEventListener("hashchange", follow);
}
