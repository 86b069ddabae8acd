/** Where the palette appears: its script and sheet come when it is opened for the first time. */
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { tellWords } from "../state/notices.ts";
import { listenForPalette, palette } from "../state/palette.ts";
import { Icon } from "./Icon.tsx";
import { sheetOf } from "./Lazy.tsx";

const loaded = signal<ComponentType | undefined>(undefined);

async function load(): Promise<void> {
  try {
    const [{ default: found }] = await Promise.all([import("../pages/palette/Palette.tsx"), sheetOf("palette")]);
    loaded.value = found;
  } catch {
    palette.value = "closed";
    tellWords(t("page.failed"));
  }
}

export function PaletteSlot() {
  useEffect(listenForPalette, []);
  const isOpen = palette.value !== "closed";
  useEffect(() => {
    if (isOpen && loaded.value === undefined) void load();
  }, [isOpen]);
  const Palette = loaded.value;
  return isOpen && Palette !== undefined ? <Palette /> : null;
}

export const PaletteButton = () => (
  <button
    type="button"
    class="quiet round"
    aria-label={t("palette.open")}
    aria-haspopup="dialog"
    aria-keyshortcuts="Control+K"
    title={`${t("palette.open")} (${t("palette.key")})`}
    onClick={() => {
      palette.value = "search";
    }}
  >
    <Icon name="search" />
  </button>
);
