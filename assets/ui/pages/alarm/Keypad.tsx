/** A code, by keys that a thumb hits or by the keyboard. What is typed is never shown. */

import { mdiBackspaceOutline } from "@mdi/js";
import { PIN_LIMIT, typed } from "../../model/alarm.ts";
import { Field } from "../../parts/form.tsx";
import { Glyph } from "../../views/Icon.tsx";
import { t } from "./words.ts";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "back"] as const;

interface KeypadProps {
  readonly code: string;
  readonly onChange: (code: string) => void;
  /** The key of the keyboard that means "go". */
  readonly onEnter: () => void;
}

export const Keypad = ({ code, onChange, onEnter }: KeypadProps) => (
  <div class="keypad">
    <Field label={t("keypad.code")} hint={t("keypad.hint")}>
      {(tied) => (
        <input
          {...tied}
          type="password"
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={PIN_LIMIT}
          value={code}
          onInput={(event) => onChange(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            onEnter();
          }}
        />
      )}
    </Field>
    <fieldset class="keys" aria-label={t("keypad.keys")}>
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          aria-label={key === "back" ? t("keypad.back") : undefined}
          onClick={() => onChange(typed(code, key))}
        >
          {key === "back" ? <Glyph path={mdiBackspaceOutline} /> : key === "clear" ? t("keypad.clear") : key}
        </button>
      ))}
    </fieldset>
  </div>
);
