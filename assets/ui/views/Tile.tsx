/** One thing of the home: what it is, how it is, and its control. */

import type { ComponentChildren } from "preact";
import { Climate } from "../controls/Climate.tsx";
import { Cover } from "../controls/Cover.tsx";
import { Light } from "../controls/Light.tsx";
import { Display, Lock, Siren, Valve } from "../controls/Others.tsx";
import { PendingMark, type Shown, Toggle, useShown } from "../controls/parts.tsx";
import { formatNumber, t } from "../i18n/index.ts";
import { wordFor } from "../model/reading.ts";
import { deviceLink } from "../model/route.ts";
import { isActive, summaryOf } from "../model/summary.ts";
import type { ChannelPoint, Tile as TileModel } from "../model/tiles.ts";
import { AtHome } from "../parts/AtHome.tsx";
import { bare } from "../state/bare.ts";
import { favourites, isChoosing, toggleFavourite } from "../state/favourites.ts";
import { customId, isReachable, overlayOf, valueSignal } from "../state/live.ts";
import { may } from "../state/session.ts";
import { writeValue } from "../state/write.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { plottedOf, SparkLine } from "./SparkLine.tsx";

const words = { t, formatNumber };

const CUSTOM_ICONS: Readonly<Record<string, IconName>> = {
  light: "light",
  cover: "shutter",
  climate: "thermostat",
  lock: "locked",
  siren: "siren",
  switch: "socket",
  valve: "valve",
  text_display: "display",
};
const READING_ICONS: Readonly<Record<string, IconName>> = {
  STATE: "windowClosed",
  SMOKE_DETECTOR_ALARM_STATUS: "smoke",
  MOTION: "motion",
  PRESENCE_DETECTION_STATE: "motion",
  ALARMSTATE: "water",
  MOISTURE_DETECTED: "water",
  ACTUAL_TEMPERATURE: "thermometer",
  TEMPERATURE: "thermometer",
  POWER: "flash",
  WIND_SPEED: "weather",
};

export function sensorIcon({ readings: [first], model }: TileModel): IconName {
  if (model.includes("SWO") || model.includes("WDS100")) return "weather";
  if (first?.channelType?.startsWith("SMOKE") === true) return "smoke";
  return READING_ICONS[first?.point.parameter ?? ""] ?? "gauge";
}

const targetOf = ({ central, address, name }: TileModel) => ({ central, address, name });

// ---------------------------------------------------------------- frame

interface FrameProps {
  readonly tile: TileModel;
  readonly icon: IconName;
  readonly active: boolean;
  readonly pending: string | undefined;
  readonly state: readonly string[];
  readonly toggle?: ComponentChildren;
  readonly children?: ComponentChildren;
}

function Star({ tile: { id, name } }: { readonly tile: TileModel }) {
  const isFavourite = favourites.value.includes(id);
  const label = t(isFavourite ? "home.favourites.remove" : "home.favourites.add", { name });
  return (
    <button
      type="button"
      class="round star"
      aria-pressed={isFavourite}
      aria-label={label}
      onClick={() => void toggleFavourite(id, name)}
    >
      <Icon name={isFavourite ? "star" : "starOutline"} />
    </button>
  );
}

function Frame({ tile, icon, active, pending, state, toggle, children }: FrameProps) {
  const { central, address, name, readings } = tile;
  const isThere = isReachable(central, address).value;
  return (
    <article class={`tile${active ? " active" : ""}${isThere ? "" : " away"}`} data-tile={tile.id}>
      <div class="tile-head">
        <span class="badge">
          <Icon name={icon} />
        </span>
        <div class="tile-name">
          <h3>{bare.value ? name : <a href={deviceLink(central, address)}>{name}</a>}</h3>
          <p class="state">
            {isThere ? state.join(" · ") : t("tile.unreachable")}
            {pending !== undefined && <PendingMark id={pending} />}
          </p>
        </div>
        {isChoosing.value ? <Star tile={tile} /> : toggle && <AtHome>{toggle}</AtHome>}
      </div>
      {children && <div class="tile-body">{children}</div>}
      {readings.length > 0 && tile.kind !== "sensor" && <Readings tile={tile} readings={readings} />}
    </article>
  );
}

