/** What could be un-ignored (subsystems 7.6, device-model 6). */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { unIgnoreSpellings } from "../../model/unignore.ts";
import type { UnIgnoreCandidateList } from "./answers/visibility.ts";

/** Spellings of all that is hidden now, over all centrals; configuration only where it is asked for. */
export async function unIgnoreCandidates(
  scope: Pick<RequestScope, "home">,
  includeMaster: boolean,
): Promise<UnIgnoreCandidateList> {
  const candidates = new Set<string>();
  for (const { model, root, channels } of await scope.home.devices())
    for (const channel of [root, ...channels])
      for (const points of includeMaster ? [channel.values, channel.master] : [channel.values])
        for (const { visible, operations, paramset, parameter } of points.values()) {
          if (visible || !operations.read || (paramset === "VALUES" && !operations.event)) continue;
          const place = { model, channel: channel.number, paramset, parameter };
          for (const spelling of unIgnoreSpellings(place)) candidates.add(spelling);
        }
  return { candidates: [...candidates].sort(), include_master: includeMaster };
}
