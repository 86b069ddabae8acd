/** The settings of a channel, or of one side of a link: changed under a lock, checked, told what changed, taken back. */

import { useSignal } from "@preact/signals";
import { language } from "../../../i18n/index.ts";
import { useAction } from "../../../parts/action.ts";
import { Check } from "../../../parts/form.tsx";
import { useResource } from "../../../parts/resource.ts";
import { ErrorNote, Read } from "../../../parts/states.tsx";
import { away } from "../../../state/away.ts";
import { client, may } from "../../../state/session.ts";
import { w } from "../words.ts";
import { type FormOf, lockKey, useDraft } from "./draft.ts";
import { ParameterField, valueWord } from "./Field.tsx";
import {
  type Change,
  changesOf,
  faultsOf,
  type Schema,
  shownParameters,
  subsetOption,
  type Values,
} from "./form-model.ts";
import type { EditLock } from "./lock.ts";
import { Profiles } from "./Profiles.tsx";

const readSchema = (of: FormOf, expert: boolean) =>
  client.GET("/devices/{addr}/channels/{no}/ui-schema", {
    params: {
      path: { addr: of.device, no: of.channel },
      query: {
        central: of.central,
        paramset: of.paramset,
        locale: language.value,
        expert,
        ...(of.peer !== undefined && { peer: of.peer }),
      },
    },
  });

// ---------------------------------------------------------------- what changed

const ChangeList = ({ changes }: { readonly changes: readonly Change[] }) => (
  <ul class="changes" aria-label={w("changes.title")}>
    {changes.map(({ parameter, before, after }) => (
      <li key={parameter.name}>
        <b>{parameter.label}</b>: <s>{valueWord(parameter, before)}</s> → {valueWord(parameter, after)}
      </li>
    ))}
  </ul>
);

function LockNote({ lock }: { readonly lock: EditLock }) {
  if (lock.problem === undefined) return null;
  const isTaken = lock.problem.status === 423 || lock.problem.status === 409;
  if (lock.isLost || !isTaken) return <ErrorNote problem={lock.problem} />;
  return (
    <div class="problem" role="alert">
      <div>
        {w("lock.taken")}
        {lock.problem.detail && <small>{lock.problem.detail}</small>}
      </div>
      <button type="button" disabled={away.value !== undefined} onClick={() => void lock.takeOver()}>
        {w("lock.takeover")}
      </button>
    </div>
  );
}

// ---------------------------------------------------------------- choices that set several at once

function Subsets({ schema, values, set, disabled }: GroupProps) {
  return (
    <>
      {schema.subset_groups.map((subset) => (
        <label key={subset.id} class="choice subset">
          <span>{subset.label}</span>
          <select
            disabled={disabled}
            value={String(subsetOption(schema, subset, values) ?? "")}
            onChange={(event) => {
              const chosen = subset.options.find(({ id }) => String(id) === event.currentTarget.value);
              if (chosen) void set(chosen.values);
            }}
          >
            <option value="">{w("value.own")}</option>
            {subset.options.map((option) => (
              <option key={option.id} value={String(option.id)}>
                {option.label}
              </option>
            ))}
          </select>
        </label>
      ))}
    </>
  );
}

interface GroupProps {
  readonly schema: Schema;
  readonly values: Values;
  readonly disabled: boolean;
  readonly set: (values: Values) => Promise<void>;
}

interface GroupsProps extends GroupProps {
  readonly isExpert: boolean;
  readonly measure: (name: string) => Promise<void>;
}

