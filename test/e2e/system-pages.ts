/** Addresses of the system's pages and of their parts, for the tests that look at every page. */
export const SYSTEM_PAGES = [
  ...["#/ccus", "#/ccus/find", "#/ccus/reception", "#/backups", "#/backups/firmware", "#/backups/restart"],
  ...["#/settings", "#/settings/backup", "#/settings/changes", "#/users", "#/users/users", "#/users/tokens"],
  ...["#/users/sessions", "#/users/signon", "#/connections", "#/connections/webhooks", "#/connections/hidden"],
  ...["#/connections/cloud", "#/diagnostics", "#/diagnostics/incidents", "#/diagnostics/log", "#/diagnostics/audit"],
  ...["#/diagnostics/capture", "#/diagnostics/events"],
];
