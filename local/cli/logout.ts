/** `ccu-anywhere logout` */
import { ProblemError } from "../../adapters/client/index.ts";
import type { Command, Context } from "./command.ts";
import { clientOf, profileName } from "./connect.ts";
import { type Profile, readProfiles, writeProfiles } from "./credentials.ts";
import { CliError, EXIT, problemError } from "./exit-codes.ts";

/** Deletes the token that `login` has made. @returns why it still counts */
async function endToken({ url, auth }: Profile, context: Context): Promise<CliError | undefined> {
  if (auth.type !== "bearer" || auth.fingerprint === undefined) return undefined;
  const client = clientOf({ url, auth: { type: "bearer", token: auth.token } }, context.terminal);
  const { fingerprint } = auth;
  const { error } = await context.during(
    "deleting the token",
    client.DELETE("/auth/tokens/v2/{fingerprint}", { params: { path: { fingerprint } }, retries: 0 }),
  );
  // it is gone already
  if (error === undefined || error.status === 401 || error.status === 404) return undefined;
  const { exitCode, message } = problemError(new ProblemError(error).problem);
  return new CliError(exitCode, `the login is forgotten here, but the token ${fingerprint} still counts: ${message}`);
}

async function logout(context: Context): Promise<void> {
  const { env } = context.terminal;
  const name = profileName(context.text, env);
  const profiles = readProfiles(env);
  const profile = profiles.get(name);
  if (profile === undefined) throw new CliError(EXIT.refused, "not logged in");
  profiles.delete(name);
  writeProfiles(env, profiles);
  const left = await endToken(profile, context);
  if (left) throw left;
  context.show({ profile: name, url: profile.url }, () => `Logged out of ${profile.url}.`);
}

export const command: Command = {
  args: "",
  count: [0, 0],
  examples: [
    ["logout", "forgets the login, and deletes its token at the endpoint"],
    ["logout --profile cabin", "that of another endpoint"],
  ],
  run: logout,
};
