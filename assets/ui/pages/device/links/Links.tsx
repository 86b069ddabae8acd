/** Direct links of a device: which there are, what each side does, a new one. */
import { mdiLinkVariant } from "@mdi/js";
import type { HomeDevice } from "../../../../../adapters/client/index.ts";
import { compareNames, language } from "../../../i18n/index.ts";
import { linkTo } from "../../../model/route.ts";
import { useResource } from "../../../parts/resource.ts";
import { Empty, Read } from "../../../parts/states.tsx";
import { client, may } from "../../../state/session.ts";
import { Icon } from "../../../views/Icon.tsx";
import { w } from "../words.ts";
import { LinkDetail } from "./LinkDetail.tsx";
import { endName, type Link, linkId } from "./link-model.ts";
import { NewLink } from "./NewLink.tsx";

/** Bits of a link's flags: one of its ends does not know it, or is gone. */
const isBroken = ({ flags = 0 }: Link): boolean => flags !== 0;

const LinkRow = ({ link, href }: { readonly link: Link; readonly href: string }) => (
  <li>
    <a class="panel link-row" href={href}>
      <span class="link-end">
        <b>{endName(link, "sender")}</b>
        <small>{link.sender_channel_type_label}</small>
      </span>
      <span aria-hidden="true">→</span>
      <span class="link-end">
        <b>{endName(link, "receiver")}</b>
        <small>{link.receiver_channel_type_label}</small>
      </span>
      <span class="link-name">
        {link.name}
        {isBroken(link) && (
          <small class="refused">
            <Icon name="alert" /> {w("link.broken")}
          </small>
        )}
      </span>
    </a>
  </li>
);

const NONE = "new";

export function Links({ device, part }: { readonly device: HomeDevice; readonly part: string | undefined }) {
  const { central, address } = device;
  const list = useResource(
    () =>
      client.GET("/devices/{addr}/links", {
        params: { path: { addr: address }, query: { central, locale: language.value } },
      }),
    [central, address],
  );
  const at = (...rest: string[]) => linkTo("device", central, address, "links", ...rest);
  const leave = async () => {
    await list.reload();
    location.hash = at();
  };
  if (part === NONE && may("operator")) return <NewLink device={device} done={list.reload} />;
  return (
    <section class="group">
      <Read of={list}>
        {(links) => {
          const chosen = links.find((link) => linkId(link) === part);
          if (chosen)
            return (
              <LinkDetail key={linkId(chosen)} central={central} link={chosen} changed={list.reload} gone={leave} />
            );
          const sorted = [...links].sort((a, b) => compareNames(endName(a, "sender"), endName(b, "sender")));
          return (
            <>
              {links.length === 0 && (
                <Empty icon={mdiLinkVariant} title={w("links.none")}>
                  <p>{w("links.what")}</p>
                </Empty>
              )}
              <ul class="links">
                {sorted.map((link) => (
                  <LinkRow key={linkId(link)} link={link} href={at(linkId(link))} />
                ))}
              </ul>
              {may("operator") && (
                <p>
                  <a class="button primary" href={at(NONE)}>
                    <Icon name="plus" /> {w("links.new")}
                  </a>
                </p>
              )}
            </>
          );
        }}
      </Read>
    </section>
  );
}
