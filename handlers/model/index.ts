/**
 * The HomeMatic device model: descriptions of a CCU -> devices, channels, data points, custom and calculated data points.
 * Pure functions, no I/O.
 */
export { type BuildContext, buildDevice } from "./build.ts";
export { customDataPointsOf, findCustom } from "./custom/bind.ts";
export { type CustomView, describeCustom } from "./custom/describe.ts";
export { type Plan, plan, type Wish } from "./custom/plan.ts";
export { compareDevices, type DeviceId, deviceId, idOf, splitDeviceId } from "./device-id.ts";
export { unobservedHub } from "./document.ts";
export { findChannel, findDataPoint, listDataPoints, stateOf } from "./find.ts";
export { type Locale, parameterLabel } from "./labels.ts";
export type {
  Channel,
  DataPoint,
  DataPointParamset,
  Device,
  DeviceBehaviour,
  EventGroup,
  Hub,
  HubGroup,
  HubList,
  InstallMode,
  InterfaceState,
  ValueSource,
  ValueState,
} from "./types.ts";
export { valueKey } from "./types.ts";
