/** `ccu-anywhere login` */
import { type Auth, dataOf, type Schemas } from "../../adapters/client/index.ts";
import type { Command, Context } from "./command.ts";
import { clientOf, endpointUrl, givenAuth, profileName } from "./connect.ts";
import { credentialsPath, type Profile, readProfiles, writeProfiles } from "./credentials.ts";
import { CliError, EXIT, usageError } from "./exit-codes.ts";
import { ask, readPassword } from "./prompt.ts";
import { printable } from "./terminal.ts";

const ONCE = { retries: 0 };
/** From the least. */
const ROLES = ["viewer", "operator", "admin"] as const;
type Role = (typeof ROLES)[number];

function roleOf(text: string | undefined): Role | undefined {
  if (text === undefined || ROLES.includes(text as Role)) return text as Role | undefined;
  throw usageError(`--role is ${ROLES.join(", ")}`);
}

function daysOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,4}$/.test(text)) throw usageError("--days is a whole number from 1");
  return Number(text);
}

async function userName({ text, terminal }: Context): Promise<string> {
  const given = text("user") ?? terminal.env.CCU_ANYWHERE_USER;
  if (given) return given;
  if (terminal.stdin.isTTY) {
    const name = await ask(terminal, "User: ");
    if (name) return name;
  }
  throw usageError("who? --user NAME");
}

async function authFor(context: Context): Promise<Auth> {
  const { text, terminal } = context;
  const given = givenAuth(text, terminal.env);
  if (given?.type === "bearer") return given;
  return { type: "basic", username: await userName(context), password: await readPassword(terminal) };
}

/** An admin's password stays nowhere: a token takes its place, which ends with the user. */
async function profileFor(context: Context, url: string, auth: Auth, me: Schemas["Identity"]): Promise<Profile> {
  const { subject } = me;
  const role = roleOf(context.text("role"));
  const days = daysOf(context.text("days"));
  if (auth.type === "bearer") return { url, subject, auth: { type: "bearer", token: auth.token as string } };
  if (me.role === "admin") {
    const client = clientOf({ url, auth }, context.terminal);
    const body = { subject, role: role ?? me.role, ...(days ? { expires_in_days: days } : {}) };
    const { token, fingerprint } = dataOf(await client.POST("/auth/tokens/v2", { body, ...ONCE }));
    return { url, subject, auth: { type: "bearer", token, fingerprint } };
  }
  if (role !== undefined || days !== undefined)
    throw new CliError(EXIT.refused, "only an admin can make a token: --role and --days are not for this user");
  const { username, password } = auth as Extract<Auth, { type: "basic" }>;
  return { url, subject, auth: { type: "basic", username, password } };
}

const kept = ({ auth }: Profile, path: string): string => {
  if (auth.type === "basic") return `The password is kept in ${path}: only an admin can have a token made instead.`;
  return `The token is kept in ${path}.`;
};

async function login(context: Context): Promise<void> {
  const { text, terminal } = context;
  const url = endpointUrl(context.args[0] ?? text("url") ?? terminal.env.CCU_ANYWHERE_URL ?? "");
  const name = profileName(text, terminal.env);
  roleOf(text("role"));
  daysOf(text("days"));
  // before anybody types a password: can it be kept, and is it an endpoint?
  const profiles = readProfiles(terminal.env);
  const stranger = clientOf({ url, auth: undefined }, terminal);
  const { api_version } = dataOf(await context.during("asking the endpoint", stranger.GET("/info", ONCE)));
  if (typeof api_version !== "string") throw new CliError(EXIT.failed, `${url} answers, but is no such endpoint`);
  const auth = await authFor(context);
  const client = clientOf({ url, auth }, terminal);
  const me = dataOf(await context.during("logging in", client.GET("/auth/me", ONCE)));
  const profile = await profileFor(context, url, auth, me);
  writeProfiles(terminal.env, profiles.set(name, profile));
  context.show({ profile: name, url, subject: me.subject, role: me.role }, () =>
    printable(`Logged in to ${url} as ${me.subject} (${me.role}).`),
  );
  context.note(kept(profile, credentialsPath(terminal.env)));
}

export const command: Command = {
  args: "URL",
  count: [0, 1],
  examples: [
    ["login http://ccu.local:8080", "asks for user and password"],
    ["login https://home.example.org --user anna --role viewer", "keeps a token that can only look"],
    ["login ccu.local:8080 --user anna < password.txt", "for scripts; CCU_ANYWHERE_PASSWORD does the same"],
    ["login ccu.local:8080 --token TOKEN", "a token that exists already (CCU_ANYWHERE_TOKEN)"],
    ["login ccu2.local:8080 --profile cabin", "one more endpoint: devices --profile cabin"],
  ],
  options: {
    role: {
      value: "ROLE",
      choices: ROLES,
      text: "what the token may do: viewer, operator, admin (default: as the user)",
    },
    days: { value: "DAYS", text: "after how many days the token ends (default: with logout, or with the user)" },
  },
  notes:
    "An admin's password is not kept: a token is made. Whoever may not make one has the password kept. Both lie in\n" +
    "$XDG_CONFIG_HOME/ccu-anywhere/credentials.json, readable for you only (mode 0600).",
  run: login,
};
