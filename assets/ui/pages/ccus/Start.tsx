/** The way to one's own CCU: found or typed, then tested. */

import { useSignal } from "@preact/signals";
import { linkTo } from "../../model/route.ts";
import { away } from "../../state/away.ts";
import { CcuForm } from "./CcuForm.tsx";
import { Discovery } from "./Discovery.tsx";
import { w } from "./words.ts";

export const testLink = (name: string): string => linkTo("ccus", "test", name);
const goTest = (name: string): void => {
  location.hash = testLink(name);
};

export function Start() {
  const isTyping = useSignal(false);
  return (
    <div class="stack">
      <ol class="way" aria-label={w("start.way")}>
        <li aria-current="step">{w("start.find")}</li>
        <li>{w("start.choose")}</li>
        <li>{w("start.test")}</li>
      </ol>
      <section class="panel stack">
        <h2>{w("start.found")}</h2>
        <Discovery onAdded={goTest} />
      </section>
      <section class="panel stack">
        <h2>{w("start.typed")}</h2>
        <p>{w("start.typed.text")}</p>
        <div class="row">
          <button
            type="button"
            class="primary"
            disabled={away.value !== undefined}
            onClick={() => {
              isTyping.value = true;
            }}
          >
            {w("start.type")}
          </button>
        </div>
      </section>
      <p class="dim">
        {w("start.later")} <a href="#/">{w("start.home")}</a>
      </p>
      {isTyping.value && (
        <CcuForm row={{ name: "ccu" }} isNew onClose={() => (isTyping.value = false)} onSaved={goTest} />
      )}
    </div>
  );
}
