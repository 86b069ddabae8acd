/** Answers about the upkeep of devices: teams, replacement, communication test, firmware. Ids are the contract's component names. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";

const TeamCandidate = z
  .strictObject({
    address: z.string().meta({ description: "Address of the team's channel" }),
    name: z.string().optional().meta({ description: "Name of the channel after which the team is called" }),
    team_tag: z.string().optional().meta({ description: "Kind of team: it unites channels of the same kind only" }),
    current: z.boolean().meta({ description: "The channel is in this team" }),
  })
  .meta({ id: "TeamCandidate" });

export const ReplaceCandidate = z
  .strictObject({
    address: z.string(),
    name: z.string().optional(),
    model: z.string().optional(),
    interface: z.string().optional(),
    central: z.string().optional(),
    model_matches: z.boolean().meta({ description: "It is of the same model as the new device" }),
  })
  .meta({ id: "ReplaceCandidate", description: "A device whose place the new one can take" });
export type ReplaceCandidate = z.infer<typeof ReplaceCandidate>;

export const CommunicationTestResult = z
  .strictObject({
    passed: z.boolean(),
    started_at: Timestamp,
    completed_at: Timestamp.optional().meta({ description: "Absent where the device did not answer in time" }),
    duration_ms: z.int(),
    timed_out: z.boolean(),
  })
  .meta({ id: "CommunicationTestResult" });
export type CommunicationTestResult = z.infer<typeof CommunicationTestResult>;

export const TeamCandidates = z.strictObject({ candidates: z.array(TeamCandidate) });
export type TeamCandidates = z.infer<typeof TeamCandidates>;

export const ReplaceCandidates = z.strictObject({ candidates: z.array(ReplaceCandidate) });
export type ReplaceCandidates = z.infer<typeof ReplaceCandidates>;

export const Replacing = z.strictObject({
  status: z.literal("replacing"),
  old_address: z.string(),
  new_address: z.string(),
  central: z.string(),
});
export type Replacing = z.infer<typeof Replacing>;

export const FirmwareUpdateStarted = z.strictObject({
  status: z.literal("scheduled"),
  duty_cycle_warning: z.int().min(0).max(100).optional().meta({
    description:
      "Percent of the radio's transmission time that is used up; present from 80 on: the transfer will take long",
  }),
});
export type FirmwareUpdateStarted = z.infer<typeof FirmwareUpdateStarted>;
