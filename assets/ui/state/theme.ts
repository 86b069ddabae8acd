/** Light, dark, or whatever the device says. */
import { signal } from "@preact/signals";
import { recall, remember } from "./remembered.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const kept = recall("theme");
export const theme = signal<Theme>(THEMES.find((one) => one === kept) ?? "auto");
theme.subscribe((now) => {
  if (now === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = now;
});

export function chooseTheme(next: Theme): void {
  theme.value = next;
  remember("theme", next);
}
