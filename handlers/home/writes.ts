/** Writes to devices: what is shown at once, how it is sent, what happens when it fails (device-model 1.20, 1.21). */
import type { WrittenDataPoint } from "../kernel/site.ts";
import type { DataPoint, Device } from "../model/types.ts";
import { decodeCombined, fromWire } from "../model/values.ts";
import {
  CcuFault,
  expiredFault,
  refuseExpired,
  type TypedValue,
  type WriteOptions,
  type WriteOutcome,
} from "../ports/index.ts";
import type { Configuration } from "./configuration.ts";
import type { DeviceRegistry, Slot } from "./device-registry.ts";
import type { Ingest } from "./ingest.ts";
import { STOPS } from "./movement.ts";
import { isConfirmable } from "./optimistic.ts";
import type { EngineScope } from "./scope.ts";

export type WrittenValue = WrittenDataPoint;

const addressOf = (device: Device, channel: number | null): string =>
  channel === null ? device.address : `${device.address}:${channel}`;

/** A data point and the value that it shows from now on. */
interface Shown {
  readonly slot: Slot;
  readonly target: unknown;
}

const namesOf = (values: readonly WrittenValue[]): string[] => values.map(({ dataPoint }) => dataPoint.parameter);
const isStop = (values: readonly WrittenValue[]): boolean =>
  values.some(({ dataPoint, value }) => STOPS.has(dataPoint.parameter) && value.value === true);

/** What was written as the model has it, without what nobody chose. */
const choicesOf = (values: readonly WrittenValue[]) =>
  values.flatMap(({ dataPoint, value, passing }) =>
    passing ? [] : [{ dataPoint, value: fromWire(dataPoint, value.value) }],
  );

/** Of several sends: expired where one of them is, which alone is told to whoever wrote. */
async function joint(sends: readonly Promise<WriteOutcome>[]): Promise<WriteOutcome> {
  const outcomes = await Promise.all(sends);
  return outcomes.includes("expired") ? "expired" : "sent";
}

/** Faults that say "not this one" about a value that is read; the others say "nothing works now". */
const SINGLE_VALUE: ReadonlySet<CcuFault["class"]> = new Set(["no_value", "permanent", "unsupported", "radio"]);

/** Of the parameters of one write, and characters of an incident's detail: enough to know what it was about. */
const NAMED_PARAMETERS = 5;
const DETAIL_LIMIT = 500;

/** BidCos processes fail a whole paramset for one unreadable parameter (ccu-protocol 11.2). */
const READS_ONE_BY_ONE: ReadonlySet<string> = new Set(["BidCos-RF", "BidCos-Wired"]);

