/** What the server keeps for a user, so that it is there on every device: one preference of theirs, a member for each subject. */
import { signal } from "@preact/signals";
import type { Problem } from "../../../adapters/client/index.ts";
import { isRecord } from "../model/preferences.ts";
import { client } from "./session.ts";

/** Name of the preference; its value is `{favourites, view, muted, …}`. */
const KEY = "ccu-anywhere.dashboard";
const params = { path: { key: KEY } };

type Members = Readonly<Record<string, unknown>>;

/** As the server has it, with what was changed here. Whoever reads a member expects anything: others may have written it. */
export const preferences = signal<Members>({});

const membersOf = (value: unknown): Members => (isRecord(value) ? value : {});

export async function loadPreferences(): Promise<void> {
  const { data } = await client.GET("/me/preferences/{key}", { params });
  preferences.value = membersOf(data?.value);
}

/** What another browser of the user has changed meanwhile stays as it is. */
async function change(member: string, next: (before: unknown) => unknown): Promise<Problem | undefined> {
  const { data, error } = await client.GET("/me/preferences/{key}", { params });
  if (error !== undefined && error.status !== 404) return error;
  const before = membersOf(data?.value);
  const body = { ...before, [member]: next(before[member]) };
  const { error: refused } = await client.PUT("/me/preferences/{key}", { params, body });
  if (refused === undefined) preferences.value = body;
  return refused;
}

let saving: Promise<unknown> = Promise.resolve();

/**
 * Shown at once, one change after the other; where it was refused what is shown is what the server has.
 * @param next of the member as the server has it; it may be called twice
 */
export function keepPreference(member: string, next: (before: unknown) => unknown): Promise<Problem | undefined> {
  const before = preferences.value;
  preferences.value = { ...before, [member]: next(before[member]) };
  const done = saving.then(async () => {
    const problem = await change(member, next);
    if (problem !== undefined) preferences.value = { ...preferences.value, [member]: before[member] };
    return problem;
  });
  saving = done;
  return done;
}
