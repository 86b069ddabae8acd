/** Who may arm, disarm and silence: PINs, slots of keypads, keys of remotes. A PIN is typed once and never shown again. */

import { useSignal } from "@preact/signals";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { compareNames, formatTime } from "../../i18n/index.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { EditButtons } from "../../parts/EditButtons.tsx";
import { useResource } from "../../parts/resource.ts";
import { Empty, Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { CodeForm } from "./CodeForm.tsx";
import { t } from "./words.ts";

export type Code = Schemas["AlarmCode"];
export type CodeWish = Schemas["AlarmCodeRequest"];

/** Between now and its bounds; what is over is told as over. */
function validity({ valid_from_ms: from = 0, valid_until_ms: until = 0 }: Code): string | undefined {
  if (until > 0 && until < Date.now()) return t("code.over", { time: formatTime(until) });
  if (from > Date.now()) return t("code.from", { time: formatTime(from) });
  return until > 0 ? t("code.until", { time: formatTime(until) }) : undefined;
}

function lineOf(code: Code): string {
  const { arm, disarm, silence } = code.perms;
  const perms = [arm && t("perm.arm"), disarm && t("perm.disarm"), silence && t("perm.silence")]
    .filter(Boolean)
    .join(", ");
  const parts = [
    t(`kind.${code.kind}`),
    perms,
    validity(code),
    code.duress && t("code.duress"),
    !code.enabled && t("code.off"),
  ];
  return parts.filter(Boolean).join(" · ");
}

async function remove({ id, name }: Code): Promise<boolean> {
  if (!(await ask(t("code.remove.ask", { name }), t("code.remove")))) return false;
  const done = await whileBusy(`alarm/code/${id}`, name, () =>
    client.DELETE("/alarm/codes/{id}", { params: { path: { id } } }),
  );
  if (done) tellDone(t("done.code.removed", { name }));
  return done;
}

/** @param id of the code that is changed; `undefined` for a new one @returns whether it was taken */
export async function saveCode(id: string | undefined, wish: CodeWish): Promise<boolean> {
  const done = await whileBusy(`alarm/code/${id ?? "new"}`, wish.name, () =>
    id === undefined
      ? client.POST("/alarm/codes", { body: wish, retries: 0 })
      : client.PUT("/alarm/codes/{id}", { params: { path: { id } }, body: wish }),
  );
  if (done) tellDone(t("done.code", { name: wish.name }));
  return done;
}

export function Codes() {
  const codes = useResource(() => client.GET("/alarm/codes"), []);
  /** `null`: a new one. */
  const edited = useSignal<Code | null | undefined>(undefined);
  return (
    <>
      <div class="bar">
        <p class="dim">{t("codes.text")}</p>
        <button
          type="button"
          class="primary"
          disabled={away.value !== undefined}
          onClick={() => {
            edited.value = null;
          }}
        >
          {t("codes.add")}
        </button>
      </div>
      <Read of={codes}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t("codes.none")} />
          ) : (
            <ul class="rows">
              {[...all]
                .sort((a, b) => compareNames(a.name, b.name))
                .map((code) => (
                  <li key={code.id}>
                    <div>
                      <b>{code.name}</b>
                      <small>{lineOf(code)}</small>
                    </div>
                    <EditButtons
                      labels={{
                        edit: t("code.edit.named", { name: code.name }),
                        remove: t("code.remove.named", { name: code.name }),
                      }}
                      disabled={busy.value.has(`alarm/code/${code.id}`) || away.value !== undefined}
                      onEdit={() => {
                        edited.value = code;
                      }}
                      onRemove={async () => {
                        if (await remove(code)) await codes.reload();
                      }}
                    />
                  </li>
                ))}
            </ul>
          )
        }
      </Read>
      {edited.value !== undefined && (
        <Dialog
          title={edited.value?.name ?? t("codes.add")}
          onClose={() => {
            edited.value = undefined;
          }}
        >
          <CodeForm
            code={edited.value ?? undefined}
            onSave={async (wish) => {
              if (!(await saveCode(edited.value?.id, wish))) return;
              edited.value = undefined;
              await codes.reload();
            }}
          />
        </Dialog>
      )}
    </>
  );
}
