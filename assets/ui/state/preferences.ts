/** What the server keeps for a user, so that it is there on every device: one preference of theirs, a member for each subject. */
import { signal } from "@preact/signals";
import type { Problem } from "../../../adapters/client/index.ts";
import { isRecord } from "../model/preferences.ts";
import { reloads } from "./live.ts";
import { client, me } from "./session.ts";

/** Name of the preference; its value is `{favourites, view, muted, …}`. */
const KEY = "ccu-anywhere.dashboard";
const params = { path: { key: KEY } };

type Members = Readonly<Record<string, unknown>>;

/** As the server has it, with what was changed here. Whoever reads a member expects anything: others may have written it. */
export const preferences = signal<Members>({});

const membersOf = (value: unknown): Members => (isRecord(value) ? value : {});

/** Whether the server has told: until then nothing was chosen as far as is known. */
export const arePreferencesRead = signal(false);
const NONE_KEPT = 404;

let owner: string | undefined;

async function loadPreferences(): Promise<void> {
  if (me.peek()?.subject !== owner) {
    owner = me.peek()?.subject;
    preferences.value = {};
    arePreferencesRead.value = false;
  }
  const { data, error } = await client.GET("/me/preferences/{key}", { params });
  arePreferencesRead.value = error === undefined || error.status === NONE_KEPT;
  if (arePreferencesRead.value) preferences.value = membersOf(data?.value);
}

/** Reads them, and again with the home as long as the server has not told them. @returns how to stop */
export function watchPreferences(): () => void {
  let isFirst = true;
  return reloads.subscribe(() => {
    if (isFirst || !arePreferencesRead.peek()) void loadPreferences();
    isFirst = false;
  });
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
