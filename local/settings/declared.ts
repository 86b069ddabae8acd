/** Every setting of the server, from the declarations: those of the program and of its features, and the CCUs. */
import { features, sectionsOf } from "../../handlers/api.ts";
import type { Section, SectionField } from "../../handlers/kernel/section.ts";

export const ENV_PREFIX = "CCU_ANYWHERE_";
export const CENTRALS = { env: "CCU_ANYWHERE_CENTRALS", path: "centrals" } as const;

/** In the order in which they are shown. */
export const sections: readonly Section[] = sectionsOf(features);
export const settingFields: readonly SectionField[] = sections.flatMap(({ fields }) => fields);
