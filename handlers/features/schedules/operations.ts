/** REST operations about schedules. */
import { accepted, type Operation, ok, operation, Problem } from "../../kernel/operation.ts";
import { ChannelNumber, DeviceAddress } from "../shared/parameters.ts";
import { WeekProfileResponse } from "./answers.ts";
import { requireChannelSchedule, requireDeviceSchedule } from "./find-schedule.ts";
import { copyClimateProfile, copySchedule } from "./home/copy-schedule.ts";
import { readSchedule } from "./home/read-schedule.ts";
import { setActiveProfile } from "./home/set-active-profile.ts";
import { setScheduleEnabled } from "./home/set-schedule-enabled.ts";
import { writeSchedule } from "./home/write-schedule.ts";
import { readWeekProfile } from "./read-week-profile.ts";
import {
  ChannelLockRequest,
  CopyProfileRequest,
  CopyScheduleRequest,
  Schedule,
  SetActiveProfileRequest,
  TargetKey,
} from "./schemas.ts";

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
    async (scope) => ok(await readSchedule(scope, await requireChannelSchedule(scope, scope.params))),
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
    async (scope) =>
      accepted(await writeSchedule(scope, await requireChannelSchedule(scope, scope.params), scope.body)),
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
    async (scope) =>
      accepted(await setActiveProfile(scope, await requireChannelSchedule(scope, scope.params), scope.body.profile)),
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
    async (scope) => ok(await readSchedule(scope, await requireDeviceSchedule(scope, scope.params.addr))),
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
    async (scope) =>
      accepted(await writeSchedule(scope, await requireDeviceSchedule(scope, scope.params.addr), scope.body)),
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
    async (scope) =>
      accepted(
        await setActiveProfile(scope, await requireDeviceSchedule(scope, scope.params.addr), scope.body.profile),
      ),
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
    async (scope) => accepted(await copySchedule(scope, scope.params.addr, scope.body.target_device_address)),
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
    async (scope) => ok(await readWeekProfile(scope, await requireChannelSchedule(scope, scope.params))),
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
    async (scope) =>
      accepted(
        await setScheduleEnabled(
          scope,
          await requireChannelSchedule(scope, scope.params),
          scope.body.enabled,
          scope.params.key,
        ),
      ),
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
    async (scope) =>
      accepted(await copyClimateProfile(scope, await requireChannelSchedule(scope, scope.params), scope.body)),
  ),
];

export const schedulesOperations: Operation[] = [...channelOperations, ...deviceOperations, ...weekProfileOperations];
