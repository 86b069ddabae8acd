/** The first start: whoever comes first at home makes the account of the administrator, and goes on to find the CCU. */
import { signal } from "@preact/signals";
import type { Problem } from "../../../adapters/client/index.ts";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, type Language, language, t } from "../i18n/index.ts";
import { linkTo } from "../model/route.ts";
import { refusalKey } from "../state/notices.ts";
import { client, logIn } from "../state/session.ts";
import { theme } from "../state/theme.ts";

/** Nobody can log in yet but who has the printed password. */
export const isFirstRun = signal(false);
const refused = signal("");
const isSending = signal(false);

export async function lookForFirstRun(): Promise<void> {
  const { data } = await client.GET("/setup/status");
  isFirstRun.value = data?.required === true;
}

/** The server's own words for a field; where it is not at home, what to do instead. */
function wordsFor(problem: Problem): string {
  if (problem.status === 403) return t("setup.elsewhere");
  if (problem.status === 409) return t("setup.done");
  if (problem.status === 422) return problem.detail ?? t(refusalKey(problem));
  return t(refusalKey(problem));
}

async function submit(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const form = new FormData(event.currentTarget as HTMLFormElement);
  const admin = { username: String(form.get("username")).trim(), password: String(form.get("password")) };
  if (admin.password !== String(form.get("again"))) {
    refused.value = t("setup.differs");
    return;
  }
  refused.value = "";
  isSending.value = true;
  const locale = { locale: language.value, theme: theme.value === "auto" ? ("system" as const) : theme.value };
  const { error } = await client.POST("/setup", { body: { admin, locale }, retries: 0 });
  const problem = error ?? (await logIn(admin.username, admin.password));
  isSending.value = false;
  if (problem) {
    refused.value = wordsFor(problem);
    return;
  }
  isFirstRun.value = false;
  // where CCUs are found, tried, and added
  location.hash = linkTo("ccus", "start");
}

export const FirstRun = () => (
  <main class="login" id="content" tabIndex={-1}>
    <form class="panel" onSubmit={(event) => void submit(event)}>
      <h1>{t("setup.title")}</h1>
      <p class="dim">{t("setup.text")}</p>
      <label>
        {t("settings.language")}
        <select value={language.value} onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}>
          {LANGUAGES.map((one) => (
            <option key={one} value={one}>
              {LANGUAGE_NAMES[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("login.name")}
        <input name="username" autocomplete="username" defaultValue="admin" required maxLength={64} />
      </label>
      <label>
        {t("login.password")}
        <input name="password" type="password" autocomplete="new-password" required minLength={8} maxLength={72} />
      </label>
      <label>
        {t("setup.again")}
        <input name="again" type="password" autocomplete="new-password" required minLength={8} maxLength={72} />
      </label>
      <button type="submit" class="primary" disabled={isSending.value}>
        {t("setup.submit")}
      </button>
      <output class="refused" role="alert">
        {refused.value}
      </output>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          isFirstRun.value = false;
        }}
      >
        {t("setup.printed")}
      </button>
    </form>
  </main>
);
