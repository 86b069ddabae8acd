/** The server's settings: declared in handlers/configuration and by the features, read by `loadSettings`, shown by `describeSettings`. */

export type { ListenAddress } from "../handlers/configuration/program-kinds.ts";
export { LISTEN_LIMIT } from "../handlers/configuration/program-sections.ts";
export type { Central } from "./settings/central.ts";
export { CENTRAL_LIMIT, REGA_PORT } from "./settings/central.ts";
export { centralTable, describeSettings, programTable, settingsTable } from "./settings/describe.ts";
export type { SettingProblem, Settings, SettingsInput } from "./settings/load.ts";
export {
  loadSettings,
  readArguments,
  SettingsError,
  secretTexts,
  unknownVariables,
  withStored,
} from "./settings/load.ts";