export function createWrites(
  { ccu, incidents }: Pick<EngineScope, "ccu" | "incidents">,
  registry: DeviceRegistry,
  ingest: Ingest,
  configuration: Configuration,
) {
  const { optimistic } = ingest;

  /** What a write will show: its own data points, and those inside a combined one. */
  function targets(address: string, values: readonly WrittenValue[]): Shown[] {
    return values.flatMap(({ dataPoint, value, echo = [] }) => {
      const parts = decodeCombined(dataPoint.parameter, value.value);
      const shown =
        parts.length > 0
          ? parts.map((part) => ({ parameter: part.parameter, target: part.value as unknown }))
          : [{ parameter: dataPoint.parameter, target: fromWire(dataPoint, value.value) as unknown }];
      const echoed = echo.map((one) => ({ parameter: one.dataPoint.parameter, target: one.shown }));
      return [...shown, ...echoed].flatMap(({ parameter, target }) => {
        const slot = registry.slot(address, "VALUES", parameter);
        return slot && isConfirmable(slot.point) ? [{ slot, target }] : [];
      });
    });
  }

  async function send(
    device: Device,
    address: string,
    values: readonly WrittenValue[],
    options: WriteOptions,
  ): Promise<WriteOutcome> {
    const [first, ...more] = values;
    if (first === undefined) return "sent";
    if (more.length === 0)
      return ccu.setValue(device.interface, address, first.dataPoint.parameter, first.value, options);
    const typed = Object.fromEntries(values.map(({ dataPoint, value }) => [dataPoint.parameter, value]));
    return ccu.putParamset(device.interface, address, "VALUES", typed, options);
  }

  /**
   * The send of an equal order that is on its way: the CCU confirms equal values once, so the repetition shares its fate.
   * Only where every value of the write can be recognised; presses and timers are sent each time.
   */
  function equalOrder(values: readonly WrittenValue[], shown: readonly Shown[]): Promise<WriteOutcome> | undefined {
    const isComplete =
      shown.length >= values.length &&
      values.every(({ dataPoint }) => isConfirmable(dataPoint) || dataPoint.parameter.includes("COMBINED"));
    if (!isComplete) return undefined;
    const sends = shown.map(({ slot, target }) => optimistic.onItsWay(slot, target));
    return sends.every((send) => send !== undefined) ? joint(sends as Promise<WriteOutcome>[]) : undefined;
  }

  /** Shows the values, sends them, and tells both the display and the caller what became of them. */
  function begin(
    device: Device,
    address: string,
    values: readonly WrittenValue[],
    shown: readonly Shown[],
    options: WriteOptions,
  ): Promise<WriteOutcome> {
    const { promise, resolve, reject } = Promise.withResolvers<WriteOutcome>();
    promise.catch(() => {});
    const id = optimistic.begin(shown, promise);
    const slots = shown.map(({ slot }) => slot);
    const settle = (outcome: WriteOutcome | "failed") => {
      optimistic.settle(slots, id, outcome);
      ingest.settle(device);
    };
    send(device, address, values, options).then(
      (outcome) => {
        settle(outcome);
        if (outcome === "sent") ingest.chose(device, choicesOf(values));
        if (outcome === "expired") tell(device, address, namesOf(values), expiredFault());
        resolve(outcome);
      },
      (error: unknown) => {
        settle("failed");
        tell(device, address, namesOf(values), error);
        reject(error);
      },
    );
    return promise;
  }

  /** One channel, value by value. A fault of a single value is normal; others end the reading. */
  async function readOneByOne(device: Device, address: string, points: readonly DataPoint[]): Promise<void> {
    for (const point of points)
      try {
        const raw = await ccu.getValue(device.interface, address, point.parameter);
        ingest.paramset(address, "VALUES", { [point.parameter]: raw });
      } catch (error) {
        if (!(error instanceof CcuFault) || !SINGLE_VALUE.has(error.class)) throw error;
      }
  }

  async function reloadChannel(device: Device, address: string, points: readonly DataPoint[]): Promise<void> {
    if (READS_ONE_BY_ONE.has(device.interface)) return readOneByOne(device, address, points);
    const readable = new Set(points.map((point) => point.parameter));
    try {
      const read = await ccu.getParamset(device.interface, address, "VALUES");
      ingest.paramset(
        address,
        "VALUES",
        Object.fromEntries(Object.entries(read).filter(([name]) => readable.has(name))),
      );
    } catch (error) {
      // values of groups have no device behind them: asked one by one they would be invented (device-model 1.19)
      if (!(error instanceof CcuFault) || !SINGLE_VALUE.has(error.class)) throw error;
      if (device.interface !== "VirtualDevices") await readOneByOne(device, address, points);
    }
  }

  /** What the interface lacks is no trouble of the home. */
  function tell(device: Device, address: string, parameters: readonly string[], error: unknown): void {
    if (!(error instanceof CcuFault) || error.class === "unsupported") return;
    const exhausted = error.class === "duty_cycle";
    incidents.note(exhausted ? `budget-refusal/${device.interface}` : `write/${address}`, {
      interface: device.interface,
      severity: exhausted ? "error" : "warning",
      summary: exhausted ? "the radio budget is used up: a write was refused" : "the CCU did not take a write",
      detail: `${address} ${parameters.slice(0, NAMED_PARAMETERS).join(", ")}: ${error.message}`.slice(0, DETAIL_LIMIT),
    });
  }

  return {
    /** All values belong to one channel. Rejects with `CcuFault` after the values shown were taken back. */
    async writeValues(device: Device, values: readonly WrittenValue[], options: WriteOptions): Promise<void> {
      const [first] = values;
      if (first === undefined) return;
      const address = addressOf(device, first.dataPoint.channel);
      if (isStop(values)) optimistic.stop(registry.slots(address));
      const shown = targets(address, values);
      const equal = equalOrder(values, shown);
      const sent = equal ?? begin(device, address, values, shown, options);
      if (equal === undefined && (shown.length > 0 || isStop(values))) ingest.settle(device);
      refuseExpired(await sent);
    },

    async writeMaster(
      device: Device,
      channel: number | null,
      values: Record<string, TypedValue>,
      options: WriteOptions,
    ): Promise<void> {
      const address = addressOf(device, channel);
      try {
        refuseExpired(await ccu.putParamset(device.interface, address, "MASTER", values, options));
      } catch (error) {
        tell(device, address, Object.keys(values), error);
        throw error;
      }
      const entry = registry.get(device.address);
      if (entry) configuration.readBack(entry, address, values);
    },

    async reloadValues(device: Device, channel?: number | null): Promise<void> {
      const channels =
        channel === undefined || channel === null
          ? device.channels
          : device.channels.filter((c) => c.number === channel);
      for (const found of channels) {
        const points = [...found.values.values()].filter((point) => point.operations.read);
        if (points.length > 0) await reloadChannel(device, found.address, points);
      }
    },
  };
}
