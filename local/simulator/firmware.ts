/** Firmware of devices: which images the CCU has, and how they get into a device (protocol 14.4). */
import type { DeviceDescription } from "../../handlers/ports/index.ts";
import type { SimDevice } from "./kinds.ts";
import type { World } from "./world.ts";

/** Seconds: a classic device is told its image at once; HmIP takes it in the background, then installs and restarts. */
export const FIRMWARE_SECONDS = { bidcos: 90, deliver: 120, pending: 5, perform: 40 } as const;

const rootOf = (device: SimDevice): DeviceDescription => device.descriptions[0] as DeviceDescription;

export class Firmware {
  private readonly world: World;
  /** Told when only the state of an update changed. */
  private readonly stateChanged: (device: SimDevice, state: string) => void;
  /** Images that were copied to the CCU and not looked at yet, by device type. */
  private readonly images = new Map<string, string>();
  private readonly timers = new Set<() => void>();

  constructor(world: World, stateChanged: (device: SimDevice, state: string) => void) {
    this.world = world;
    this.stateChanged = stateChanged;
  }

  /** Somebody copies an image to the CCU. It is noticed with the next look. */
  provide(type: string, version: string): void {
    this.images.set(type, version);
  }

  /** refreshDeployedDeviceFirmwareList: devices of that type learn that there is something newer. */
  look(devices: readonly SimDevice[]): void {
    for (const device of devices) {
      const { TYPE, FIRMWARE, AVAILABLE_FIRMWARE, FIRMWARE_UPDATE_STATE: state } = rootOf(device);
      const version = this.images.get(TYPE);
      if (version === undefined || version === FIRMWARE || version === AVAILABLE_FIRMWARE) continue;
      const waiting = state === undefined ? {} : { FIRMWARE_UPDATE_STATE: "NEW_FIRMWARE_AVAILABLE" };
      this.describe(device.address, { AVAILABLE_FIRMWARE: version, UPDATABLE: true, ...waiting });
    }
  }

  /** Whether there is an image that is not in the device yet. */
  isNewer(device: SimDevice): boolean {
    const { FIRMWARE, AVAILABLE_FIRMWARE: available } = rootOf(device);
    return available !== undefined && available !== "" && available !== "0.0.0" && available !== FIRMWARE;
  }

  state(device: SimDevice): string {
    return rootOf(device).FIRMWARE_UPDATE_STATE ?? "";
  }

  /** Resolves when the classic device has its image and has restarted. */
  async transfer(device: SimDevice): Promise<void> {
    await new Promise<void>((resolve) => this.later(FIRMWARE_SECONDS.bidcos, resolve));
    this.finish(device.address);
  }

  deliver({ address }: SimDevice): void {
    this.move(address, "DELIVER_FIRMWARE_IMAGE");
    this.later(FIRMWARE_SECONDS.deliver, () => {
      this.move(address, "READY_FOR_UPDATE");
      this.world.report(`${address}:0`, { UPDATE_PENDING: true });
    });
  }

  install({ address }: SimDevice): void {
    this.move(address, "DO_UPDATE_PENDING");
    this.later(FIRMWARE_SECONDS.pending, () => {
      this.move(address, "PERFORMING_UPDATE");
      this.later(FIRMWARE_SECONDS.perform, () => {
        this.finish(address);
        this.world.report(`${address}:0`, { UPDATE_PENDING: false });
      });
    });
  }

  stop(): void {
    for (const cancel of this.timers) cancel();
    this.timers.clear();
  }

  private finish(address: string): void {
    const device = this.world.device(address);
    if (!device) return;
    const { AVAILABLE_FIRMWARE, FIRMWARE_UPDATE_STATE: state } = rootOf(device);
    const hmip = state !== undefined;
    this.describe(address, {
      FIRMWARE: AVAILABLE_FIRMWARE,
      // HmIP says "nothing newer" with a version of its own (10.1)
      ...(hmip ? { AVAILABLE_FIRMWARE: "0.0.0", FIRMWARE_UPDATE_STATE: "UP_TO_DATE" } : { UPDATABLE: false }),
    });
  }

  private move(address: string, state: string): void {
    const device = this.world.device(address);
    if (!device) return;
    const [root, ...channels] = device.descriptions;
    const next = {
      ...device,
      descriptions: [{ ...(root as DeviceDescription), FIRMWARE_UPDATE_STATE: state }, ...channels],
    };
    this.world.devices.set(address, next);
    this.stateChanged(next, state);
  }

  private describe(address: string, part: Partial<DeviceDescription>): void {
    const device = this.world.device(address);
    if (!device) return;
    const [root, ...channels] = device.descriptions;
    this.world.replace({ ...device, descriptions: [{ ...(root as DeviceDescription), ...part }, ...channels] });
  }

  private later(seconds: number, task: () => void): void {
    const cancel = this.world.clock.after(seconds * 1000, () => {
      this.timers.delete(cancel);
      task();
    });
    this.timers.add(cancel);
  }
}
