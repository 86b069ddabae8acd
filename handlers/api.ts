/** Everything that the program serves: the list of features. The dispatchers, the contract and the tests read it. */
import { BROADCASTS } from "./broadcasts/published.ts";
import { programSections } from "./configuration/program-sections.ts";
import { accounts } from "./features/accounts/index.ts";
import { administration } from "./features/administration/index.ts";
import { alarmDuress } from "./features/alarm/broadcasts.ts";
import { alarm } from "./features/alarm/index.ts";
import { backups } from "./features/backups/index.ts";
import { devices } from "./features/devices/index.ts";
import { diagnostics } from "./features/diagnostics/index.ts";
import { groups } from "./features/groups/index.ts";
import { history } from "./features/history/index.ts";
import { hub } from "./features/hub/index.ts";
import { links } from "./features/links/index.ts";
import { matter } from "./features/matter/index.ts";
import { mqtt } from "./features/mqtt/index.ts";
import { paramsets } from "./features/paramsets/index.ts";
import { relays } from "./features/relays/index.ts";
import { schedules } from "./features/schedules/index.ts";
import { signOn } from "./features/sign-on/index.ts";
import { system } from "./features/system/index.ts";
import { values } from "./features/values/index.ts";
import { webhooks } from "./features/webhooks/index.ts";
import type { Command } from "./kernel/command.ts";
import type { Feature } from "./kernel/feature.ts";
import type { Operation } from "./kernel/operation.ts";
import type { Section } from "./kernel/section.ts";

/** Of the program and of these features: what can be configured. */
export const sectionsOf = (features: readonly Feature[]): readonly Section[] => [
  ...programSections,
  ...features.flatMap((feature) => feature.sections ?? []),
];

/**
 * Everything that is served here, and features of your own after it: their operations, commands and broadcasts are routed,
 * validated and published as ours are. An operation of yours does not replace one of the same method and path.
 */
export function featuresWith(own: readonly Feature[]): readonly Feature[] {
  const all: readonly Feature[] = [
    accounts,
    administration(() => sectionsOf(all)),
    alarm,
    backups,
    devices,
    diagnostics(() => [...BROADCASTS, ...all.flatMap((feature) => feature.broadcasts)]),
    groups,
    history,
    hub,
    links,
    matter,
    mqtt,
    paramsets,
    relays,
    schedules,
    signOn,
    system(() => all.flatMap((feature) => feature.commands.map(({ spec }) => spec.name))),
    values,
    webhooks(() => [...BROADCASTS, ...all.flatMap((feature) => feature.broadcasts), alarmDuress]),
    ...own,
  ];
  return all;
}

export const features: readonly Feature[] = featuresWith([]);

export const operations: readonly Operation[] = features.flatMap((feature) => feature.operations);
export const commands: readonly Command[] = features.flatMap((feature) => feature.commands);
