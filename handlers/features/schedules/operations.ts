/** REST operations about schedules; the use cases are in schedules.ts, schedule-copies.ts and week-profile.ts. */
import { accepted, type Operation, ok, operation, Problem } from "../../kernel/operation.ts";
import { ChannelNumber, DeviceAddress } from "../shared/parameters.ts";
import { copyClimateProfile, copySchedule } from "./schedule-copies.ts";
import {
  readSchedule,
  requireChannelSchedule,
  requireDeviceSchedule,
  setActiveProfile,
  writeSchedule,
} from "./schedules.ts";
import {
  ChannelLockRequest,
  CopyProfileRequest,
  CopyScheduleRequest,
  Schedule,
  SetActiveProfileRequest,
  TargetKey,
  WeekProfileResponse,
} from "./schemas.ts";
import { readWeekProfile, setScheduleEnabled } from "./week-profile.ts";

const DEVICE = { addr: DeviceAddress };
const CHANNEL = { addr: DeviceAddress, no: ChannelNumber };
const FAULTS = { 404: Problem, 502: Problem, 503: Problem } as const;
const REFUSALS = { 400: Problem, ...FAULTS } as const;
const HOME = { served: "home", tag: "schedules" } as const;

const channelOperations: Operation[] = [
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/devices/{addr}/channels/{no}/schedule",
      operationId: "getChannelSchedule",
      role: "viewer",
      summary: "Schedule of a channel, read from the CCU",
      params: CHANNEL,
      responses: { 200: Schedule, ...REFUSALS },
    },
    async (context) => {
      const { addr, no } = context.params;
      return ok(await readSchedule(context, await requireChannelSchedule(context, addr, no)));
    },
  ),
  operation(
    {
      ...HOME,
      method: "PUT",
      path: "/devices/{addr}/channels/{no}/schedule",
      operationId: "putChannelSchedule",
      role: "operator",
      summary: "Write the schedule of a channel",
      params: CHANNEL,
      body: Schedule,
      responses: { 202: null, ...REFUSALS },
    },
    async (context) => {
      const { addr, no } = context.params;
      const place = await requireChannelSchedule(context, addr, no);
      await writeSchedule(context, context.identity, place, context.body);
      return accepted();
    },
  ),
  operation(
    {
      ...HOME,
      method: "POST",
      path: "/devices/{addr}/channels/{no}/schedule/active-profile",
      operationId: "setChannelActiveProfile",
      role: "operator",
      summary: "Choose the heating profile that a channel follows",
      params: CHANNEL,
      body: SetActiveProfileRequest,
      responses: { 202: null, 423: Problem, ...REFUSALS },
    },
    async (context) => {
      const { addr, no } = context.params;
      const place = await requireChannelSchedule(context, addr, no);
      await setActiveProfile(context, context.identity, place, context.body.profile);
      return accepted();
    },
  ),
];

const deviceOperations: Operation[] = [
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/devices/{addr}/schedule",
      operationId: "getDeviceSchedule",
      role: "viewer",
      summary: "Schedule of a device, wherever the device keeps it",
      params: DEVICE,
      responses: { 200: Schedule, ...FAULTS },
    },
    async (context) => ok(await readSchedule(context, await requireDeviceSchedule(context, context.params.addr))),
  ),
  operation(
    {
      ...HOME,
      method: "PUT",
      path: "/devices/{addr}/schedule",
      operationId: "putDeviceSchedule",
      role: "operator",
      summary: "Write the schedule of a device",
      params: DEVICE,
      body: Schedule,
      responses: { 202: null, ...REFUSALS },
    },
    async (context) => {
      const place = await requireDeviceSchedule(context, context.params.addr);
      await writeSchedule(context, context.identity, place, context.body);
      return accepted();
    },
  ),
  operation(
    {
      ...HOME,
      method: "POST",
      path: "/devices/{addr}/schedule/active-profile",
      operationId: "setDeviceActiveProfile",
      role: "operator",
      summary: "Choose the heating profile that a device follows",
      params: DEVICE,
      body: SetActiveProfileRequest,
      responses: { 202: null, 423: Problem, ...REFUSALS },
    },
    async (context) => {
      const place = await requireDeviceSchedule(context, context.params.addr);
      await setActiveProfile(context, context.identity, place, context.body.profile);
      return accepted();
    },
  ),
  operation(
    {
      ...HOME,
      method: "POST",
      path: "/devices/{addr}/schedules/copy",
      operationId: "copyDeviceSchedule",
      role: "operator",
      summary: "Copy the whole schedule of a device to another one",
      params: DEVICE,
      body: CopyScheduleRequest,
      responses: { 202: null, 422: Problem, ...REFUSALS },
    },
    async (context) => {
      await copySchedule(context, context.identity, context.params.addr, context.body.target_device_address);
      return accepted();
    },
  ),
];

const weekProfileOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/week_profile",
      operationId: "getChannelWeekProfile",
      role: "viewer",
      served: "here",
      tag: "schedules",
      summary: "What a channel's week program can do, and which channels follow it",
      params: CHANNEL,
      responses: { 200: WeekProfileResponse, 404: Problem },
    },
    async (context) => {
      const { addr, no } = context.params;
      return ok(await readWeekProfile(context, await requireChannelSchedule(context, addr, no)));
    },
  ),
  operation(
    {
      ...HOME,
      method: "PUT",
      path: "/devices/{addr}/channels/{no}/week_profile/channel-locks/{key}",
      operationId: "setWeekProfileChannelLock",
      role: "operator",
      summary: "Let a channel follow the week program, or not",
      params: { ...CHANNEL, key: TargetKey },
      body: ChannelLockRequest,
      responses: { 202: null, 423: Problem, ...REFUSALS },
    },
    async (context) => {
      const { addr, no, key } = context.params;
      const place = await requireChannelSchedule(context, addr, no);
      await setScheduleEnabled(context, context.identity, place, context.body.enabled, key);
      return accepted();
    },
  ),
  operation(
    {
      ...HOME,
      method: "POST",
      path: "/devices/{addr}/channels/{no}/week_profile/copy",
      operationId: "copyClimateProfile",
      role: "operator",
      summary: "Copy one heating profile into another, here or on another thermostat",
      params: CHANNEL,
      body: CopyProfileRequest,
      responses: { 202: null, 422: Problem, ...REFUSALS },
    },
    async (context) => {
      const { addr, no } = context.params;
      const { source_profile, target_channel_address, target_profile } = context.body;
      const source = await requireChannelSchedule(context, addr, no);
      await copyClimateProfile(
        context,
        context.identity,
        source,
        source_profile,
        target_channel_address,
        target_profile,
      );
      return accepted();
    },
  ),
];

export const schedulesOperations: Operation[] = [...channelOperations, ...deviceOperations, ...weekProfileOperations];
