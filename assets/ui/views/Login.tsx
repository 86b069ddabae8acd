/** The door: name and password, or an identity provider. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Problem } from "../../../adapters/client/index.ts";
import type { Key } from "../i18n/en.ts";
import { t } from "../i18n/index.ts";
import { refusalKey } from "../state/notices.ts";
import { client, hasEnded, logIn } from "../state/session.ts";

interface Provider {
  readonly name: string;
  readonly label: string;
}

const REASONS: Readonly<Record<string, Key>> = {
  bad_state: "login.error.bad_state",
  access_denied: "login.error.access_denied",
  no_role: "login.error.no_role",
  account_exists: "login.error.account_exists",
  unknown_user: "login.error.unknown_user",
};

const providers = signal<readonly Provider[]>([]);
const refused = signal("");
const isSending = signal(false);

/** Why the last try at an identity provider has failed: it comes with the address, once. */
function takeReason(): void {
  const reason = new URLSearchParams(location.search).get("error");
  if (reason === null) return;
  refused.value = t(REASONS[reason] ?? "login.error.other");
  history.replaceState(null, "", location.pathname + location.hash);
}

async function prepare(): Promise<void> {
  takeReason();
  const { data } = await client.request("GET", "/auth/oidc/providers");
  providers.value = Array.isArray(data) ? (data as Provider[]) : [];
}

function wordsFor(problem: Problem): string {
  if (problem.status === 401) return t("login.error.credentials");
  if (problem.status === 429) return t("login.error.many", { seconds: Math.ceil(problem.retryAfter ?? 1) });
  return t(refusalKey(problem));
}

async function submit(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const form = new FormData(event.currentTarget as HTMLFormElement);
  refused.value = "";
  isSending.value = true;
  const problem = await logIn(String(form.get("username")), String(form.get("password")));
  isSending.value = false;
  if (problem) refused.value = wordsFor(problem);
}

export function Login() {
  useEffect(() => void prepare(), []);
  return (
    <main class="login" id="content" tabIndex={-1}>
      <form class="panel" onSubmit={(event) => void submit(event)}>
        <h1>{t("login.title")}</h1>
        <p class="dim">{t(hasEnded.value ? "login.ended" : "login.hint")}</p>
        <label>
          {t("login.name")}
          <input name="username" autocomplete="username" required />
        </label>
        <label>
          {t("login.password")}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <button type="submit" class="primary" disabled={isSending.value}>
          {t("login.submit")}
        </button>
        <output class="refused" role="alert">
          {refused.value}
        </output>
        {providers.value.map(({ name, label }) => (
          <a key={name} class="button" href={`api/v1/auth/oidc/start?provider=${encodeURIComponent(name)}`}>
            {t("login.with", { provider: label })}
          </a>
        ))}
      </form>
    </main>
  );
}