const Reading = ({ tile: { central, address }, one }: { readonly tile: TileModel; readonly one: ChannelPoint }) => (
  <>
    <dt>{one.point.parameter_label ?? one.point.parameter}</dt>
    <dd>{wordFor(one, valueSignal(central, address, one.channel, one.point.parameter).value, words)}</dd>
  </>
);

const Readings = ({ tile, readings }: { readonly tile: TileModel; readonly readings: readonly ChannelPoint[] }) => (
  <dl class="readings">
    {readings.map((one) => (
      <Reading key={one.point.parameter} tile={tile} one={one} />
    ))}
  </dl>
);

// ---------------------------------------------------------------- kinds

function Control(shown: Shown) {
  switch (shown.custom.category) {
    case "light":
      return <Light {...shown} />;
    case "cover":
      return <Cover {...shown} />;
    case "climate":
      return <Climate {...shown} />;
    case "lock":
      return <Lock {...shown} />;
    case "siren":
      return <Siren {...shown} />;
    case "valve":
      return <Valve {...shown} />;
    case "text_display":
      return <Display {...shown} />;
    default:
      return null;
  }
}

/** Lights and switches go on and off by one touch. */
function OnOff({ target: { name }, custom: { category }, state, can, run }: Shown) {
  if (!can("turn_on") || !can("turn_off") || (category !== "light" && category !== "switch")) return null;
  const change = (on: boolean) =>
    void run(on ? "turn_on" : "turn_off", {}, category === "light" ? { state: on ? "ON" : "OFF" } : { is_on: on });
  return <Toggle label={t("light.toggle", { name })} on={isActive(category, state)} onChange={change} />;
}

export function customIcon(category: string, { custom, state }: Pick<Shown, "custom" | "state">): IconName {
  if (category === "lock" && state.is_locked === false) return "unlocked";
  if (custom.kind === "siren_smoke") return "smoke";
  if (category === "cover" && "door_state" in state) return "garage";
  if (category === "cover" && custom.capabilities?.tilt === true) return "blind";
  return CUSTOM_ICONS[category] ?? "power";
}

function CustomTile({ tile }: { readonly tile: Extract<TileModel, { kind: "custom" }> }) {
  const { category, custom, central, address } = tile;
  const shown = useShown(targetOf(tile), custom);
  if (shown === undefined) return null;
  const icon = customIcon(category, shown);
  const isThere = isReachable(central, address).value;
  return (
    <Frame
      tile={tile}
      icon={icon}
      active={isActive(category, shown.state)}
      pending={customId(central, address, custom)}
      state={summaryOf(category, shown.state, words)}
      toggle={isThere && <OnOff {...shown} />}
    >
      {isThere && (
        <AtHome>
          <Control {...shown} />
        </AtHome>
      )}
    </Frame>
  );
}

function SwitchTile({ tile }: { readonly tile: Extract<TileModel, { kind: "switch" }> }) {
  const { central, address, point, name } = tile;
  const { parameter } = point.point;
  const id = `${central}/${address}/${point.channel}.${parameter}`;
  const value = overlayOf(id).value?.value ?? valueSignal(central, address, point.channel, parameter).value;
  const change = (on: boolean) => void writeValue(targetOf(tile), point.channel, parameter, on);
  const canSwitch = may("operator") && isReachable(central, address).value;
  return (
    <Frame
      tile={tile}
      icon={tile.readings.length > 0 ? "socket" : "power"}
      active={value === true}
      pending={id}
      state={[wordFor(point, value, words)]}
      toggle={canSwitch && <Toggle label={t("light.toggle", { name })} on={value === true} onChange={change} />}
    />
  );
}

function SensorTile({ tile }: { readonly tile: TileModel }) {
  const { central, address, readings } = tile;
  const [first, ...others] = readings;
  const plotted = plottedOf(tile);
  const value = first && valueSignal(central, address, first.channel, first.point.parameter).value;
  return (
    <Frame
      tile={tile}
      icon={sensorIcon(tile)}
      active={false}
      pending={undefined}
      state={first ? [wordFor(first, value, words)] : []}
    >
      {plotted && <SparkLine tile={tile} one={plotted} />}
      {others.length > 0 && <Readings tile={tile} readings={others} />}
    </Frame>
  );
}

export function Tile({ tile }: { readonly tile: TileModel }) {
  if (tile.kind === "custom") return <CustomTile tile={tile} />;
  return tile.kind === "switch" ? <SwitchTile tile={tile} /> : <SensorTile tile={tile} />;
}
