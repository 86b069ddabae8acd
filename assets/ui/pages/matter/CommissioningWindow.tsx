/** The window in which an app may take the home: its QR code, its digits, how long it is open. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Problem, Schemas } from "../../../../adapters/client/index.ts";
import { clockText } from "../../model/alarm.ts";
import { useResource } from "../../parts/resource.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { manualText } from "./model.ts";
import { t } from "./words.ts";

const BUSY = "matter/window";
const TICK_MS = 500;

interface WindowProps {
  readonly status: Schemas["MatterStatus"];
  readonly onChanged: () => Promise<void>;
}

interface Codes {
  readonly qr_svg?: string | undefined;
  readonly manual_code: string;
}

/** As an image of its own: what the server draws is no part of the page. */
const Picture = ({ svg }: { readonly svg: string }) => (
  <img
    class="qr"
    src={`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`}
    alt={t("window.qr")}
    width="240"
    height="240"
  />
);

function Left({ endsAt }: { readonly endsAt: number }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p>
      {t("window.left")} <b class="window-left">{clockText(Math.max(0, Math.ceil((endsAt - now.value) / 1000)))}</b>
    </p>
  );
}

/** Asked for once, while the window is open: without one there is none. */
function Open() {
  const { data, isReading } = useResource(() => client.GET("/matter/setup-payload"), []);
  if (data !== undefined) return <Shown codes={data} />;
  return isReading ? null : <p class="dim">{t("window.nocode")}</p>;
}

const Shown = ({ codes }: { readonly codes: Codes }) => (
  <>
    {codes.qr_svg && <Picture svg={codes.qr_svg} />}
    <p>
      {t("window.manual")} <b class="manual">{manualText(codes.manual_code)}</b>
    </p>
    <p class="dim">{t("window.how")}</p>
  </>
);

export function CommissioningWindow({ status, onChanged }: WindowProps) {
  const isOpen = status.commissioning_window_open;
  const endsAt = useSignal<number | undefined>(undefined);
  const left = status.commissioning_window_duration_seconds;
  useEffect(() => {
    endsAt.value = isOpen && left !== undefined ? Date.now() + left * 1000 : undefined;
  }, [isOpen, left]);
  const order = async (send: () => Promise<{ readonly error?: Problem }>) => {
    await whileBusy(BUSY, t("window.title"), send);
    await onChanged();
  };
  const open = () =>
    status.fabric_count > 0
      ? client.POST("/matter/share", { body: {}, retries: 0 })
      : client.POST("/matter/commissioning/window", { body: {}, retries: 0 });
  const close = () => client.POST("/matter/commissioning/window/close", { retries: 0 });
  return (
    <section class="group panel window">
      <h2>{t("window.title")}</h2>
      {isOpen ? <Open /> : <p>{t(status.fabric_count > 0 ? "window.another" : "window.first")}</p>}
      {isOpen && endsAt.value !== undefined && <Left endsAt={endsAt.value} />}
      {may("admin") && (
        <button
          type="button"
          class={isOpen ? "" : "primary"}
          disabled={busy.value.has(BUSY)}
          onClick={() => void order(isOpen ? close : open)}
        >
          {t(isOpen ? "window.close" : "window.open")}
        </button>
      )}
    </section>
  );
}
