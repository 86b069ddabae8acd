/** A home in which the second CCU has every address of the first. */
import { deviceId, idOf } from "../../handlers/model/device-id.ts";
import { ATTIC, ATTIC_HUB } from "./attic.ts";
import type { Case } from "./case.ts";
import { HUB } from "./household.ts";
import { TOLD, tell, type World } from "./world.ts";

/** The second CCU is told of the same devices and objects as the first, and of what the case brings besides. */
export const onBoth = (given: Case["given"]) => async (world: World) => {
  tell(world.attic, { ...TOLD["ccu-main"]!, hub: { ...HUB, system: ATTIC_HUB.system } });
  await given?.(world);
  await given?.({ ...world, main: world.attic });
  // what the case put into the read model itself
  for (const device of await world.home.devices()) {
    const id = deviceId(ATTIC, device.address);
    if (device.central === ATTIC || (await world.home.device(id))) continue;
    world.home.putDevice({ ...device, central: ATTIC, interfaceId: `${ATTIC}-${device.interface}` });
    world.home.putValues(id, await world.home.values(idOf(device)));
  }
};
