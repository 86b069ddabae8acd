/** What the server can do: asked for once after the login. */
import { signal } from "@preact/signals";
import { client } from "./session.ts";

/** Names of `GET /info`; `undefined` while it is not known, and then nothing is left out. */
export const capabilities = signal<ReadonlySet<string> | undefined>(undefined);

export async function loadCapabilities(): Promise<void> {
  const { data } = await client.GET("/info");
  if (data) capabilities.value = new Set(data.capabilities);
}
