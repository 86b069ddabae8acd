/** Another certificate for the listeners of this process, without a restart. */
import type { Identity } from "../../kernel/identity.ts";
import { badRequest, unready } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { recordAudit } from "../../records/audit-log.ts";

/** It switches TLS on nowhere: 503 where it is off. @throws Refusal 400 for what is no pair, 503 */
export async function replaceCertificate(
  scope: RequestScope,
  who: Identity,
  { cert, key }: { cert: string; key: string },
): Promise<void> {
  if (!scope.certificates) throw unready("TLS is not enabled here", "TLS not enabled", 3600);
  const refused = await scope.certificates.replace(cert, key);
  if (refused) throw badRequest(refused.invalid, "Invalid certificate");
  await recordAudit(scope, who, { action: "tls_cert_upload" });
}
