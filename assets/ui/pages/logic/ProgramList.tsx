/** Programs of the CCUs: run, in any case or if their conditions hold; switched on and off; deleted. */
import { mdiTrashCanOutline } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { Toggle } from "../../controls/parts.tsx";
import { compareNames, formatTime, t } from "../../i18n/index.ts";
import { None } from "../../parts/None.tsx";
import { RowButton } from "../../parts/RowButton.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { Empty } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { type Program, programs, reloadHome } from "../../state/live.ts";
import { ask, tellDone, tellWords } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { activateProgram, busy, programId, runProgram, whileBusy } from "../../state/write.ts";
import { isMeant } from "./model.ts";
import { w } from "./words.ts";

async function runIfItHolds(program: Program): Promise<void> {
  const { central, id, name } = program;
  let executed = false;
  const done = await whileBusy(programId(program), name, async () => {
    const options = { params: { path: { id }, query: { central } }, body: { check_conditions: true } };
    const answer = await client.POST("/programs/{id}/execute", options);
    executed = answer.data?.executed === true;
    return answer;
  });
  if (!done) return;
  if (executed) tellDone(t("program.done", { name }));
  else tellWords(w("run.not", { name }));
}

async function remove(program: Program): Promise<void> {
  const { central, id, name } = program;
  if (!(await ask(w("remove.program.ask", { name }), w("remove")))) return;
  const done = await whileBusy(programId(program), name, () =>
    client.DELETE("/programs/{id}", { params: { path: { id }, query: { central } } }),
  );
  if (!done) return;
  programs.value = programs.value.filter((one) => programId(one) !== programId(program));
  tellDone(w("remove.done", { name }));
  reloadHome();
}

function Controls({ program }: { readonly program: Program }) {
  const { name, active } = program;
  const isResting = busy.value.has(programId(program)) || active === false;
  return (
    <span class="row logic-row">
      <Toggle
        label={t("program.active", { name })}
        on={active !== false}
        onChange={(on) => void activateProgram(program, on)}
      />
      <button
        type="button"
        disabled={isResting}
        aria-label={t("program.run.named", { name })}
        onClick={() => void runProgram(program)}
      >
        {t("program.run")}
      </button>
      <button
        type="button"
        disabled={isResting}
        aria-label={w("run.conditions.named", { name })}
        onClick={() => void runIfItHolds(program)}
      >
        {w("run.conditions")}
      </button>
      {may("admin") && (
        <RowButton
          icon={mdiTrashCanOutline}
          label={w("remove.named", { name })}
          onClick={() => void remove(program)}
          isDanger
        />
      )}
    </span>
  );
}

function Row({ program, isOneOfMany }: { readonly program: Program; readonly isOneOfMany: boolean }) {
  const { name, description, active, last_executed: last, central } = program;
  const when = last === undefined ? t("program.never") : t("program.last", { time: formatTime(last) });
  const facts = [active === false && t("program.inactive"), when, description, isOneOfMany && central];
  return (
    <li class={active === false ? "inactive" : ""}>
      <div>
        <b>{name}</b>
        <small>{facts.filter(Boolean).join(" · ")}</small>
      </div>
      {may("operator") && away.value === undefined && <Controls program={program} />}
    </li>
  );
}

export function ProgramList() {
  const search = useSignal("");
  const all = programs.value;
  if (all.length === 0)
    return (
      <None of={["programs"]}>
        <Empty title={w("none.programs")} />
      </None>
    );
  const found = all.filter((one) => isMeant(one, search.value.trim())).sort((a, b) => compareNames(a.name, b.name));
  const isOneOfMany = new Set(all.map(({ central }) => central)).size > 1;
  return (
    <>
      <div class="tools">
        <SearchField search={search} label={w("search")} />
      </div>
      {found.length === 0 && (
        <None of={["programs"]}>
          <p class="dim">{w("none.found")}</p>
        </None>
      )}
      <ul class="rows">
        {found.map((program) => (
          <Row key={programId(program)} program={program} isOneOfMany={isOneOfMany} />
        ))}
      </ul>
    </>
  );
}
