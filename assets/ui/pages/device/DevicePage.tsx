/** One device: its controls, its names and rooms, every data point with unit, age and access. */
import type { HomeDevice } from "../../../../adapters/client/index.ts";
import { formatAge, formatNumber, t } from "../../i18n/index.ts";
import { wordFor } from "../../model/reading.ts";
import { type ChannelPoint, pointsOf, tilesOf } from "../../model/tiles.ts";
import { devices, linkState, pulse, valueSignal } from "../../state/live.ts";
import { may } from "../../state/session.ts";
import { Icon } from "../../views/Icon.tsx";
import { Tile } from "../../views/Tile.tsx";
import type { PageProps } from "../entry.ts";
import { DeviceEditor } from "./DeviceEditor.tsx";

const ACCESS = ["read", "write", "event"] as const;

/** Ages grow while nothing happens: they are drawn anew with the home's pulse. */
const Age = ({ device, one }: { readonly device: HomeDevice; readonly one: ChannelPoint }) => {
  pulse.value;
  const at = device.values.get(`${one.channel}.${one.point.parameter}`)?.modifiedAt;
  return <td>{formatAge(at, Date.now())}</td>;
};

function PointRow({ device, one }: { readonly device: HomeDevice; readonly one: ChannelPoint }) {
  const { central, address } = device;
  const { point, channel } = one;
  const value = valueSignal(central, address, channel, point.parameter).value;
  return (
    <tr>
      <th scope="row">
        {point.parameter_label ?? point.parameter}
        <code>{point.parameter}</code>
      </th>
      <td>{wordFor(one, value, { t, formatNumber })}</td>
      <Age device={device} one={one} />
      <td>
        {ACCESS.filter((kind) => point.operations[kind])
          .map((kind) => t(`device.kind.${kind}`))
          .join(", ")}
      </td>
    </tr>
  );
}

const Points = ({ device, points }: { readonly device: HomeDevice; readonly points: readonly ChannelPoint[] }) => (
  <div class="scroll">
    <table class="points">
      <thead>
        <tr>
          <th scope="col">{t("device.point")}</th>
          <th scope="col">{t("device.value")}</th>
          <th scope="col">{t("device.age")}</th>
          <th scope="col">{t("device.kind")}</th>
        </tr>
      </thead>
      <tbody>
        {points.map((one) => (
          <PointRow key={one.point.parameter} device={device} one={one} />
        ))}
      </tbody>
    </table>
  </div>
);

function Channels({ device }: { readonly device: HomeDevice }) {
  const points = pointsOf(device);
  return (
    <section class="group">
      <h2>{t("device.points")}</h2>
      {device.channels.map(({ number, name, type_label: type }) => {
        const own = points.filter((one) => one.channel === number);
        if (own.length === 0) return null;
        return (
          <details key={number} class="panel">
            <summary>
              <b>{t("device.channel", { number })}</b>{" "}
              <span class="dim">{[type, name].filter(Boolean).join(" · ")}</span>
            </summary>
            <Points device={device} points={own} />
          </details>
        );
      })}
    </section>
  );
}

function Facts({ device: { address, summary } }: { readonly device: HomeDevice }) {
  const { Current: firmware, Available: newer } = summary.firmware;
  const version = [firmware, summary.update_available && newer && t("device.firmware.available", { version: newer })];
  const facts: [string, string | undefined][] = [
    [t("device.model"), summary.model_label ? `${summary.model} · ${summary.model_label}` : summary.model],
    [t("device.address"), address],
    [t("device.interface"), summary.interface],
    [t("device.firmware"), version.filter(Boolean).join(" · ")],
    [t("device.rooms"), summary.rooms?.join(", ")],
    [t("device.functions"), summary.functions?.join(", ")],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) =>
        value ? (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

export default function DevicePage({ rest: [central, address] }: PageProps) {
  const device = devices.value.find((one) => one.central === central && one.address === address);
  if (device === undefined)
    return (
      <main id="content" tabIndex={-1}>
        <p class="dim">{t(linkState.value === "loading" ? "link.loading" : "device.missing")}</p>
        <a href="#/">{t("nav.home")}</a>
      </main>
    );
  const tiles = tilesOf(device);
  const { summary } = device;
  return (
    <main id="content" tabIndex={-1} key={`${device.central}/${device.address}`}>
      <div class="device-head">
        <a class="button round" href="#/" aria-label={t("nav.home")}>
          <Icon name="back" />
        </a>
        <img src={`api/v1/devices/${encodeURIComponent(device.address)}/icon`} alt="" width="56" height="56" />
        <h1>{summary.name}</h1>
      </div>
      <Facts device={device} />
      {tiles.length > 0 && (
        <section class="group">
          <h2>{t("device.controls")}</h2>
          <div class="tiles">
            {tiles.map((tile) => (
              <Tile key={tile.id} tile={tile} />
            ))}
          </div>
        </section>
      )}
      {may("operator") && <DeviceEditor device={device} />}
      <Channels device={device} />
    </main>
  );
}
