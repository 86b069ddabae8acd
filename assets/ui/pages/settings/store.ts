/** Where a section lies: at home with all others; the sign-on of a home in the cloud lies there (docs/sign-on.md). */
import { client } from "../../state/session.ts";
import { type Document, withMember } from "./model.ts";

export const SIGN_ON = "north.rest.auth.oidc";

/** What is stored of a section; nothing is an empty document. */
export async function storedOf(section: string) {
  const answer =
    section === SIGN_ON
      ? await client.GET("/auth/oidc/settings")
      : await client.GET("/config/sections/{section}", { params: { path: { section } } });
  if (answer.error?.status === 404) return { data: {} as Document };
  return answer as { data: Document } | { error: NonNullable<(typeof answer)["error"]> };
}

export const storeSection = (section: string, body: Document) =>
  section === SIGN_ON
    ? client.PUT("/auth/oidc/settings", { body })
    : client.PUT("/config/sections/{section}", { params: { path: { section } }, body });

/** Nothing of the section is set here any more. */
export const resetSection = (section: string) =>
  section === SIGN_ON
    ? client.DELETE("/auth/oidc/settings")
    : client.DELETE("/config/sections/{section}", { params: { path: { section } } });

/** One value is no longer set here. */
export async function resetField(section: string, path: string, members: readonly string[], stored: Document) {
  if (section !== SIGN_ON) return client.DELETE("/config/fields/{path}", { params: { path: { path } } });
  const rest = withMember(stored, members, undefined);
  return Object.keys(rest).length === 0
    ? client.DELETE("/auth/oidc/settings")
    : client.PUT("/auth/oidc/settings", { body: rest });
}
