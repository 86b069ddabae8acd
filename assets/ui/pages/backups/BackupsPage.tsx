/** What an administrator does with the CCU as a machine: backups, firmware, restarts. */
import { PartsPage } from "../../parts/PartsPage.tsx";
import type { PageProps } from "../entry.ts";
import { Backups } from "./Backups.tsx";
import { Firmware } from "./Firmware.tsx";
import { Restart } from "./Restart.tsx";
import { w } from "./words.ts";

const PARTS = { backups: Backups, firmware: Firmware, restart: Restart };
const ROLES = { restart: "admin" } as const;

export default function BackupsPage({ rest: [asked] }: PageProps) {
  return <PartsPage path="backups" w={w} parts={PARTS} roles={ROLES} asked={asked} />;
}
