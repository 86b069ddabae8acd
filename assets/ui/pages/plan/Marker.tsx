/** A thing on the plan: how it is, and one touch switches it, or shows its controls. */
import { useComputed } from "@preact/signals";
import { formatNumber, t } from "../../i18n/index.ts";
import { wordFor } from "../../model/reading.ts";
import { isActive, summaryOf } from "../../model/summary.ts";
import type { Tile } from "../../model/tiles.ts";
import { away } from "../../state/away.ts";
import { customId, customOf, isReachable, overlayOf, valueSignal } from "../../state/live.ts";
import { may } from "../../state/session.ts";
import { invoke, writeValue } from "../../state/write.ts";
import { Icon, type IconName } from "../../views/Icon.tsx";
import { customIcon, sensorIcon } from "../../views/Tile.tsx";
import type { Place } from "./model.ts";

const words = { t, formatNumber };

export interface Looks {
  readonly icon: IconName;
  readonly isActive: boolean;
  readonly isPending: boolean;
  readonly state: string;
  /** On or off by one touch; absent: there is nothing to switch, or it is not known which way. */
  readonly toggle?: () => void;
}

function looksOfCustom(tile: Extract<Tile, { kind: "custom" }>): Looks | undefined {
  const { central, address, custom: name, category } = tile;
  const custom = customOf(central, address, name).value;
  if (custom === undefined) return undefined;
  const overlay = overlayOf(customId(central, address, name)).value;
  const state = { ...custom.state, ...overlay };
  const active = isActive(category, state);
  const canToggle =
    (category === "light" || category === "switch") &&
    ["turn_on", "turn_off"].every((operation) => custom.supported_operations.includes(operation));
  const shown = (on: boolean) => (category === "light" ? { state: on ? "ON" : "OFF" } : { is_on: on });
  return {
    icon: customIcon(category, { custom, state }),
    isActive: active,
    isPending: overlay !== undefined,
    state: summaryOf(category, state, words)[0] ?? "",
    ...(canToggle && {
      toggle: () => void invoke(tile, name, active ? "turn_off" : "turn_on", {}, shown(!active)),
    }),
  };
}

function looksOfSwitch(tile: Extract<Tile, { kind: "switch" }>): Looks {
  const { central, address, point, readings } = tile;
  const { parameter } = point.point;
  const overlay = overlayOf(`${central}/${address}/${point.channel}.${parameter}`).value;
  const value = overlay?.value ?? valueSignal(central, address, point.channel, parameter).value;
  return {
    icon: readings.length > 0 ? "socket" : "power",
    isActive: value === true,
    isPending: overlay !== undefined,
    state: wordFor(point, value, words),
    toggle: () => void writeValue(tile, point.channel, parameter, value !== true),
  };
}

function looksOfSensor(tile: Tile): Looks {
  const { central, address, readings } = tile;
  const [first] = readings;
  const value = first && valueSignal(central, address, first.channel, first.point.parameter).value;
  const word = first ? wordFor(first, value, words) : "";
  return { icon: sensorIcon(tile), isActive: false, isPending: false, state: word };
}

export const looksOf = (tile: Tile): Looks | undefined =>
  tile.kind === "custom" ? looksOfCustom(tile) : tile.kind === "switch" ? looksOfSwitch(tile) : looksOfSensor(tile);

export const Face = ({ icon, state }: { readonly icon: IconName; readonly state: string }) => (
  <>
    <span class="badge">
      <Icon name={icon} />
    </span>
    {state !== "" && <span class="plan-state">{state}</span>}
  </>
);

/** At an edge the words go to the other side, so that they stay on the picture. */
export const sideOf = ({ x }: Place): string => (x < EDGE ? " left" : x > 1 - EDGE ? " right" : "");
const EDGE = 0.15;

export const positionOf = ({ x, y }: Place) => ({ left: `${x * 100}%`, top: `${y * 100}%` });

interface MarkerProps {
  readonly tile: Tile;
  readonly place: Place;
  readonly onOpen: () => void;
}

export function Marker({ tile, place, onOpen }: MarkerProps) {
  const isThere = isReachable(tile.central, tile.address).value;
  const looks = useComputed(() => looksOf(tile)).value;
  if (looks === undefined) return null;
  const state = isThere ? looks.state : t("tile.unreachable");
  const toggle = isThere && may("operator") ? looks.toggle : undefined;
  return (
    <button
      type="button"
      class={`plan-marker${sideOf(place)}${looks.isActive ? " active" : ""}${isThere ? "" : " away"}${looks.isPending ? " waiting" : ""}`}
      style={positionOf(place)}
      title={tile.name}
      aria-label={`${tile.name}: ${state}`}
      {...(toggle ? { role: "switch", "aria-checked": looks.isActive } : { "aria-haspopup": "dialog" as const })}
      // what acts at home rests while it is away
      disabled={toggle !== undefined && away.value !== undefined}
      onClick={toggle ?? onOpen}
    >
      <Face icon={looks.icon} state={state} />
    </button>
  );
}
