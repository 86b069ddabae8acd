import type { Signal } from "@preact/signals";
import { t } from "../../i18n/index.ts";
import { Icon } from "../../views/Icon.tsx";
import { w } from "./words.ts";

/** What is typed narrows the list at once. */
export const SearchField = ({ search }: { readonly search: Signal<string> }) => (
  <label class="search">
    <Icon name="search" />
    <input
      type="search"
      value={search.value}
      placeholder={t("home.search.short")}
      aria-label={w("search")}
      onInput={(event) => {
        search.value = event.currentTarget.value;
      }}
    />
  </label>
);
