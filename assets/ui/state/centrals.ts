/** CCUs that have told something: for what is made on one of them. */
import { computed } from "@preact/signals";
import { compareNames } from "../i18n/index.ts";
import { devices, sysvars } from "./live.ts";

/** Their names. */
export const centrals = computed((): readonly string[] =>
  [...new Set([...devices.value, ...sysvars.value].map(({ central }) => central))]
    .filter((name) => name !== undefined)
    .sort(compareNames),
);
