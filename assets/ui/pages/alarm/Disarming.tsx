/** A zone that is armed, or about to be, or sounds: how it is made quiet. */
import { useSignal } from "@preact/signals";
import type { Zone } from "../../model/alarm.ts";
import { acknowledge, disarm, silence } from "./actions.ts";
import { Keypad } from "./Keypad.tsx";
import { t } from "./words.ts";

export function Disarming({ zone }: { readonly zone: Zone }) {
  const code = useSignal("");
  const isBusy = useSignal(false);
  const order = async (send: () => Promise<unknown>) => {
    isBusy.value = true;
    await send();
    // right or wrong: it is typed anew
    code.value = "";
    isBusy.value = false;
  };
  const isLoud = zone.state === "triggered" && zone.incident?.silenced !== true;
  return (
    <form
      class="arm-form"
      onSubmit={(event) => {
        event.preventDefault();
        void order(() => disarm(zone, code.value));
      }}
    >
      <div class="row">
        <button type="submit" class="primary wide" disabled={isBusy.value}>
          {t("panel.disarm")}
        </button>
        {isLoud && (
          <button type="button" disabled={isBusy.value} onClick={() => void order(() => silence(zone, code.value))}>
            {t("panel.silence")}
          </button>
        )}
        {zone.incident && (
          <button type="button" disabled={isBusy.value} onClick={() => void order(() => acknowledge(zone))}>
            {t("panel.acknowledge")}
          </button>
        )}
      </div>
      <Keypad
        code={code.value}
        onChange={(next) => {
          code.value = next;
        }}
        onEnter={() => void order(() => disarm(zone, code.value))}
      />
    </form>
  );
}
