/** Chooses data points for a plot: by words of device, room or value. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n/index.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { devices } from "../../state/live.ts";
import { Icon } from "../../views/Icon.tsx";
import { LINES_LIMIT } from "./history-model.ts";
import { allPlottable, type Plottable } from "./points.ts";
import { w } from "./words.ts";

/** Rows that are drawn at once; a search finds the others. */
const SHOWN_LIMIT = 60;

interface PickerProps {
  readonly chosen: readonly string[];
  readonly onClose: () => void;
  readonly onChoose: (ids: readonly string[]) => void;
}

const isMeant = ({ name, address, parameter, rooms }: Plottable, words: string): boolean => {
  const text = [name, address, parameter, ...rooms].join(" ").toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

export function Picker({ chosen, onClose, onChoose }: PickerProps) {
  const search = useSignal("");
  const found = allPlottable(devices.value).filter((one) => isMeant(one, search.value.trim()));
  const isFull = chosen.length >= LINES_LIMIT;
  return (
    <Dialog title={w("pick")} onClose={onClose}>
      <label class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={t("home.search")}
          placeholder={t("home.search.short")}
          onInput={(event) => {
            search.value = event.currentTarget.value;
          }}
        />
      </label>
      {isFull && <p class="dim">{w("pick.full", { count: LINES_LIMIT })}</p>}
      <div class="picks">
        {found.slice(0, SHOWN_LIMIT).map(({ id, name, unit }) => (
          <Check
            key={id}
            label={unit === "" ? name : `${name} (${unit})`}
            checked={chosen.includes(id)}
            disabled={isFull && !chosen.includes(id)}
            onChange={(on) => onChoose(on ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
        ))}
      </div>
      {found.length === 0 && (
        <None of={["devices"]}>
          <p class="dim">{w("pick.none")}</p>
        </None>
      )}
      {found.length > SHOWN_LIMIT && <p class="dim">{w("pick.more", { count: found.length - SHOWN_LIMIT })}</p>}
      <div class="row end">
        <button type="button" class="primary" onClick={onClose}>
          {w("pick.done")}
        </button>
      </div>
    </Dialog>
  );
}
