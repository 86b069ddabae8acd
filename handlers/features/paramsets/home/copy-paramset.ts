/** The settings of one channel onto another one of the same type. */
import { badRequest } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { DataPoint, DataPointParamset } from "../../../model/types.ts";
import { isRejected, toWire } from "../../../model/values.ts";
import { dataPointsOf, requireOwner } from "../../shared/lookup.ts";
import { broken, differing, immovable, inconsistent } from "./config-changes.ts";
import { movableValues } from "./config-transfer.ts";
import { editKey, requireEditToken } from "./edit-sessions.ts";
import { readParamset } from "./read-paramset.ts";
import { writeOwnParamset } from "./write-paramset.ts";

const takes = (from: DataPoint | undefined, to: DataPoint | undefined, value: unknown): boolean =>
  from !== undefined &&
  to !== undefined &&
  immovable(to) === undefined &&
  from.description.TYPE === to.description.TYPE &&
  !isRejected(toWire(to, value));

/**
 * paramset.copy: what both channels have, and the target takes. Number of parameters that the target has as the source
 * afterwards; only those that differ are written. The lock of the target is not asked for (contract); a token that is
 * sent must hold it.
 * @throws Refusal 400 403 404 423 503, CcuFault
 */
export async function copyParamset(
  scope: RequestScope,
  { source, target, key }: { source: string; target: string; key: DataPointParamset },
  editToken: string | undefined,
): Promise<number> {
  if (key === "MASTER" && editToken) await requireEditToken(scope, editKey(target, "MASTER"), editToken);
  const [from, to] = [await requireOwner(scope, source), await requireOwner(scope, target)];
  if (source === target) throw badRequest("source and target are the same channel");
  if (from.channel.type !== to.channel.type)
    throw badRequest(
      `a ${from.channel.type} cannot be copied onto a ${to.channel.type}`,
      "Channels of different types",
    );
  const [known, wanted] = [dataPointsOf(from.channel, key), dataPointsOf(to.channel, key)];
  const shared = Object.fromEntries(
    Object.entries(await movableValues(scope, from, key)).filter(([parameter, value]) =>
      takes(known.get(parameter), wanted.get(parameter), value),
    ),
  );
  const count = Object.keys(shared).length;
  if (count === 0) return 0;
  const current = await readParamset(scope, { address: target, key });
  const changes = differing(to, key, current, shared);
  if (Object.keys(changes).length === 0) return count;
  const rules = broken(to, key, current, changes);
  if (rules.length > 0) throw inconsistent(rules);
  await writeOwnParamset(scope, to, key, changes, { before: current, note: `copied from ${source}` });
  return count;
}
