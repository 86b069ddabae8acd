/** A list of a zone (what it watches, what it does) that is changed row by row and saved as a whole. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useUnsaved } from "../../parts/unsaved.ts";
import { away } from "../../state/away.ts";
import { tellDone } from "../../state/notices.ts";
import { may } from "../../state/session.ts";
import { busy } from "../../state/write.ts";
import { t } from "./words.ts";

interface DraftListProps<Row> {
  readonly stored: readonly Row[];
  /** What stands there while there is no row. */
  readonly none: string;
  readonly keyOf: (row: Row) => string;
  readonly titleOf: (row: Row) => string;
  /** What it is, beside its title. */
  readonly lineOf: (row: Row) => string;
  /** @param onChange takes the changed row; `undefined`: it goes */
  readonly form: (row: Row, onChange: (next: Row | undefined) => void) => ComponentChildren;
  readonly add: (rows: readonly Row[], onAdd: (row: Row) => void) => ComponentChildren;
  /** On the button. */
  readonly saveLabel: string;
  /** Of what is under way while it is saved. */
  readonly busyId: string;
  /** @returns whether they were taken */
  readonly save: (rows: readonly Row[]) => Promise<boolean>;
  readonly onSaved: () => Promise<void>;
}

export function DraftList<Row>(props: DraftListProps<Row>) {
  const { stored, none, keyOf, titleOf, lineOf, form, add, saveLabel, busyId, save, onSaved } = props;
  const rows = useSignal(stored);
  const canChange = may("operator");
  useUnsaved(rows.value !== stored);
  const change = (index: number, next: Row | undefined) => {
    rows.value = rows.value.flatMap((one, at) => (at !== index ? [one] : next === undefined ? [] : [next]));
  };
  return (
    <>
      {rows.value.length === 0 && <p class="dim">{none}</p>}
      {rows.value.map((row, index) => (
        <details key={keyOf(row)} class="panel">
          <summary>
            <b>{titleOf(row)}</b> <span class="dim">{lineOf(row)}</span>
          </summary>
          {canChange && form(row, (next) => change(index, next))}
        </details>
      ))}
      {canChange &&
        add(rows.value, (row) => {
          rows.value = [...rows.value, row];
        })}
      {canChange && rows.value !== stored && (
        <p class="row">
          <button
            type="button"
            class="primary"
            disabled={busy.value.has(busyId) || away.value !== undefined}
            onClick={async () => {
              if (!(await save(rows.value))) return;
              tellDone(t("done.saved"));
              await onSaved();
            }}
          >
            {saveLabel}
          </button>
          <span class="dim">{t("unsaved")}</span>
        </p>
      )}
    </>
  );
}
