/** A new link, step by step: which channel, what it is to be, with whom, what it is called. */

import { useSignal } from "@preact/signals";
import type { HomeDevice } from "../../../../../adapters/client/index.ts";
import { compareNames, language } from "../../../i18n/index.ts";
import { linkTo } from "../../../model/route.ts";
import { AtHome } from "../../../parts/AtHome.tsx";
import { Select } from "../../../parts/form.tsx";
import { None } from "../../../parts/None.tsx";
import { type Asked, useResource } from "../../../parts/resource.ts";
import { Read } from "../../../parts/states.tsx";
import { useTyped } from "../../../parts/unsaved.ts";
import { tellDone } from "../../../state/notices.ts";
import { client } from "../../../state/session.ts";
import { busy, whileBusy } from "../../../state/write.ts";
import { Icon } from "../../../views/Icon.tsx";
import { w } from "../words.ts";
import { type Candidate, candidateName, isMeant, linkId } from "./link-model.ts";

type Role = "sender" | "receiver";
const ROLES: readonly Role[] = ["sender", "receiver"];
/** Candidates that are shown at once; a search finds the others. */
const SHOWN_LIMIT = 50;

interface PartnersProps {
  readonly candidates: readonly Candidate[];
  readonly asked: Asked;
  readonly chosen: string | undefined;
  readonly onChoose: (address: string) => void;
}

function Partners({ candidates, asked, chosen, onChoose }: PartnersProps) {
  const search = useSignal("");
  const found = candidates
    .filter((candidate) => isMeant(candidate, search.value.trim()))
    .sort((a, b) => compareNames(candidateName(a), candidateName(b)));
  if (candidates.length === 0)
    return (
      <None of={["devices"]} asked={asked}>
        <p class="dim">{w("new.nobody")}</p>
      </None>
    );
  return (
    <>
      <label class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={w("new.search")}
          placeholder={w("new.search")}
          onInput={(event) => {
            search.value = event.currentTarget.value;
          }}
        />
      </label>
      <div class="partners" role="radiogroup" aria-label={w("new.partner")}>
        {found.slice(0, SHOWN_LIMIT).map((one) => (
          <label key={one.address} class="profile">
            <input
              type="radio"
              name="partner"
              checked={chosen === one.address}
              onChange={() => onChoose(one.address)}
            />
            <span>
              <b>{candidateName(one)}</b>
              <small>{[one.channel_type_label, one.device_model, one.address].filter(Boolean).join(" · ")}</small>
            </span>
          </label>
        ))}
      </div>
      {found.length > SHOWN_LIMIT && <p class="dim">{w("new.more", { count: found.length - SHOWN_LIMIT })}</p>}
    </>
  );
}

export function NewLink({ device, done }: { readonly device: HomeDevice; readonly done: () => Promise<void> }) {
  const { central, address, summary } = device;
  const channels = device.channels.filter(({ paramset_keys: keys }) => keys?.includes("LINK") === true);
  const channel = useSignal(channels[0]?.number ?? 0);
  const role = useSignal<Role>("sender");
  const partner = useSignal<string | undefined>(undefined);
  const list = useResource(
    () =>
      client.GET("/devices/{addr}/channels/{no}/linkable-channels", {
        params: {
          path: { addr: address, no: channel.value },
          query: { central, role: role.value, interface: summary.interface_id, locale: language.value },
        },
      }),
    [channel.value, role.value],
  );
  const typed = useTyped();
  const own = `${address}:${channel.value}`;
  const make = async (name: string) => {
    const { value: other } = partner;
    if (other === undefined) return;
    const ends =
      role.value === "sender"
        ? { sender_address: own, receiver_address: other }
        : { sender_address: other, receiver_address: own };
    const made = await whileBusy("new-link", summary.name, () =>
      client.POST("/devices/{addr}/links", {
        params: { path: { addr: address }, query: { central } },
        body: { ...ends, ...(name !== "" && { name }) },
      }),
    );
    if (!made) return;
    typed.isDirty.value = false;
    tellDone(w("new.done"));
    await done();
    location.hash = linkTo("device", central, address, "links", linkId(ends));
  };
  if (channels.length === 0) return <p class="dim">{w("new.impossible")}</p>;
  const forget = () => {
    partner.value = undefined;
  };
  return (
    <form
      class="panel wizard"
      onInput={typed.onInput}
      onSubmit={(event) => {
        event.preventDefault();
        void make(String(new FormData(event.currentTarget).get("name")).trim());
      }}
    >
      <h2>{w("links.new")}</h2>
      <Select
        label={w("new.channel")}
        value={String(channel.value)}
        options={channels.map(({ number, name, type_label: type }) => ({
          value: String(number),
          label: [w("channel", { number }), type, name].filter(Boolean).join(" · "),
        }))}
        onChange={(next) => {
          channel.value = Number(next);
          forget();
        }}
      />
      <fieldset class="segments">
        <legend>{w("new.role")}</legend>
        {ROLES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={role.value === one}
            onClick={() => {
              role.value = one;
              forget();
            }}
          >
            {w(`new.role.${one}`)}
          </button>
        ))}
      </fieldset>
      <h3>{w("new.partner")}</h3>
      <Read of={list}>
        {(candidates) => (
          <Partners
            candidates={candidates}
            asked={list}
            chosen={partner.value}
            onChoose={(chosen) => {
              partner.value = chosen;
            }}
          />
        )}
      </Read>
      <label class="field">
        {w("new.name")}
        <input name="name" maxLength={100} />
      </label>
      <div class="row end">
        <a class="button" href={linkTo("device", central, address, "links")}>
          {w("cancel")}
        </a>
        <AtHome>
          <button type="submit" class="primary" disabled={partner.value === undefined || busy.value.has("new-link")}>
            {w("new.make")}
          </button>
        </AtHome>
      </div>
    </form>
  );
}
