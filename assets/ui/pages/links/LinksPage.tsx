/** Every direct link of every CCU: who speaks, who acts; each leads to its page. */
import { mdiLinkVariant } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { compareNames, language } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { None } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { SearchField } from "../../parts/SearchField.tsx";
import { Empty, Read } from "../../parts/states.tsx";
import { Table } from "../../parts/Table.tsx";
import { devices } from "../../state/live.ts";
import { client } from "../../state/session.ts";
import { endName, type Link, linkId, splitAddress } from "../device/links/link-model.ts";
import { w } from "./words.ts";

/** The CCU of the sender; `undefined` where this home does not know it. */
const centralOf = ({ sender_address: address }: Link): string | undefined =>
  devices.value.find((one) => one.address === splitAddress(address).device)?.central;

function fits(link: Link, words: string): boolean {
  const text = [endName(link, "sender"), endName(link, "receiver"), link.name, linkId(link)].join(" ");
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.toLocaleLowerCase().includes(word));
}

/** It has a page where its sender is known. */
function Sender({ link }: { readonly link: Link }) {
  const central = centralOf(link);
  const name = endName(link, "sender");
  if (central === undefined) return <>{name}</>;
  const { device } = splitAddress(link.sender_address);
  return <a href={linkTo("device", central, device, "links", linkId(link))}>{name}</a>;
}

function Links({ links }: { readonly links: readonly Link[] }) {
  const search = useSignal("");
  const rows = links
    .filter((link) => fits(link, search.value))
    .sort((a, b) => compareNames(endName(a, "sender"), endName(b, "sender")));
  const isOneOfMany = new Set(links.map(centralOf)).size > 1;
  return (
    <div class="stack">
      <SearchField search={search} label={w("search")} />
      {rows.length === 0 ? (
        <None of={["devices"]}>
          <p>{w("none.found")}</p>
        </None>
      ) : (
        <div class="stacked panel">
          <Table
            label={w("title")}
            rows={rows}
            keyOf={(link) => `${centralOf(link)}/${linkId(link)}`}
            columns={[
              { key: "sender", title: w("sender"), cell: (link) => <Sender link={link} /> },
              { key: "receiver", title: w("receiver"), cell: (link) => endName(link, "receiver") },
              {
                key: "name",
                title: w("name"),
                cell: ({ name, flags = 0 }) => (
                  <>
                    {name || "–"} {flags !== 0 && <span class="tag bad">{w("broken")}</span>}
                  </>
                ),
              },
              ...(isOneOfMany ? [{ key: "ccu", title: w("ccu"), cell: (link: Link) => centralOf(link) ?? "–" }] : []),
            ]}
          />
        </div>
      )}
    </div>
  );
}

export default function LinksPage() {
  const all = useResource(() => client.GET("/links", { params: { query: { locale: language.value } } }), []);
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w("title")}</h1>
      <AwayNote />
      <p class="dim">{w("text")}</p>
      <Read of={all}>
        {({ links }) =>
          links.length === 0 ? (
            <None of={["devices"]} asked={all}>
              <Empty icon={mdiLinkVariant} title={w("none")}>
                <p>{w("none.text")}</p>
              </Empty>
            </None>
          ) : (
            <Links links={links} />
          )
        }
      </Read>
    </main>
  );
}
