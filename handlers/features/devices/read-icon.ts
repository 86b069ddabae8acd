/** Drawings of devices. */
import type { Reply } from "../../kernel/operation.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { requireDevice } from "../shared/lookup.ts";
import { iconKind } from "./icon-kinds.ts";

/** A drawing of the device's kind changes with the program only; a day keeps lists of devices quick. */
const ICON_CACHE = "public, max-age=86400";

/** PNG. @throws Refusal 404 */
export async function readIcon(scope: RequestScope, address: string): Promise<Reply<200, Uint8Array>> {
  const kind = iconKind(await requireDevice(scope, address));
  return {
    status: 200,
    type: "image/png",
    body: Buffer.from(scope.about.icons[kind] ?? "", "base64"),
    headers: { "cache-control": ICON_CACHE },
  };
}
