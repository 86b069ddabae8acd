/** Around every page: where one is, who one is, how the connection is. */
import { useEffect } from "preact/hooks";
import { language, t } from "../i18n/index.ts";
import { linkTo, type Route } from "../model/route.ts";
import { PAGES } from "../pages/index.ts";
import { followAlarm } from "../state/alarm.ts";
import { watchHome } from "../state/away.ts";
import { bare } from "../state/bare.ts";
import { loadCapabilities } from "../state/info.ts";
import { forgetHome, linkState, openHome } from "../state/live.ts";
import { followMessages, messageCount } from "../state/messages.ts";
import { watchPreferences } from "../state/preferences.ts";
import { route } from "../state/route.ts";
import { logOut, me } from "../state/session.ts";
import { Banner } from "./Banner.tsx";
import { FirstRun, isFirstRun, lookForFirstRun } from "./FirstRun.tsx";
import { HomePage } from "./HomePage.tsx";
import { Glyph, Icon } from "./Icon.tsx";
import { Lazy } from "./Lazy.tsx";
import { Login } from "./Login.tsx";
import { MessagesPage } from "./MessagesPage.tsx";
import { Confirmation, Notices } from "./Overlays.tsx";
import { PagesPage, primaryPages } from "./PagesPage.tsx";
import { PaletteButton, PaletteSlot } from "./PaletteSlot.tsx";
import { Preferences } from "./Preferences.tsx";

function Navigation() {
  const { value: at } = route;
  const { page } = at;
  const primary = primaryPages();
  const isPrimary = page === "other" && primary.some(({ path }) => path === at.path);
  const count = messageCount.value;
  return (
    <nav class="pages" aria-label={t("nav.main")}>
      <a href="#/" aria-current={page === "home" ? "page" : undefined}>
        <Icon name="home" />
        <span>{t("nav.home")}</span>
      </a>
      <a href="#/messages" aria-current={page === "messages" ? "page" : undefined}>
        <Icon name="bell" />
        <span>
          {t("nav.messages")}
          {count > 0 && <b class="count">{count}</b>}
        </span>
      </a>
      {primary.map(({ path, icon, title }) => (
        <a key={path} href={linkTo(path)} aria-current={page === "other" && at.path === path ? "page" : undefined}>
          <Glyph path={icon} />
          <span>{title[language.value]}</span>
        </a>
      ))}
      <a href="#/pages" aria-current={page === "pages" || (page === "other" && !isPrimary) ? "page" : undefined}>
        <Icon name="more" />
        <span>{t("nav.pages")}</span>
      </a>
    </nav>
  );
}

const Account = () =>
  me.value && (
    <span class="account">
      <span class="who">
        <b>{me.value.subject}</b> <small>{t(`account.role.${me.value.role}`)}</small>
      </span>
      <button
        type="button"
        class="quiet"
        aria-label={t("account.logout")}
        title={t("account.logout")}
        onClick={() => void logOut()}
      >
        <Icon name="logout" />
      </button>
    </span>
  );

function Inside() {
  // the language is part of what is read: labels of data points come in it
  const spoken = language.value;
  useEffect(() => {
    openHome();
    void loadCapabilities();
    const stops = [watchPreferences(), watchHome(), followMessages(), followAlarm()];
    return () => {
      for (const stop of stops) stop();
      forgetHome();
    };
  }, [spoken]);
  return (
    <>
      {bare.value === undefined && <Banner />}
      <Shown at={route.value} />
    </>
  );
}

function Shown({ at }: { readonly at: Route }) {
  if (at.page === "messages") return <MessagesPage />;
  if (at.page === "pages") return <PagesPage />;
  const entry = at.page === "other" ? PAGES.find(({ path }) => path === at.path) : undefined;
  return entry && at.page === "other" ? <Lazy entry={entry} rest={at.rest} /> : <HomePage />;
}

/** The login; at the first start the account of the administrator is made instead. */
function Door() {
  useEffect(() => void lookForFirstRun(), []);
  return isFirstRun.value ? <FirstRun /> : <Login />;
}

/** Who may be anywhere: the way to the content, the pages, the settings. */
const Top = () => (
  <>
    <button type="button" class="skip" onClick={() => document.getElementById("content")?.focus()}>
      {t("nav.skip")}
    </button>
    <header class="top">
      <a class="brand" href="#/" aria-label={t("app.name")}>
        <img src="icon.svg" alt="" width="28" height="28" />
        <span>{t("app.name")}</span>
      </a>
      {me.value && <Navigation />}
      <span class="spring" />
      {me.value && linkState.value === "live" && <span class="live">{t("link.live")}</span>}
      {me.value && <PaletteButton />}
      <Preferences />
      <Account />
    </header>
  </>
);

export function Shell() {
  const who = me.value;
  return (
    <>
      {(who === null || bare.value === undefined) && <Top />}
      {who === null && <Door />}
      {who && <Inside />}
      {who && <PaletteSlot />}
      <Notices />
      <Confirmation />
    </>
  );
}
