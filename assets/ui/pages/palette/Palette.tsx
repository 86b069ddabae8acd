/** The palette: some words find a page, a room, a device, or what can be done; arrows and Enter take it. */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { compareNames, language, t } from "../../i18n/index.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check } from "../../parts/form.tsx";
import { away } from "../../state/away.ts";
import { devices, isTold, programs, pulse, rooms } from "../../state/live.ts";
import { chooseSingleKeys, hasSingleKeys, palette } from "../../state/palette.ts";
import { me } from "../../state/session.ts";
import { Glyph, Icon } from "../../views/Icon.tsx";
import { allEntries } from "./entries.ts";
import { type Entry, find, SHOWN_LIMIT, stepped } from "./model.ts";
import { w } from "./words.ts";

/** Entries that Page Up and Page Down pass. */
const PAGE = 8;
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };

const close = () => {
  palette.value = "closed";
};

function take({ act }: Entry): void {
  close();
  if (typeof act !== "string") {
    void act();
    return;
  }
  location.assign(act);
  // behind the dialog's own return of the focus: whoever goes somewhere wants to be there
  setTimeout(() => document.getElementById("content")?.focus());
}

const KEYS = [
  ["keys.open", "keys.open.text"],
  ["/", "keys.slash.text"],
  ["?", "keys.help.text"],
  ["↓ ↑", "keys.arrows.text"],
  ["keys.enter", "keys.enter.text"],
  ["keys.escape", "keys.escape.text"],
  ["keys.tab", "keys.tab.text"],
] as const;

const Help = () => (
  <details class="palette-keys" open={palette.value === "help"}>
    <summary>{w("keys")}</summary>
    <dl>
      {KEYS.map(([key, text]) => (
        <div key={text}>
          <dt>
            <kbd>{key.startsWith("keys.") ? w(key as "keys.open") : key}</kbd>
          </dt>
          <dd>{w(text)}</dd>
        </div>
      ))}
    </dl>
    <Check label={w("keys.single")} checked={hasSingleKeys.value} onChange={chooseSingleKeys} />
  </details>
);

interface OptionProps {
  readonly entry: Entry;
  readonly id: string;
  readonly isActive: boolean;
}

function Option({ entry, id, isActive }: OptionProps) {
  const { kind, title, detail, icon } = entry;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) line.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
    <div ref={line} id={id} role="option" tabIndex={-1} aria-selected={isActive} onClick={() => take(entry)}>
      <Glyph path={icon} />
      <span class="palette-name">
        {title}
        {detail && <small>{detail}</small>}
      </span>
      <span class="tag">{w(`kind.${kind}`)}</span>
    </div>
  );
}

export default function Palette() {
  const typed = useSignal("");
  const activeId = useSignal<string | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  useLayoutEffect(() => {
    // behind the dialog's opening, which gives the focus to its first button
    queueMicrotask(() => field.current?.focus());
  }, []);
  const entries = useMemo(allEntries, [
    ...[devices.value, programs.value, rooms.value, pulse.value, language.value, me.value, away.value],
  ]);
  const found = useMemo(() => find(entries, typed.value, compareNames), [entries, typed.value]);
  const shown = found.slice(0, SHOWN_LIMIT);
  const place = Math.max(
    0,
    shown.findIndex(({ id }) => id === activeId.value),
  );
  const active = shown[place];
  const isWhole = isTold(["devices", "rooms", "programs"]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = STEPS[event.key];
    if (event.key === "Enter" && active !== undefined) take(active);
    else if (step !== undefined && shown.length > 0)
      activeId.value =
        shown[stepped(place, Math.sign(step) * Math.min(Math.abs(step), shown.length), shown.length)]?.id;
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={w("title")} onClose={close} isWide={true}>
      <div class="palette">
        <label class="search">
          <Icon name="search" />
          <input
            ref={field}
            type="text"
            role="combobox"
            aria-label={w("search")}
            aria-expanded={shown.length > 0}
            aria-controls={list}
            aria-autocomplete="list"
            aria-activedescendant={active === undefined ? undefined : `${list}-${place}`}
            placeholder={w("search")}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            enterkeyhint="go"
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
              activeId.value = undefined;
            }}
            onKeyDown={onKeyDown}
          />
        </label>
        <div id={list} role="listbox" aria-label={w("results")} hidden={shown.length === 0}>
          {shown.map((entry, index) => (
            <Option key={entry.id} entry={entry} id={`${list}-${index}`} isActive={index === place} />
          ))}
        </div>
        <p class={shown.length > 0 && found.length === shown.length ? "hidden" : "dim"} role="status">
          {shown.length === 0
            ? isWhole
              ? w("none")
              : t("home.untold")
            : found.length === shown.length
              ? w("count", { count: found.length })
              : w("more", { count: found.length - shown.length })}
        </p>
        <Help />
      </div>
    </Dialog>
  );
}
