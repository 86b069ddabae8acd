/** Diagrams that are kept on the server: one's own, and those that others share. */
import { useSignal } from "@preact/signals";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { compareNames } from "../../i18n/index.ts";
import { isPlot } from "../../model/diagram-kinds.ts";
import { linkTo } from "../../model/route.ts";
import { KeepDialog } from "../../parts/KeepDialog.tsx";
import type { Resource } from "../../parts/resource.ts";
import { ErrorNote } from "../../parts/states.tsx";
import { ask, tellDone } from "../../state/notices.ts";
import { client, may, me } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import type { Kept } from "./history-model.ts";
import { w } from "./words.ts";

export type Diagram = Schemas["DiagramConfig"];
type List = Resource<{ diagrams: Diagram[] }>;

interface SaveProps {
  readonly kept: Kept;
  /** The one that is shown, where it is one's own. */
  readonly before: Diagram | undefined;
  readonly list: List;
  readonly onClose: () => void;
}

/** Value of the button that leaves the one that is shown as it is. */
const AS_NEW = "new";

function SaveDialog({ kept, before, list, onClose }: SaveProps) {
  const save = async (name: string, isShared: boolean, by: string) => {
    const isNew = by === AS_NEW;
    const body = { name, visibility: isShared ? "shared" : "private", config: { ...kept } } as const;
    let id = before?.id;
    const done = await whileBusy("diagram", name, async () => {
      if (before !== undefined && !isNew)
        return client.PUT("/diagrams/{id}", { params: { path: { id: before.id } }, body });
      const made = await client.POST("/diagrams", { body });
      id = made.data?.id;
      return made;
    });
    if (!done) return;
    tellDone(w("saved", { name }));
    onClose();
    await list.reload();
    if (id !== undefined) location.hash = linkTo("history", "diagram", id);
  };
  return (
    <KeepDialog
      title={w("save.title")}
      labels={{ name: w("save.name"), share: w("save.share"), save: w("save") }}
      name={before?.name ?? ""}
      isShared={before?.visibility === "shared"}
      isOff={busy.value.has("diagram")}
      other={
        before && (
          <button type="submit" value={AS_NEW} disabled={busy.value.has("diagram")}>
            {w("save.new")}
          </button>
        )
      }
      onSave={save}
      onClose={onClose}
    />
  );
}

interface DiagramsProps {
  readonly list: List;
  readonly shown: Diagram | undefined;
  readonly kept: Kept;
}

export function Diagrams({ list, shown, kept }: DiagramsProps) {
  const isSaving = useSignal(false);
  const isOwn = shown !== undefined && shown.owner === me.value?.subject;
  const remove = async (diagram: Diagram) => {
    if (!(await ask(w("delete.ask", { name: diagram.name }), w("delete")))) return;
    const done = await whileBusy("diagram", diagram.name, () =>
      client.DELETE("/diagrams/{id}", { params: { path: { id: diagram.id } } }),
    );
    if (!done) return;
    location.hash = linkTo("history");
    await list.reload();
  };
  const all = (list.data?.diagrams ?? []).filter(isPlot).sort((a, b) => compareNames(a.name, b.name));
  return (
    <>
      {list.problem && <ErrorNote problem={list.problem} retry={() => void list.reload()} />}
      {all.length > 0 && (
        <nav class="rooms" aria-label={w("diagrams")}>
          {all.map(({ id, name, owner, visibility }) => (
            <a key={id} href={linkTo("history", "diagram", id)} aria-current={shown?.id === id ? "page" : undefined}>
              {owner === me.value?.subject || visibility === "private" ? name : w("diagram.of", { name, owner })}
            </a>
          ))}
        </nav>
      )}
      {may("operator") && kept.series.length > 0 && (
        <>
          <button
            type="button"
            onClick={() => {
              isSaving.value = true;
            }}
          >
            {w("save.open")}
          </button>
          {isOwn && shown && (
            <button type="button" disabled={busy.value.has("diagram")} onClick={() => void remove(shown)}>
              {w("delete")}
            </button>
          )}
        </>
      )}
      {isSaving.value && (
        <SaveDialog
          kept={kept}
          before={isOwn ? shown : undefined}
          list={list}
          onClose={() => {
            isSaving.value = false;
          }}
        />
      )}
    </>
  );
}
