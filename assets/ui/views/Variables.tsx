/** System variables of the CCU, each with the control of its type. */

import { Toggle } from "../controls/parts.tsx";
import { compareNames, formatNumber, t } from "../i18n/index.ts";
import { AtHome } from "../parts/AtHome.tsx";
import { type Sysvar, sysvars } from "../state/live.ts";
import { may } from "../state/session.ts";
import { busy, setSysvar, sysvarId } from "../state/write.ts";

/** Labels of false and true. */
const logicWord = ({ value_name_0: no, value_name_1: yes }: Sysvar, value: boolean): string =>
  (value ? yes : no) || t(value ? "state.yes" : "state.no");

/** Its value for people. */
export function wordOf(sysvar: Sysvar): string {
  const { value, unit, value_list: labels } = sysvar;
  if (value === undefined || value === null) return t("variable.unknown");
  if (typeof value === "boolean") return logicWord(sysvar, value);
  if (labels !== undefined && labels.length > 0 && typeof value === "number") return labels[value] ?? String(value);
  const text = typeof value === "number" ? formatNumber(value) : String(value);
  return unit ? `${text}\u00a0${unit}` : text;
}

const Labels = ({ sysvar }: { readonly sysvar: Sysvar }) => (
  <select
    aria-label={t("variable.value", { name: sysvar.name })}
    value={String(sysvar.value ?? "")}
    onChange={(event) => void setSysvar(sysvar, Number(event.currentTarget.value))}
  >
    {(sysvar.value_list ?? []).map((label, index) => (
      <option key={label} value={index}>
        {label}
      </option>
    ))}
  </select>
);

function Typed({ sysvar }: { readonly sysvar: Sysvar }) {
  const isText = sysvar.value_type === "STRING";
  const limits = { min: sysvar.min, max: sysvar.max };
  const shown = String(sysvar.value ?? "");
  // another key with another value: what was typed gives way to what is
  const input = {
    name: "value",
    key: shown,
    defaultValue: shown,
    "aria-label": t("variable.value", { name: sysvar.name }),
  };
  return (
    <form
      class="typed"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = String(new FormData(event.currentTarget).get("value"));
        void setSysvar(sysvar, isText ? typed : Number(typed));
      }}
    >
      {isText ? <input type="text" {...input} /> : <input type="number" step="any" required {...limits} {...input} />}
      {sysvar.unit && <span class="dim">{sysvar.unit}</span>}
      <button type="submit">{t("variable.set")}</button>
    </form>
  );
}

/** The control of its type: it sets the value. */
export function SysvarControl({ sysvar }: { readonly sysvar: Sysvar }) {
  const { value_type: type, value, name } = sysvar;
  if (type === "LOGIC" || type === "ALARM")
    return (
      <Toggle label={t("variable.value", { name })} on={value === true} onChange={(on) => void setSysvar(sysvar, on)} />
    );
  return type === "LIST" ? <Labels sysvar={sysvar} /> : <Typed sysvar={sysvar} />;
}

const Row = ({ sysvar }: { readonly sysvar: Sysvar }) => (
  <li class={busy.value.has(sysvarId(sysvar)) ? "busy" : ""}>
    <div>
      <b>{sysvar.name}</b>
      <small>{[wordOf(sysvar), sysvar.description].filter(Boolean).join(" · ")}</small>
    </div>
    {may("operator") && (
      <AtHome>
        <SysvarControl sysvar={sysvar} />
      </AtHome>
    )}
  </li>
);

export function Variables() {
  const sorted = sysvars.value.filter((one) => one.is_visible !== false).sort((a, b) => compareNames(a.name, b.name));
  if (sorted.length === 0) return null;
  return (
    <section class="group">
      <h2>{t("home.variables")}</h2>
      <ul class="rows">
        {sorted.map((sysvar) => (
          <Row key={sysvarId(sysvar)} sysvar={sysvar} />
        ))}
      </ul>
    </section>
  );
}
