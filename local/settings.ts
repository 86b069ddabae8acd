/** The server's settings: declared in settings/schema.ts, read by `loadSettings`, shown by `describeSettings`. */
export type { Central } from "./settings/central.ts";
export { REGA_PORT } from "./settings/central.ts";
export { centralTable, describeSettings, settingsTable } from "./settings/describe.ts";
export type { ListenAddress } from "./settings/kinds.ts";
export type { SettingProblem, Settings, SettingsInput } from "./settings/load.ts";
export { loadSettings, readArguments, SettingsError, secretTexts, unknownVariables } from "./settings/load.ts";
export { CENTRAL_LIMIT, LISTEN_LIMIT } from "./settings/schema.ts";
