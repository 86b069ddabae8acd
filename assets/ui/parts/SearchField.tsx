import type { Signal } from "@preact/signals";
import { t } from "../i18n/index.ts";
import { Icon } from "../views/Icon.tsx";

interface SearchFieldProps {
  readonly search: Signal<string>;
  /** What is looked through, for who does not see the page. */
  readonly label: string;
}

/** What is typed narrows the list at once. */
export const SearchField = ({ search, label }: SearchFieldProps) => (
  <label class="search">
    <Icon name="search" />
    <input
      type="search"
      value={search.value}
      placeholder={t("home.search.short")}
      aria-label={label}
      onInput={(event) => {
        search.value = event.currentTarget.value;
      }}
    />
  </label>
);
