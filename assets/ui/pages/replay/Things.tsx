/** How the things were at the moment that is looked at. */
import type { HomeDevice } from "../../../../adapters/client/index.ts";
import { deviceLink } from "../../model/route.ts";
import type { Tile } from "../../model/tiles.ts";
import { type Sources, type Told, thingAt } from "./at-moment.ts";
import { exactTime } from "./times.ts";
import { w } from "./words.ts";

export interface Shown {
  readonly tile: Tile;
  readonly device: HomeDevice;
}

const Word = ({ label, text, isRecorded }: Told) => (
  <span class={text === undefined ? "dim" : ""}>
    {label !== undefined && <span class="dim">{label} </span>}
    {text ?? w("state.unknown")}
    {isRecorded && <span class="tag">{w("state.recorded")}</span>}
  </span>
);

const Thing = ({ tile, device, told }: Shown & { readonly told: readonly Told[] }) => (
  <li>
    <div>
      <a href={deviceLink(device.central, device.address)}>{tile.name}</a>
    </div>
    <span class="replay-words">
      {told.map((one) => (
        <Word key={one.label ?? ""} {...one} />
      ))}
    </span>
  </li>
);

interface ThingsProps {
  readonly rooms: readonly { readonly name: string; readonly things: readonly Shown[] }[];
  readonly at: number;
  readonly sources: Sources;
}

export const Things = ({ rooms, at, sources }: ThingsProps) => (
  <section class="replay-things" aria-label={w("state")}>
    <h2>
      {w("state")} <small>{w("state.at", { time: exactTime(at) })}</small>
    </h2>
    {rooms.map(({ name, things }) => (
      <section key={name}>
        <h3>{name}</h3>
        <ul class="rows">
          {things.map(({ tile, device }) => (
            <Thing key={tile.id} tile={tile} device={device} told={thingAt(tile, device, at, sources)} />
          ))}
        </ul>
      </section>
    ))}
  </section>
);
