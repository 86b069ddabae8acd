/** People, tokens and sessions, first setup, preferences and the audit log. */
import type { Feature } from "../../kernel/feature.ts";
import { authCommands } from "./commands.ts";
import { auditOperations } from "./operations/audit.ts";
import { authOperations } from "./operations/auth.ts";
import { preferenceOperations } from "./operations/preferences.ts";
import { sessionOperations } from "./operations/sessions.ts";
import { setupOperations } from "./operations/setup.ts";
import { tokenOperations } from "./operations/tokens.ts";
import { userOperations } from "./operations/users.ts";

export const accounts: Feature = {
  name: "accounts",
  operations: [
    ...auditOperations,
    ...authOperations,
    ...preferenceOperations,
    ...sessionOperations,
    ...setupOperations,
    ...tokenOperations,
    ...userOperations,
  ],
  commands: [...authCommands],
  broadcasts: [],
};
