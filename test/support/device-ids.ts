/** Ids of devices for tests that speak of addresses. */
import { type DeviceId, deviceId } from "../../handlers/model/device-id.ts";

/** @param central that of `createTestSite` and of the conformance world, where nothing else is said */
export const idAt = (address: string, central = "ccu-main"): DeviceId => deviceId(central, address);
