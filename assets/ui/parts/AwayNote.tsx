/** On a page whose controls act at home: that they cannot while the home is away. */
import { t } from "../i18n/index.ts";
import { away } from "../state/away.ts";

export const AwayNote = () =>
  away.value === undefined ? null : (
    <p class="panel away-note" role="status">
      {t("page.away")}
    </p>
  );
