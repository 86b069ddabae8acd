/** All variables of the CCUs: their values, and what they are. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { compareNames } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { EditButtons } from "../../parts/EditButtons.tsx";
import { None } from "../../parts/None.tsx";
import { type Resource, useResource } from "../../parts/resource.ts";
import { SearchField } from "../../parts/SearchField.tsx";
import { Empty, ErrorNote, Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { sysvars as live, reloadHome } from "../../state/live.ts";
import { tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { busy, sysvarId } from "../../state/write.ts";
import { SysvarControl, wordOf } from "../../views/Variables.tsx";
import { isMeant, kindOf, type Sysvar, typeWord } from "./model.ts";
import { Removal } from "./Removal.tsx";
import { VariableForm } from "./VariableForm.tsx";
import { w } from "./words.ts";

/** Reads the variables from the CCU, which has them before the home does, then the list. */
async function readAnew(list: Resource<Sysvar[]>): Promise<void> {
  await client.POST("/sysvars/fetch");
  await list.reload();
  reloadHome();
}

const facts = (sysvar: Sysvar, isOneOfMany: boolean): string =>
  [
    wordOf(sysvar),
    sysvar.description,
    kindOf(sysvar.value_type) === "binary" ? undefined : w(typeWord(sysvar.value_type)),
    sysvar.is_visible === false && w("hidden"),
    sysvar.is_internal && w("internal"),
    isOneOfMany && sysvar.central,
  ]
    .filter(Boolean)
    .join(" · ");

interface RowProps {
  readonly sysvar: Sysvar;
  readonly isOneOfMany: boolean;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function Row({ sysvar, isOneOfMany, onEdit, onRemove }: RowProps) {
  const { name } = sysvar;
  return (
    <li class={busy.value.has(sysvarId(sysvar)) ? "busy" : ""}>
      <div>
        <b>{name}</b>
        <small>{facts(sysvar, isOneOfMany)}</small>
      </div>
      {may("operator") && away.value === undefined && (
        <span class="row logic-row">
          <SysvarControl sysvar={sysvar} />
          {sysvar.is_internal !== true && (
            <EditButtons
              labels={{ edit: w("edit.named", { name }), remove: w("remove.named", { name }) }}
              onEdit={onEdit}
              onRemove={onRemove}
            />
          )}
        </span>
      )}
    </li>
  );
}

/** The value that was heard last, where the home has it. */
const withValue = (sysvar: Sysvar): Sysvar => {
  const known = live.value.find(({ central, name }) => central === sysvar.central && name === sysvar.name);
  return known === undefined ? sysvar : { ...sysvar, value: known.value, observed: known.observed };
};

export function VariableList() {
  const list = useResource(() => client.GET("/sysvars"), []);
  const search = useSignal("");
  /** `null`: a new one. */
  const edited = useSignal<Sysvar | null | undefined>(undefined);
  const removed = useSignal<Sysvar | undefined>(undefined);
  const action = useAction();
  useEffect(() => () => action.forget(), []);
  const done = async (text: string) => {
    edited.value = undefined;
    removed.value = undefined;
    tellDone(text);
    await readAnew(list);
  };
  return (
    <>
      <div class="tools">
        <SearchField search={search} label={w("search")} />
        {may("operator") && (
          <button
            type="button"
            class="primary"
            disabled={away.value !== undefined}
            onClick={() => {
              edited.value = null;
            }}
          >
            {w("new")}
          </button>
        )}
      </div>
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={list}>
        {(all) => {
          const found = all
            .filter((one) => isMeant(one, search.value.trim()))
            .sort((a, b) => compareNames(a.name, b.name));
          const isOneOfMany = new Set(all.map(({ central }) => central)).size > 1;
          if (found.length === 0)
            return (
              <None of={["sysvars"]} asked={list}>
                {all.length === 0 ? <Empty title={w("none")} /> : <p class="dim">{w("none.found")}</p>}
              </None>
            );
          return (
            <ul class="rows">
              {found.map((one) => (
                <Row
                  key={sysvarId(one)}
                  sysvar={withValue(one)}
                  isOneOfMany={isOneOfMany}
                  onEdit={() => {
                    edited.value = one;
                  }}
                  onRemove={() => {
                    removed.value = one;
                  }}
                />
              ))}
            </ul>
          );
        }}
      </Read>
      {may("operator") && (
        <div class="row end logic-foot">
          <button
            type="button"
            disabled={action.isBusy || away.value !== undefined}
            onClick={async () => {
              if ((await action.run(() => client.POST("/sysvars/fetch"))) === undefined) return;
              await list.reload();
              tellDone(w("read.done"));
            }}
          >
            {w("read.again")}
          </button>
        </div>
      )}
      {edited.value !== undefined && (
        <VariableForm
          sysvar={edited.value}
          onClose={() => {
            edited.value = undefined;
          }}
          onDone={(name) => done(w("saved", { name }))}
        />
      )}
      {removed.value && (
        <Removal
          sysvar={removed.value}
          onClose={() => {
            removed.value = undefined;
          }}
          onDone={() => done(w("remove.done", { name: removed.value?.name ?? "" }))}
        />
      )}
    </>
  );
}
