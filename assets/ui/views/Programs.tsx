/** Programs of the CCU: run them, switch them off. */

import { Toggle } from "../controls/parts.tsx";
import { compareNames, formatTime, t } from "../i18n/index.ts";
import { AtHome } from "../parts/AtHome.tsx";
import { type Program, programs } from "../state/live.ts";
import { may } from "../state/session.ts";
import { activateProgram, busy, programId, runProgram } from "../state/write.ts";
import { Icon } from "./Icon.tsx";

function Row({ program }: { readonly program: Program }) {
  const { name, description, active, last_executed: last } = program;
  const isBusy = busy.value.has(programId(program));
  const when = last === undefined ? t("program.never") : t("program.last", { time: formatTime(last) });
  return (
    <li class={active === false ? "inactive" : ""}>
      <div>
        <b>{name}</b>
        <small>{[active === false ? t("program.inactive") : when, description].filter(Boolean).join(" · ")}</small>
      </div>
      {may("operator") && (
        <AtHome>
          <button
            type="button"
            class="labelled"
            aria-label={t("program.run.named", { name })}
            disabled={isBusy || active === false}
            onClick={() => void runProgram(program)}
          >
            <Icon name="play" />
            <span>{t("program.run")}</span>
          </button>
          <Toggle
            label={t("program.active", { name })}
            on={active !== false}
            onChange={(on) => void activateProgram(program, on)}
          />
        </AtHome>
      )}
    </li>
  );
}

export function Programs() {
  const sorted = [...programs.value].sort((a, b) => compareNames(a.name, b.name));
  if (sorted.length === 0) return null;
  return (
    <section class="group">
      <h2>{t("home.programs")}</h2>
      <ul class="rows">
        {sorted.map((program) => (
          <Row key={programId(program)} program={program} />
        ))}
      </ul>
    </section>
  );
}
