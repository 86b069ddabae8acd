/** The form of one section: what is typed, what it changes, what the server says to it. */
import { useSignal } from "@preact/signals";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { language } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { type Resource, useResource } from "../../parts/resource.ts";
import { ErrorNote, Read } from "../../parts/states.tsx";
import { Table } from "../../parts/Table.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { away } from "../../state/away.ts";
import { ask, tellDone, tellRefusal } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { FieldInput, valueText } from "./FieldInput.tsx";
import { fieldLabel, sectionName } from "./fields.ts";
import { type Change, changesOf, documentWith, type FormField, fieldsOf } from "./model.ts";
import { resetField, resetSection, SIGN_ON, storedOf, storeSection } from "./store.ts";
import { w } from "./words.ts";

interface SectionFormProps {
  readonly schema: Schemas["SchemaResponse"];
  readonly section: string;
  readonly onSaved: () => void;
}

const Review = ({
  changes,
  isBusy,
  onSave,
  onClose,
}: {
  readonly changes: readonly Change[];
  readonly isBusy: boolean;
  readonly onSave: () => void;
  readonly onClose: () => void;
}) => (
  <Dialog title={w("review.title")} onClose={onClose} isWide>
    <Table
      label={w("review.title")}
      rows={changes}
      keyOf={({ field }) => field.path}
      columns={[
        { key: "field", title: w("review.field"), cell: ({ field }) => fieldLabel(field, language.value) },
        { key: "before", title: w("review.before"), cell: ({ field, before }) => valueText(field, before) },
        { key: "after", title: w("review.after"), cell: ({ field, after }) => valueText(field, after) },
      ]}
    />
    {changes.some(({ field }) => field.needsRestart) && <p>{w("review.restart")}</p>}
    <div class="row end">
      <button type="button" onClick={onClose}>
        {w("review.back")}
      </button>
      <button type="button" class="primary" disabled={isBusy} onClick={onSave}>
        {w("review.save")}
      </button>
    </div>
  </Dialog>
);

/** What was typed and is not saved: whoever leaves is asked. */
function useDrafts() {
  const drafts = useSignal<Readonly<Record<string, string>>>({});
  const isDirty = Object.keys(drafts.value).length > 0;
  useUnsaved(isDirty, w("unsaved"));
  return drafts;
}

interface BodyProps extends SectionFormProps {
  readonly effective: Resource<Schemas["ConfigSnapshotResponse"]>;
  readonly fields: readonly FormField[];
}

function Body({ section, fields, effective, onSaved }: BodyProps) {
  const drafts = useDrafts();
  const isReviewed = useSignal(false);
  const action = useAction();
  const { changes, faults } = changesOf(fields, drafts.value);
  const forget = () => {
    drafts.value = {};
    action.forget();
  };
  const again = async () => {
    await effective.reload();
    onSaved();
  };
  const save = async () => {
    const done = await action.run(async () => {
      const stored = await storedOf(section);
      return "error" in stored ? stored : storeSection(section, documentWith(stored.data, changes));
    });
    isReviewed.value = false;
    if (done === undefined) return;
    const needsRestart = changes.some(({ field }) => field.needsRestart);
    drafts.value = {};
    tellDone(w(needsRestart ? "saved.restart" : "saved"));
    await again();
  };
  const reset = async (field: FormField) => {
    const label = fieldLabel(field, language.value);
    const stored = await storedOf(section);
    const answer = "error" in stored ? stored : await resetField(section, field.path, field.members, stored.data);
    if (answer.error) return tellRefusal(label, answer.error);
    const { [field.path]: _, ...others } = drafts.value;
    drafts.value = others;
    tellDone(w("reset.done", { label }));
    await again();
  };
  const resetAll = async () => {
    const label = sectionName(section, language.value);
    if (!(await ask(w("reset.all.ask", { label }), w("reset.all.yes")))) return;
    if ((await action.run(() => resetSection(section))) === undefined) return;
    drafts.value = {};
    tellDone(w("reset.done", { label }));
    await again();
  };
  const input = (field: FormField) => {
    const fault = faults[field.path];
    return (
      <FieldInput
        key={field.path}
        field={field}
        draft={drafts.value[field.path]}
        error={fault ? w(`fault.${fault}`) : action.errorAt(field.members.join("."))}
        onType={(raw) => {
          drafts.value = { ...drafts.value, [field.path]: raw };
        }}
        onReset={() => void reset(field)}
      />
    );
  };
  const isStored = fields.some(({ source }) => source === "db");
  const experts = fields.filter(({ isExpert }) => isExpert);
  // the sign-on of a home in the cloud lies there: it can be changed while the home is away
  const isThere = away.value === undefined || section === SIGN_ON;
  const mayReview = isThere && changes.length > 0 && Object.keys(faults).length === 0;
  return (
    <form
      class="panel settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        isReviewed.value = mayReview;
      }}
    >
      <h2>{sectionName(section, language.value)}</h2>
      {action.problem && <ErrorNote problem={action.problem} />}
      {fields.filter(({ isExpert }) => !isExpert).map(input)}
      {experts.length > 0 && (
        <details>
          <summary>{w("expert")}</summary>
          <div class="settings-form">{experts.map(input)}</div>
        </details>
      )}
      <div class="row">
        <button
          type="button"
          class="danger"
          disabled={!isThere || action.isBusy || !isStored}
          onClick={() => void resetAll()}
        >
          {w("reset.all")}
        </button>
      </div>
      <div class="row end settings-foot">
        <button type="button" disabled={Object.keys(drafts.value).length === 0} onClick={forget}>
          {w("discard")}
        </button>
        <button type="submit" class="primary" disabled={!mayReview}>
          {w("save")}
        </button>
      </div>
      {isReviewed.value && (
        <Review
          changes={changes}
          isBusy={action.isBusy}
          onSave={() => void save()}
          onClose={() => {
            isReviewed.value = false;
          }}
        />
      )}
    </form>
  );
}

export function SectionForm(props: SectionFormProps) {
  const effective = useResource(() => client.GET("/config/effective"), [props.section]);
  return (
    <div>
      <Read of={effective}>
        {(known) => <Body {...props} effective={effective} fields={fieldsOf(props.schema, known, props.section)} />}
      </Read>
    </div>
  );
}
