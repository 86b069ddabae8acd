/** Everything that the palette can find now, for who is here. */
import {
  mdiApi,
  mdiBellOutline,
  mdiChip,
  mdiDoorOpen,
  mdiDotsHorizontal,
  mdiHomeOutline,
  mdiPlay,
  mdiToggleSwitchOutline,
} from "@mdi/js";
import { compareNames, language, t } from "../../i18n/index.ts";
import { deviceLink, linkTo, roomLink } from "../../model/route.ts";
import { type Tile, tilesOf } from "../../model/tiles.ts";
import { away } from "../../state/away.ts";
import { devices, programs, rooms } from "../../state/live.ts";
import { tellDone } from "../../state/notices.ts";
import { may } from "../../state/session.ts";
import { invoke, programId, runProgram, writeValue } from "../../state/write.ts";
import { isThere } from "../../views/PagesPage.tsx";
import { PAGES } from "../index.ts";
import { type Entry, type Order, ordersOf } from "./model.ts";
import { w } from "./words.ts";

/** While the home is away nothing acts there: what would be refused is not offered. */
const canAct = (): boolean => may("operator") && away.value === undefined;

const pageEntries = (): Entry[] => [
  page("#/", t("nav.home"), mdiHomeOutline),
  page("#/messages", t("nav.messages"), mdiBellOutline),
  ...PAGES.filter((entry) => entry.section !== undefined && isThere(entry)).map(({ path, title, text, icon }) =>
    page(linkTo(path), title[language.value], icon, text?.[language.value]),
  ),
  page("#/pages", t("nav.pages"), mdiDotsHorizontal),
  page("api", t("nav.reference"), mdiApi),
];

const page = (act: string, title: string, icon: string, detail = ""): Entry => ({
  id: `page/${act}`,
  kind: "page",
  title,
  detail,
  icon,
  act,
});

const roomEntries = (): Entry[] =>
  [...rooms.value].sort(compareNames).map((name) => ({
    id: `room/${name}`,
    kind: "room",
    title: name,
    detail: "",
    icon: mdiDoorOpen,
    act: roomLink(name),
  }));

function thingEntries(): Entry[] {
  return devices.value.flatMap((device) => {
    const { central, address, summary } = device;
    const own: Entry = {
      id: `device/${central}/${address}`,
      kind: "device",
      title: summary.name,
      detail: [summary.model, ...(summary.rooms ?? []), address].join(" · "),
      icon: mdiChip,
      act: deviceLink(central, address),
    };
    if (!canAct() || !device.available) return [own];
    return [own, ...tilesOf(device).flatMap((tile) => orderEntries(tile, device))];
  });
}

type Device = (typeof devices.value)[number];

function orderEntries(tile: Tile, device: Device): Entry[] {
  if (tile.kind === "custom") {
    const custom = device.customs.get(tile.custom);
    if (custom === undefined) return [];
    return ordersOf(custom).map((order) =>
      orderEntry(tile, order.word, () => invoke(tile, custom.name, order.operation, {}, order.shown)),
    );
  }
  if (tile.kind !== "switch") return [];
  const { channel, point } = tile.point;
  const value = device.values.get(`${channel}.${point.parameter}`)?.value;
  return [true, false]
    .filter((on) => value !== on)
    .map((on) => orderEntry(tile, on ? "on" : "off", () => writeValue(tile, channel, point.parameter, on)));
}

const orderEntry = (tile: Tile, word: Order["word"], send: () => Promise<boolean>): Entry => ({
  id: `switch/${tile.id}/${word}`,
  kind: "switch",
  title: w(`order.${word}`, { name: tile.name }),
  detail: tile.rooms.join(", "),
  icon: mdiToggleSwitchOutline,
  act: async () => {
    if (await send()) tellDone(w(`done.${word}`, { name: tile.name }));
  },
});

const programEntries = (): Entry[] =>
  canAct()
    ? programs.value
        .filter(({ active }) => active !== false)
        .map((program) => ({
          id: programId(program),
          kind: "program",
          title: w("run", { name: program.name }),
          detail: program.description ?? "",
          icon: mdiPlay,
          act: () => runProgram(program),
        }))
    : [];

export const allEntries = (): Entry[] => [...pageEntries(), ...roomEntries(), ...thingEntries(), ...programEntries()];
