/** All pages, by what they are for: each with a word about it. */
import { mdiApi, mdiBellOutline, mdiHomeOutline } from "@mdi/js";
import { compareNames, language, t } from "../i18n/index.ts";
import { linkTo } from "../model/route.ts";
import { type PageEntry, SECTIONS } from "../pages/entry.ts";
import { PAGES } from "../pages/index.ts";
import { capabilities } from "../state/info.ts";
import { may } from "../state/session.ts";
import { Glyph } from "./Icon.tsx";

/** Whether there is something to see for who is here. */
export const isThere = ({ role, capability }: PageEntry): boolean =>
  (role === undefined || may(role)) && (capability === undefined || capabilities.value?.has(capability) !== false);

/** Pages of the bar, in the order of the list. */
export const primaryPages = (): PageEntry[] => PAGES.filter((entry) => entry.isPrimary === true && isThere(entry));

interface Card {
  readonly href: string;
  readonly icon: string;
  readonly title: string;
  readonly text?: string | undefined;
}

const cardOf = ({ path, icon, title, text }: PageEntry): Card => ({
  href: linkTo(path),
  icon,
  title: title[language.value],
  text: text?.[language.value],
});

const Cards = ({ title, cards }: { readonly title: string; readonly cards: readonly Card[] }) =>
  cards.length === 0 ? null : (
    <section class="group">
      <h2>{title}</h2>
      <ul class="cards">
        {cards.map((card) => (
          <li key={card.href}>
            <a class="panel card" href={card.href}>
              <Glyph path={card.icon} />
              <span>
                <b>{card.title}</b>
                {card.text && <small>{card.text}</small>}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );

export function PagesPage() {
  const own = (section: string): Card[] =>
    PAGES.filter((entry) => entry.section === section && isThere(entry))
      .map(cardOf)
      .sort((a, b) => compareNames(a.title, b.title));
  const fixed: Readonly<Record<string, readonly Card[]>> = {
    daily: [
      { href: "#/", icon: mdiHomeOutline, title: t("nav.home") },
      { href: "#/messages", icon: mdiBellOutline, title: t("nav.messages") },
    ],
    system: [{ href: "api", icon: mdiApi, title: t("nav.reference") }],
  };
  return (
    <main id="content" tabIndex={-1}>
      <h1>{t("nav.pages")}</h1>
      {SECTIONS.map((section) => (
        <Cards
          key={section}
          title={t(`section.${section}`)}
          cards={[
            ...(section === "daily" ? fixed.daily! : []),
            ...own(section),
            ...(section === "system" ? fixed.system! : []),
          ]}
        />
      ))}
    </main>
  );
}
