/** What stands where a list of the home is empty: that there is none, once every CCU has told; else that it is not known yet. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/index.ts";
import type { HomeList } from "../model/told.ts";
import { isTold, linkState } from "../state/live.ts";
import type { Asked } from "./resource.ts";

export const NotYet = () => (
  <p class="loading dim" role="status">
    <span class="pending" aria-hidden="true" /> {t(linkState.value === "loading" ? "link.loading" : "home.untold")}
  </p>
);

interface NoneProps {
  /** What has to be known for it. */
  readonly of: readonly HomeList[];
  /** Where the list was asked for by itself: it is asked for again once the home is known. */
  readonly asked?: Asked;
  /** That there is none. */
  readonly children: ComponentChildren;
}

export function None({ of, asked, children }: NoneProps) {
  const isKnown = isTold(of, asked?.askedIn);
  const isOutdated = !isKnown && isTold(of);
  useEffect(() => {
    if (isOutdated) void asked?.reload();
  }, [isOutdated]);
  return isKnown ? children : <NotYet />;
}
