/** The commissioning window, and what it takes to use it. */
import { conflict, unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { MatterPairing } from "../../../ports/matter-bridge.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import type { MatterCommissioningWindowResponse, MatterSetupPayload } from "../answers.ts";
import { commissioningProgress, windowOpened } from "../broadcasts.ts";
import { type MatterCommissioningWindowRequest, WINDOW_MOST_S } from "../schemas.ts";
import { type MatterSettings, passcodeOf } from "../settings.ts";
import { requireMatter } from "./access.ts";
import { madeUpDiscriminator, madeUpPasscode } from "./passcodes.ts";

/** Somebody has decided what the code is, and it is not to be another one each time. */
const isFixed = ({ commissioning }: MatterSettings): boolean =>
  !commissioning.ephemeral_window && (passcodeOf(commissioning.passcode) ?? 0) > 0;

const codeOf = (
  settings: MatterSettings,
  secrets: RequestScope["secrets"],
): { passcode: number; discriminator: number } =>
  isFixed(settings)
    ? { passcode: passcodeOf(settings.commissioning.passcode) as number, discriminator: settings.discriminator }
    : { passcode: madeUpPasscode(secrets), discriminator: madeUpDiscriminator(secrets) };

const codes = ({ discriminator, passcode, qrCode, qrSvg, manualCode }: MatterPairing) => ({
  discriminator,
  passcode,
  qr_code: qrCode,
  manual_code: manualCode,
  qr_svg: qrSvg,
});

/**
 * @param action of the audit log
 * @throws Refusal 409 where a window is open, 503 where there is no node
 */
export function openWindow(
  scope: RequestScope,
  { duration_seconds: seconds = WINDOW_MOST_S }: MatterCommissioningWindowRequest,
  action: "matter_commissioning" | "matter_share",
): Promise<MatterCommissioningWindowResponse> {
  const { engine } = requireMatter(scope);
  return engine.inTurn(async () => {
    const { node } = requireMatter(scope);
    const { window, settings } = engine.state();
    if (window) throw conflict("a commissioning window is open already", "Window already open");
    const code = codeOf(settings, scope.secrets);
    try {
      await node.openWindow(code);
    } catch (error) {
      scope.log.warn("matter: no commissioning window", { error });
      throw conflict("a controller has a commissioning window open", "Window already open");
    }
    const pairing = node.pairing(code.passcode, code.discriminator);
    const cancel = scope.clock.after(seconds * 1_000, () => {
      void engine.inTurn(async () => {
        engine.setWindow(undefined);
        await node.closeWindow();
        scope.events.publish(commissioningProgress, { stage: "window_closed", message: "its time is over" });
      });
    });
    engine.setWindow({ pairing, seconds, cancel });
    const opened = { ...codes(pairing), duration_seconds: seconds };
    await recordAudit(scope, scope.identity, { action, note: `duration_seconds=${seconds}` });
    // events are kept: a code that is good for more than this window is not put there
    if (!isFixed(settings)) scope.events.publish(windowOpened, opened);
    scope.events.publish(commissioningProgress, { stage: "window_open" });
    return opened;
  });
}

/** Where none is open nothing happens. @throws Refusal 503 where there is no node */
export function closeWindow(scope: RequestScope): Promise<void> {
  const { engine } = requireMatter(scope);
  return engine.inTurn(async () => {
    const { node } = requireMatter(scope);
    const { window } = engine.state();
    engine.setWindow(undefined);
    await node.closeWindow();
    if (!window) return;
    await recordAudit(scope, scope.identity, { action: "matter_commissioning", note: "closed" });
    scope.events.publish(commissioningProgress, { stage: "window_closed" });
  });
}

/** @throws Refusal 503 where there is no node, or no code now */
export async function setupPayload(scope: RequestScope): Promise<MatterSetupPayload> {
  const { engine, node } = requireMatter(scope);
  const { window, settings } = engine.state();
  if (!window && !isFixed(settings))
    throw unready("each commissioning window has a code of its own: open one", "No setup code");
  const { passcode, discriminator } = codeOf(settings, scope.secrets);
  const pairing = window?.pairing ?? node.pairing(passcode, discriminator);
  return { ...codes(pairing), vendor_id: settings.vendor_id, product_id: settings.product_id };
}
