/** Press, found, name, room, function, ready: devices that come, and those that wait to be accepted. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { AtHome } from "../../parts/AtHome.tsx";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { onBroadcast } from "../../state/live.ts";
import { client } from "../../state/session.ts";
import { Inbox } from "./Inbox.tsx";
import { Teaching } from "./Teaching.tsx";
import { t } from "./words.ts";

/** Milliseconds between two looks while devices may come: not every CCU tells of them. */
const LOOK_MS = 4_000;

export default function PairingPage() {
  const modes = useResource(() => client.GET("/install-mode/interfaces"), []);
  const inbox = useResource(() => client.GET("/inbox"), []);
  const isActive = modes.data?.some(({ active }) => active) === true;
  const readAt = useSignal(Date.now());
  useEffect(() => {
    readAt.value = Date.now();
  }, [modes.data]);
  useEffect(() => {
    const look = () => {
      void modes.reload();
      void inbox.reload();
    };
    const timer = isActive ? setInterval(look, LOOK_MS) : undefined;
    const stops = [
      onBroadcast("hub.install_mode_changed", () => void modes.reload()),
      onBroadcast("hub.inbox_changed", () => void inbox.reload()),
      onBroadcast("device.created", () => void inbox.reload()),
    ];
    return () => {
      clearInterval(timer);
      for (const stop of stops) stop();
    };
  }, [isActive]);
  return (
    <main id="content" tabIndex={-1}>
      <h1>{t("title")}</h1>
      <AwayNote />
      <Read of={modes}>
        {(all) => (
          <AtHome>
            <Teaching modes={all} asked={modes} readAt={readAt.value} onChanged={modes.reload} />
          </AtHome>
        )}
      </Read>
      <section class="group">
        <h2>{t("inbox.title")}</h2>
        <Read of={inbox}>
          {(found) => (
            <AtHome>
              <Inbox devices={found} asked={inbox} isSearching={isActive} onAccepted={inbox.reload} />
            </AtHome>
          )}
        </Read>
      </section>
    </main>
  );
}
