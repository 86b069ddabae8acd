/** The first-run setup: locale, central, broker and first admin in one request (api-behaviour 2.8). */
import { allUsers, isSetupOpen, newUser, removeUnusedInitial } from "../../auth/first-admin.ts";
import { passwordFault } from "../../auth/passwords.ts";
import { endUser } from "../../auth/revocation.ts";
import { setupCaller } from "../../auth/setup-access.ts";
import { ccuLoginSettings, oidcSettings } from "../../auth/sign-on-settings.ts";
import { usernameFault } from "../../auth/usernames.ts";
import { withUsersLocked } from "../../auth/users-lock.ts";
import type { CentralRow } from "../../configuration/central-row.ts";
import { ccuConfig, storeCentral } from "../../configuration/stored-centrals.ts";
import { peerHostFault } from "../../kernel/addresses.ts";
import type { Identity } from "../../kernel/identity.ts";
import type { RequestInfo } from "../../kernel/operation.ts";
import { conflict, type FieldError, forbidden, unprocessable } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { subjectOf } from "../../records/accounts.ts";
import { recordAudit } from "../../records/audit-log.ts";
import { brokerUrlFault } from "../shared/broker-url.ts";
import { storeBroker, storeLocale } from "./configured.ts";
import { SETUP_PASSWORD_MINIMUM, type SetupRequest } from "./schemas/setup.ts";

/** People log in by another way than a password here (api-behaviour 2.8): then nobody in particular is no first admin. */
const logsInElsewhere = ({ sections }: RequestScope): boolean =>
  sections.read(oidcSettings).enabled || sections.read(ccuLoginSettings).enabled;

/** Does somebody who asks without a credential have to run the setup first? */
export async function isSetupRequired(scope: RequestScope, who: Identity | null): Promise<boolean> {
  if (who !== null || !scope.settings.allowSetup || logsInElsewhere(scope)) return false;
  return isSetupOpen(await allUsers(scope), null);
}

/** What the schema cannot say. */
function setupFaults(scope: RequestScope, { admin, ccu, mqtt }: SetupRequest): FieldError[] {
  const errors: FieldError[] = [];
  const check = (field: string, reason: string | undefined, limits: Partial<FieldError> = {}) => {
    if (reason) errors.push({ field, reason, ...limits });
  };
  check("admin.username", usernameFault(subjectOf(admin.username)));
  check("admin.password", passwordFault(admin.password, SETUP_PASSWORD_MINIMUM), { min: SETUP_PASSWORD_MINIMUM });
  if (ccu && scope.settings.centrals.some((c) => c.name === ccu.name))
    check("ccu.name", "is the name of a central in the settings");
  // the program connects where it is told to: not to what only this machine can reach
  if (ccu) check("ccu.host", peerHostFault(ccu.host));
  if (mqtt) check("mqtt.broker_url", brokerUrlFault(mqtt.broker_url));
  return errors;
}

/**
 * Stores everything, the admin last, so that a failed attempt can be repeated. Throws 403 where setup is switched off,
 * and where the caller is neither at home nor has the printed code, 409 where it was completed, 422 with every wrong field.
 */
export async function setup(
  scope: RequestScope,
  asking: Identity | null,
  request: RequestInfo,
  wanted: SetupRequest,
): Promise<void> {
  if (!scope.settings.allowSetup) throw forbidden("first-run setup is switched off", "Setup not allowed");
  const who = await setupCaller(scope, asking, request);
  await requireOpen(scope, who);
  const errors = setupFaults(scope, wanted);
  if (errors[0]) throw unprocessable(`${errors[0].field} ${errors[0].reason}`, "Validation failed", errors);
  const subject = subjectOf(wanted.admin.username);
  const admin = newUser(scope, "admin", await scope.secrets.hashPassword(wanted.admin.password));
  await withUsersLocked(scope, async () => {
    const users = await requireOpen(scope, who);
    await storeLocale(scope, wanted.locale);
    if (wanted.mqtt) await storeBroker(scope, wanted.mqtt);
    if (wanted.ccu) await storeCentral(scope, rowOf(wanted.ccu));
    const madeUp = users.find((u) => u.key === subject);
    const ifVersion = madeUp?.version ?? 0;
    if ((await scope.store.put("user", subject, admin, { ifVersion })) === undefined) throw completed();
    for (const { key } of users) {
      if (key !== subject) await scope.store.delete("user", key);
      await endUser(scope, key, "setup completed");
    }
  });
  await removeUnusedInitial(scope);
  await auditSetup(scope, { subject, role: "admin", scheme: "basic" }, wanted);
  if (wanted.ccu) await connectCentral(scope, wanted.ccu);
}

const rowOf = ({ password, username, interfaces, ...ccu }: NonNullable<SetupRequest["ccu"]>): CentralRow => ({
  ...ccu,
  ...(username ? { username } : {}),
  ...(password ? { password_plain: password } : {}),
  interfaces: [...new Set(interfaces)].map((name) => ({ name })),
  enabled: true,
  tls: false,
  tls_insecure_skip_verify: false,
});

/** The setup is over and stays so: a central that cannot be started now is tried again with the next start. */
async function connectCentral(scope: RequestScope, ccu: NonNullable<SetupRequest["ccu"]>) {
  try {
    await scope.centrals.add(ccuConfig(rowOf(ccu)));
  } catch (error) {
    scope.log.error("central of the setup not started", { central: ccu.name, error });
  }
}

const completed = () => conflict("the setup has been completed; log in instead", "Setup already completed");

async function requireOpen(scope: RequestScope, who: Identity | null) {
  const users = await allUsers(scope);
  if (!isSetupOpen(users, who) || (who === null && logsInElsewhere(scope))) throw completed();
  return users;
}

async function auditSetup(scope: RequestScope, admin: Identity, { ccu, mqtt }: SetupRequest): Promise<void> {
  await recordAudit(scope, admin, { action: "config_section_update", note: "section=locale" });
  if (mqtt) await recordAudit(scope, admin, { action: "config_section_update", note: "section=north.mqtt" });
  if (ccu) await recordAudit(scope, admin, { action: "central_create", central: ccu.name, note: `name=${ccu.name}` });
  await recordAudit(scope, admin, { action: "user_create", note: `subject=${admin.subject} role=admin` });
}
