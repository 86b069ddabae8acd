/** Who is here: the session's cookies prove it, the SDK sends them. */
import { signal } from "@preact/signals";
import { type Client, createClient, type Problem, type Schemas } from "../../../adapters/client/index.ts";
import { language } from "../i18n/index.ts";

export type Identity = Schemas["Identity"];
export type Role = Identity["role"];

/** From the least to the most. */
const ROLES: readonly Role[] = ["viewer", "operator", "admin"];

/** `undefined` while it is not known yet, `null` where nobody is logged in. */
export const me = signal<Identity | null | undefined>(undefined);
/** The session ended without the user's doing. */
export const hasEnded = signal(false);

export const may = (role: Role): boolean => me.value != null && ROLES.indexOf(me.value.role) >= ROLES.indexOf(role);

/** Repetitions of what was not answered: a server that restarts is there again meanwhile. */
const RETRIES = 3;

/** Labels are answered in the page's language, whatever the browser prefers. */
const fetchInLanguage = (input: string, init: RequestInit): Promise<Response> =>
  fetch(input, {
    ...init,
    // what is given back when the page closes is sent although it closes
    keepalive: init.method === "DELETE",
    headers: { ...(init.headers as Record<string, string>), "accept-language": language.value },
  });

/** Whether the home is known to be away: asking again at once would only keep people waiting. */
export const isHopeless = signal(false);

export const client: Client = createClient({
  baseUrl: new URL(".", document.baseURI).href,
  auth: { type: "session" },
  fetch: fetchInLanguage,
  retries: () => (isHopeless.peek() ? 0 : RETRIES),
});

export async function findOut(): Promise<Problem | undefined> {
  const { data, error } = await client.GET("/auth/me");
  if (data) me.value = data;
  else if (error.status === 401) me.value = null;
  return error;
}

export async function logIn(username: string, password: string): Promise<Problem | undefined> {
  const { data, error } = await client.POST("/auth/login", { body: { username, password }, retries: 0 });
  if (error) return error;
  hasEnded.value = false;
  me.value = data;
  return undefined;
}

export async function logOut(): Promise<void> {
  const { headers } = await client.POST("/auth/logout");
  me.value = null;
  // where the session at an identity provider is ended, too
  const elsewhere = headers?.get("x-ccu-anywhere-end-session");
  if (elsewhere) location.assign(elsewhere);
}

/** What the server no longer takes as a proof. */
export function sessionEnded(): void {
  if (me.value == null) return;
  hasEnded.value = true;
  me.value = null;
}

/** A problem of any request that a user has caused: a session that ended leads to the login. */
export const endsSession = ({ status }: Pick<Problem, "status">): boolean => {
  if (status === 401) sessionEnded();
  return status === 401;
};
