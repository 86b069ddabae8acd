/** Which endpoint is meant, and as whom: options, then the environment, then the login that is kept. */
import { type Auth, type Client, createClient } from "../../adapters/client/index.ts";
import { DEFAULT_PROFILE, type Profile, readProfiles } from "./credentials.ts";
import { CliError, EXIT, usageError } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

type Text = (option: string) => string | undefined;

/** Address of an endpoint as people write it: `ccu.local:8080` is plain HTTP. @throws CliError */
export function endpointUrl(text: string): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url === null || !["http:", "https:"].includes(url.protocol)) throw usageError(`"${text}" is no http address`);
  if (url.username !== "" || url.password !== "")
    throw usageError("a name and a password in the address are seen by others: --user, and CCU_ANYWHERE_PASSWORD");
  return url.origin + url.pathname.replace(/\/+$/, "").replace(/\/api\/v1$/, "");
}

/** Credential of the options and the environment, if there is one. @throws CliError */
export function givenAuth(text: Text, env: Terminal["env"]): Auth | undefined {
  const token = text("token") ?? (text("user") === undefined ? env.CCU_ANYWHERE_TOKEN : undefined);
  if (token !== undefined) {
    // anything else cannot stand in a header (RFC 6750, 2.1)
    if (!/^[\w.~+/-]+=*$/.test(token)) throw usageError("this is no bearer token");
    return { type: "bearer", token };
  }
  const username = text("user") ?? env.CCU_ANYWHERE_USER;
  const password = env.CCU_ANYWHERE_PASSWORD;
  if (username === undefined || password === undefined) return undefined;
  return { type: "basic", username, password };
}

/** Name of the profile that is meant. @throws CliError */
export function profileName(text: Text, env: Terminal["env"]): string {
  const name = text("profile") ?? (env.CCU_ANYWHERE_PROFILE || DEFAULT_PROFILE);
  if (!/^[\w.-]{1,64}$/.test(name) || name === "__proto__")
    throw usageError("a profile is called by letters, digits, dots, hyphens and underscores");
  return name;
}

const authOf = ({ auth }: Profile): Auth => (auth.type === "bearer" ? { type: "bearer", token: auth.token } : auth);

export interface Endpoint {
  readonly url: string;
  readonly auth: Auth | undefined;
}

/** @throws CliError */
export function endpoint(text: Text, env: Terminal["env"]): Endpoint {
  const given = text("url") ?? (text("profile") === undefined ? env.CCU_ANYWHERE_URL : undefined);
  const auth = givenAuth(text, env);
  // a login that is kept is shown to its own endpoint only
  if (given !== undefined) return { url: endpointUrl(given), auth };
  const name = profileName(text, env);
  const profile = readProfiles(env).get(name);
  if (profile !== undefined) return { url: profile.url, auth: auth ?? authOf(profile) };
  const which = name === DEFAULT_PROFILE ? "" : ` --profile ${name}`;
  throw new CliError(EXIT.refused, `not logged in: ccu-anywhere login URL${which}`);
}

/** Ctrl-C ends every request. */
export function clientOf({ url, auth }: Endpoint, { signal }: Terminal): Client {
  return createClient({
    baseUrl: url,
    auth,
    fetch: (input, init) =>
      fetch(input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal }),
  });
}

/** @throws CliError */
export async function connect(text: Text, terminal: Terminal): Promise<Client> {
  return clientOf(endpoint(text, terminal.env), terminal);
}