function Groups({ schema, values, disabled, set, isExpert, measure }: GroupsProps) {
  const shown = new Map(shownParameters(schema, values, isExpert).map((parameter) => [parameter.name, parameter]));
  const changed = new Set(changesOf(schema, values).map(({ parameter }) => parameter.name));
  const faults = faultsOf(schema, values, changed);
  return (
    <>
      {schema.groups.map(({ id, label, parameters }) => {
        const own = parameters.flatMap((name) => shown.get(name) ?? []);
        if (own.length === 0) return null;
        return (
          <fieldset key={id} class="panel form-group">
            <legend>{label}</legend>
            <div class="parameters">
              {own.map((parameter) => (
                <ParameterField
                  key={parameter.name}
                  parameter={parameter}
                  value={values[parameter.name]}
                  disabled={disabled}
                  fault={faults.get(parameter.name)}
                  isChanged={changed.has(parameter.name)}
                  onChange={(value) => void set({ [parameter.name]: value })}
                  measure={measure}
                />
              ))}
            </div>
          </fieldset>
        );
      })}
    </>
  );
}

// ---------------------------------------------------------------- the form

interface EditorProps {
  readonly of: FormOf;
  readonly schema: Schema;
  readonly isExpert: boolean;
  readonly reload: () => Promise<void>;
}

function Actions({ draft }: { readonly draft: ReturnType<typeof useDraft> }) {
  const { changes, faults, isBusy, saved } = draft;
  if (changes.length > 0 || draft.canUndo)
    return (
      <div class="panel form-actions">
        <ChangeList changes={changes} />
        <div class="row end">
          <button type="button" onClick={draft.undo}>
            {w("form.undo")}
          </button>
          <button type="button" onClick={draft.discard}>
            {w("form.discard")}
          </button>
          <button
            type="button"
            class="primary"
            disabled={isBusy || faults.size > 0 || changes.length === 0 || away.value !== undefined}
            onClick={() => void draft.save()}
          >
            {w("form.save")}
          </button>
        </div>
      </div>
    );
  if (saved.length === 0) return null;
  return (
    <div class="panel form-actions">
      <p>{w("form.saved.long")}</p>
      <ChangeList changes={saved} />
      <div class="row end">
        <button type="button" disabled={isBusy || away.value !== undefined} onClick={() => void draft.takeBack()}>
          {w("form.takeback")}
        </button>
      </div>
    </div>
  );
}

function Editor({ of, schema, isExpert, reload }: EditorProps) {
  const draft = useDraft(of, schema, reload);
  const measuring = useAction();
  const isBusy = draft.isBusy || measuring.isBusy;
  const disabled = !may("operator") || isBusy || away.value !== undefined;
  if (schema.parameters.length === 0) return <p class="dim">{w("form.none")}</p>;
  const measure = async (parameter: string) => {
    const path = { addr: of.device, no: of.channel, key: of.paramset };
    const answer = await measuring.run(() =>
      client.POST("/devices/{addr}/channels/{no}/paramsets/{key}/determine", {
        params: { path, query: { central: of.central } },
        body: { parameter },
      }),
    );
    if (answer !== undefined) await reload();
  };
  return (
    <form class="paramset" aria-busy={draft.isBusy} onSubmit={(event) => event.preventDefault()}>
      <LockNote lock={draft.lock} />
      {draft.problem && <ErrorNote problem={draft.problem} />}
      {measuring.problem && <ErrorNote problem={measuring.problem} />}
      {schema.profile && <Profiles schema={schema} values={draft.values} disabled={disabled} set={draft.set} />}
      <Subsets schema={schema} values={draft.values} disabled={disabled} set={draft.set} />
      <Groups
        schema={schema}
        values={draft.values}
        disabled={disabled}
        set={draft.set}
        isExpert={isExpert}
        measure={measure}
      />
      <Actions draft={draft} />
    </form>
  );
}

/** Reads the schema and edits it. Who may only look sees values without controls. */
export function ParamsetForm({ of }: { readonly of: FormOf }) {
  const isExpert = useSignal(false);
  const schema = useResource(() => readSchema(of, isExpert.value), [of, isExpert.value]);
  return (
    <Read of={schema}>
      {(data) => (
        <>
          <Check
            label={w("form.expert")}
            checked={isExpert.value}
            onChange={(on) => {
              isExpert.value = on;
            }}
          />
          <Editor key={lockKey(of)} of={of} schema={data} isExpert={isExpert.value} reload={schema.reload} />
        </>
      )}
    </Read>
  );
}
