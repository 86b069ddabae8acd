/** What a device is and how it is: its controls, its names and rooms, every data point with unit, age and access. */
import type { HomeDevice } from "../../../../adapters/client/index.ts";
import { formatNumber, t } from "../../i18n/index.ts";
import { wordFor } from "../../model/reading.ts";
import { type ChannelPoint, pointsOf, tilesOf } from "../../model/tiles.ts";
import { Age } from "../../parts/states.tsx";
import { pulse, valueSignal } from "../../state/live.ts";
import { may } from "../../state/session.ts";
import { Tile } from "../../views/Tile.tsx";
import { DeviceEditor } from "./DeviceEditor.tsx";
import { w } from "./words.ts";

const ACCESS = ["read", "write", "event"] as const;

function PointRow({ device, one }: { readonly device: HomeDevice; readonly one: ChannelPoint }) {
  const { central, address } = device;
  const { point, channel } = one;
  const value = valueSignal(central, address, channel, point.parameter).value;
  // ages grow while nothing happens
  pulse.value;
  return (
    <tr>
      <th scope="row">
        {point.parameter_label ?? point.parameter}
        <code>{point.parameter}</code>
      </th>
      <td>{wordFor(one, value, { t, formatNumber })}</td>
      <td>
        <Age at={device.values.get(`${channel}.${point.parameter}`)?.modifiedAt} />
      </td>
      <td>
        {ACCESS.filter((kind) => point.operations[kind])
          .map((kind) => w(`kind.${kind}`))
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
          <th scope="col">{w("point")}</th>
          <th scope="col">{w("value")}</th>
          <th scope="col">{w("age")}</th>
          <th scope="col">{w("kind")}</th>
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
      <h2>{w("points")}</h2>
      {device.channels.map(({ number, name, type_label: type }) => {
        const own = points.filter((one) => one.channel === number);
        if (own.length === 0) return null;
        return (
          <details key={number} class="panel">
            <summary>
              <b>{w("channel", { number })}</b> <span class="dim">{[type, name].filter(Boolean).join(" · ")}</span>
            </summary>
            <Points device={device} points={own} />
          </details>
        );
      })}
    </section>
  );
}

function Facts({ device: { address, central, summary } }: { readonly device: HomeDevice }) {
  const { Current: firmware, Available: newer } = summary.firmware;
  const version = [firmware, summary.update_available && newer && w("firmware.available", { version: newer })];
  const { SignalStrength: rssi } = summary.availability;
  const facts: [string, string | undefined][] = [
    [w("model"), summary.model_label ? `${summary.model} · ${summary.model_label}` : summary.model],
    [w("address"), address],
    [w("interface"), `${summary.interface} · ${central}`],
    [w("firmware"), version.filter(Boolean).join(" · ")],
    [w("signal"), typeof rssi === "number" ? `${formatNumber(rssi)}\u00a0dBm` : undefined],
    [w("rooms"), summary.rooms?.join(", ")],
    [w("functions"), summary.functions?.join(", ")],
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

export function Overview({ device }: { readonly device: HomeDevice }) {
  const tiles = tilesOf(device);
  return (
    <>
      <Facts device={device} />
      {tiles.length > 0 && (
        <section class="group">
          <h2>{w("controls")}</h2>
          <div class="tiles">
            {tiles.map((tile) => (
              <Tile key={tile.id} tile={tile} />
            ))}
          </div>
        </section>
      )}
      {may("operator") && <DeviceEditor device={device} />}
      <Channels device={device} />
    </>
  );
}
