/** Patterns of parameters that are shown although hidden by default, with what could be shown. */

import { useSignal } from "@preact/signals";
import { ActionForm } from "../../parts/ActionForm.tsx";
import { useAction } from "../../parts/action.ts";
import { Field } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { away } from "../../state/away.ts";
import { tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { w } from "./words.ts";

/** Candidates that are drawn at once. */
const SHOWN = 30;

function Candidates({ chosen, onAdd }: { readonly chosen: string; readonly onAdd: (pattern: string) => void }) {
  const search = useSignal("");
  const candidates = useResource(() => client.GET("/visibility/unignore/candidates"), []);
  const wanted = search.value.trim().toLowerCase();
  return (
    <details class="panel">
      <summary>{w("ui.candidates")}</summary>
      <div class="stack">
        <Field label={w("ui.search")}>
          {(tied) => <input {...tied} type="search" onInput={(event) => (search.value = event.currentTarget.value)} />}
        </Field>
        <Read of={candidates}>
          {({ candidates: all }) => {
            const known = new Set(chosen.split("\n").map((line) => line.trim()));
            const found = all.filter((one) => one.toLowerCase().includes(wanted) && !known.has(one));
            if (found.length === 0)
              return (
                <None of={["devices"]} asked={candidates}>
                  <p class="dim">{w("ui.none")}</p>
                </None>
              );
            return (
              <>
                <ul class="boxes">
                  {found.slice(0, SHOWN).map((pattern) => (
                    <li key={pattern}>
                      <button type="button" aria-label={w("ui.add", { pattern })} onClick={() => onAdd(pattern)}>
                        <code>{pattern}</code>
                      </button>
                    </li>
                  ))}
                </ul>
                {found.length > SHOWN && <p class="dim">{w("ui.more", { count: found.length - SHOWN })}</p>}
              </>
            );
          }}
        </Read>
      </div>
    </details>
  );
}

interface PatternsProps {
  readonly ccu: string;
  readonly patterns: readonly string[];
  readonly onSaved: () => void;
}

function Patterns({ ccu, patterns, onSaved }: PatternsProps) {
  const typed = useSignal(patterns.join("\n"));
  const left = useSignal<readonly string[]>([]);
  const saved = useSignal(typed.value);
  const action = useAction();
  // patterns come by buttons, too
  useUnsaved(typed.value !== saved.value);
  const save = async () => {
    const sent = typed.value;
    const body = { central_name: ccu, patterns: typed.value.split("\n").filter((line) => line.trim() !== "") };
    const done = await action.run(() => client.PUT("/visibility/unignore", { body }));
    if (done?.data === undefined) return;
    const {
      applied_count: count,
      affected_devices: devices = 0,
      parse_errors: errors = [],
    } = done.data as {
      applied_count: number;
      affected_devices?: number;
      parse_errors?: string[];
    };
    left.value = errors;
    saved.value = sent;
    tellDone(w("ui.saved", { count, devices }));
    onSaved();
  };
  return (
    <ActionForm action={action} isQuery submit={w("ui.save")} isOff={away.value !== undefined} onSubmit={save}>
      <Field
        label={w("ui.patterns", { ccu })}
        hint={w("ui.hint")}
        error={left.value.length > 0 ? w("ui.errors", { lines: left.value.join(" · ") }) : action.errorAt("patterns")}
      >
        {(tied) => (
          <textarea
            {...tied}
            rows={Math.max(4, typed.value.split("\n").length + 1)}
            spellcheck={false}
            value={typed.value}
            onInput={(event) => (typed.value = event.currentTarget.value)}
          />
        )}
      </Field>
      <Candidates
        chosen={typed.value}
        onAdd={(pattern) => {
          typed.value = [typed.value.trimEnd(), pattern].filter((line) => line !== "").join("\n");
        }}
      />
    </ActionForm>
  );
}

export function Hidden() {
  const list = useResource(() => client.GET("/visibility/unignore"), []);
  return (
    <div class="stack">
      <p class="dim">{w("ui.text")}</p>
      <Read of={list}>
        {({ centrals }) => (
          <>
            {centrals.map(({ central_name: ccu, patterns }) => {
              const texts = patterns.map(({ pattern }) => pattern);
              return may("admin") ? (
                <Patterns key={ccu} ccu={ccu} patterns={texts} onSaved={() => void list.reload()} />
              ) : (
                <section key={ccu} class="panel">
                  <h2>{w("ui.patterns", { ccu })}</h2>
                  <p>{texts.join(", ") || w("ui.readonly")}</p>
                </section>
              );
            })}
          </>
        )}
      </Read>
    </div>
  );
}
