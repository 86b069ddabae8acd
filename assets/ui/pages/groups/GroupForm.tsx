/** A new group, or what one that is there shall be. */

import { useSignal } from "@preact/signals";
import { compareNames, t } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check, Field, Select, textOf } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote, Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { client } from "../../state/session.ts";
import { changeOf, choicesOf, deviceOf, type GroupAt, typeName } from "./model.ts";
import { w } from "./words.ts";

/** As the server takes it. */
const NAME_LIMIT = 255;

interface GroupFormProps {
  /** `null`: a new one. */
  readonly of: GroupAt | null;
  readonly centrals: readonly string[];
  readonly onClose: () => void;
  readonly onDone: (name: string) => Promise<void>;
  /** Something was done, though not what was asked for. */
  readonly onRefused: () => Promise<void>;
}

interface MembersProps {
  readonly of: GroupAt | null;
  readonly central: string;
  readonly type: string;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

function Members({ of, central, type, chosen, onChange }: MembersProps) {
  const suitable = useResource(
    () => client.GET("/groups/suitable-members", { params: { query: { type_id: type, central } } }),
    [central, type],
  );
  const isChosen = (address: string) => chosen.some((one) => deviceOf(one) === deviceOf(address));
  return (
    <fieldset class="boxes">
      <legend>{w("members")}</legend>
      <Read of={suitable}>
        {({ assignable }) => {
          const choices = choicesOf(of?.group.members ?? [], assignable, compareNames);
          if (choices.length === 0)
            return (
              <None of={["devices"]} asked={suitable}>
                <p class="dim">{w("members.free")}</p>
              </None>
            );
          return (
            <div class="group-members">
              {choices.map(({ address, name, rooms, isPending }) => (
                <Check
                  key={address}
                  label={[name, ...rooms, isPending && w("members.pending")].filter(Boolean).join(" · ")}
                  checked={isChosen(address)}
                  onChange={(on) =>
                    onChange(on ? [...chosen, address] : chosen.filter((one) => deviceOf(one) !== deviceOf(address)))
                  }
                />
              ))}
            </div>
          );
        }}
      </Read>
    </fieldset>
  );
}

export function GroupForm({ of, centrals, onClose, onDone, onRefused }: GroupFormProps) {
  const central = useSignal(of?.central ?? centrals[0] ?? "");
  const types = useResource(
    () => client.GET("/groups/types", { params: { query: { central: central.value } } }),
    [central.value],
  );
  const chosenType = useSignal(of?.group.type_id);
  const type = chosenType.value ?? types.data?.types[0]?.id;
  const members = useSignal<readonly string[]>(of?.group.members.map(({ address }) => address) ?? []);
  const forbid = useSignal(of?.group.forbid_single_operation === true);
  const isUnchanged = useSignal(false);
  const { isBusy, problem, run, errorAt } = useAction();
  const send = async (name: string) => {
    const wish = { name, forbid_single_operation: forbid.value, members: members.value };
    const query = { central: central.value };
    if (of === null) {
      if (type === undefined) return undefined;
      const body = { ...wish, members: [...wish.members], type_id: type };
      return run(() => client.POST("/groups", { params: { query }, body, retries: 0 }));
    }
    const body = changeOf(of.group, wish);
    isUnchanged.value = body === undefined;
    if (body === undefined) return undefined;
    return run(() => client.PUT("/groups/{id}", { params: { path: { id: of.group.id }, query }, body }));
  };
  return (
    <Dialog title={of === null ? w("new.title") : w("edit.title", { name: of.group.name })} onClose={onClose}>
      <form
        class="stack"
        onSubmit={async (event) => {
          event.preventDefault();
          const name = textOf(new FormData(event.currentTarget), "name");
          if ((await send(name)) !== undefined) await onDone(name);
          else if (!isUnchanged.value) await onRefused();
        }}
      >
        <Field label={w("name")} error={errorAt("name")}>
          {(tied) => (
            <input {...tied} name="name" required maxLength={NAME_LIMIT} defaultValue={of?.group.name ?? ""} />
          )}
        </Field>
        {of === null && centrals.length > 1 && (
          <Select
            label={w("central")}
            value={central.value}
            options={centrals.map((value) => ({ value, label: value }))}
            onChange={(value) => {
              central.value = value;
              chosenType.value = undefined;
              members.value = [];
            }}
          />
        )}
        {of === null && types.problem && <ErrorNote problem={types.problem} retry={() => void types.reload()} />}
        {of === null && types.data && types.data.types.length > 1 && (
          <Select
            label={w("type")}
            value={type ?? ""}
            options={types.data.types.map(({ id, label_key: label }) => ({
              value: id,
              label: typeName(id, label, w("title")),
            }))}
            onChange={(value) => {
              chosenType.value = value;
              members.value = [];
            }}
          />
        )}
        {type !== undefined && (
          <Members
            of={of}
            central={central.value}
            type={type}
            chosen={members.value}
            onChange={(next) => {
              members.value = next;
            }}
          />
        )}
        <Check
          label={w("forbid")}
          checked={forbid.value}
          onChange={(on) => {
            forbid.value = on;
          }}
        />
        {isUnchanged.value && <p role="status">{w("unchanged")}</p>}
        {problem && <ErrorNote problem={problem} />}
        <div class="row end">
          <button type="button" onClick={onClose}>
            {t("confirm.cancel")}
          </button>
          <button type="submit" class="primary" disabled={isBusy || type === undefined || away.value !== undefined}>
            {w("save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
