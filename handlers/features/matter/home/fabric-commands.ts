/** Commands of controllers, to the use cases that everybody has: same checks, same queue, same outcome. */
import { CcuFault } from "../../../kernel/ccu-fault.ts";
import { toRefusal } from "../../../kernel/problem.ts";
import { type RequestScope, requestScope } from "../../../kernel/request-scope.ts";
import type { Site } from "../../../kernel/site.ts";
import type { CustomDataPoint } from "../../../model/custom/bind.ts";
import { describeCustom } from "../../../model/custom/describe.ts";
import { idOf } from "../../../model/device-id.ts";
import { stateOf } from "../../../model/find.ts";
import { shownValue } from "../../../model/shown-value.ts";
import type { DataPoint, Device } from "../../../model/types.ts";
import { type MatterCommand, MatterCommandError } from "../../../ports/matter-bridge.ts";
import { invokeCustom } from "../../values/home/invoke-custom.ts";
import { writeDataPoint } from "../../values/home/write-data-point.ts";
import type { Exposed } from "./endpoints.ts";
import { orderOf } from "./mapping/orders.ts";
import { orderTurns } from "./order-turns.ts";

/** Milliseconds in which a command must have begun at the CCU: controllers wait little longer for an answer. */
export const COMMAND_DEADLINE_MS = 5_000;
/** Commands at a time: a scene of everything that a bridge can have. */
export const COMMANDS_AT_ONCE = 250;

/** Who acts, in the history of changes. Who may, is decided by the fabrics that the bridge belongs to. */
export const MATTER_USER = { subject: "matter", role: "operator", scheme: "bearer" } as const;

export interface CommandCounters {
  commands: number;
  refused: number;
}

async function order(scope: RequestScope, device: Device, custom: CustomDataPoint, command: MatterCommand) {
  const { state, supported_operations: operations } = describeCustom(
    device,
    custom,
    await scope.home.values(idOf(device)),
  );
  const found = orderOf(custom.profile.kind, command, { state, operations });
  if (found) await invokeCustom(scope, device.address, custom.name, found);
}

const ON_OFF: Readonly<Record<string, (isOn: boolean) => boolean>> = {
  on: () => true,
  off: () => false,
  toggle: (isOn) => !isOn,
};

async function switchPoint(scope: RequestScope, device: Device, point: DataPoint, { cluster, command }: MatterCommand) {
  const next = cluster === "onOff" && Object.hasOwn(ON_OFF, command) ? ON_OFF[command] : undefined;
  if (!next || point.channel === null) throw new MatterCommandError("unsupported_access", `a switch has no ${command}`);
  const isOn = shownValue(stateOf(await scope.home.values(idOf(device)), point)) === true;
  await writeDataPoint(
    scope,
    { addr: device.address, no: point.channel, param: point.parameter },
    { value: next(isOn) },
  );
}

/** Status of a refusal, as controllers know them. */
function statusOf(status: number): MatterCommandError["status"] {
  if (status === 404) return "not_found";
  if (status === 423 || status === 403) return "unsupported_access";
  if (status === 503 || status === 429) return "busy";
  return status < 500 ? "invalid" : "failure";
}

function asCommandError(error: unknown): MatterCommandError | undefined {
  if (error instanceof MatterCommandError) return error;
  if (error instanceof CcuFault && error.class === "pending") return new MatterCommandError("timeout", error.message);
  const refusal = toRefusal(error);
  return refusal && new MatterCommandError(statusOf(refusal.status), refusal.message || refusal.title);
}

/** @throws MatterCommandError */
export function createFabricCommands(
  site: Site,
  exposed: (id: string) => Exposed | undefined,
  counters: CommandCounters,
): (command: MatterCommand) => Promise<void> {
  let running = 0;
  const inTurn = orderTurns(site.clock);

  async function run(command: MatterCommand, deadline: number): Promise<void> {
    const { candidate, row } = exposed(command.endpoint) ?? {};
    if (candidate === undefined || row === undefined)
      throw new MatterCommandError("not_found", "the device is not known now");
    const scope = requestScope(site, MATTER_USER, {
      origin: { deadline, answerBy: deadline },
      central: row.central,
    });
    const { device, custom, point } = candidate;
    if (custom) return order(scope, device, custom, command);
    if (point) return switchPoint(scope, device, point, command);
    throw new MatterCommandError("unsupported_access", "it only tells, and takes no orders");
  }

  return async (command) => {
    counters.commands += 1;
    if (running >= COMMANDS_AT_ONCE) {
      counters.refused += 1;
      throw new MatterCommandError("busy", "too many commands at once");
    }
    running += 1;
    try {
      const deadline = site.clock.now() + COMMAND_DEADLINE_MS;
      await inTurn(command, deadline, () => run(command, deadline));
    } catch (error) {
      counters.refused += 1;
      const known = asCommandError(error);
      if (!known) site.log.error("matter command failed", { ...command, error });
      else site.log.warn("matter command refused", { ...command, reason: known.message });
      throw known ?? new MatterCommandError("failure", "the server's log has the reason");
    } finally {
      running -= 1;
    }
  };
}
