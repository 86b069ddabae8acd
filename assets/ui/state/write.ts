/** Orders to the home: shown at once with a mark, confirmed by what arrives, taken back with a reason. */
import { signal } from "@preact/signals";
import type { Problem } from "../../../adapters/client/index.ts";
import { t } from "../i18n/index.ts";
import { arrivals, customId, overlayOf, type Program, replaceProgram, type Sysvar } from "./live.ts";
import { tellDone, tellRefusal } from "./notices.ts";
import { client, endsSession } from "./session.ts";

/** Milliseconds after an answer that a state is waited for: a thing that was so already reports nothing. */
const CONFIRM_MS = 4_000;

export interface Target {
  readonly central: string;
  readonly address: string;
  /** For people. */
  readonly name: string;
}

/** Things with an order under way, by their names: the last order of each decides about the mark. */
const orders = new Map<string, number>();
let lastOrder = 0;

/**
 * @param id name of the thing, as {@link overlayOf} and {@link arrivals} know it
 * @param shown the state that is shown meanwhile
 */
async function order(
  id: string,
  what: string,
  shown: Readonly<Record<string, unknown>>,
  send: () => Promise<{ readonly error?: Problem }>,
): Promise<boolean> {
  lastOrder += 1;
  const mine = lastOrder;
  orders.set(id, mine);
  const overlay = overlayOf(id);
  overlay.value = { ...overlay.value, ...shown };
  let hasArrived = false;
  let isAnswered = false;
  const settle = () => {
    if (orders.get(id) !== mine) return;
    orders.delete(id);
    arrivals.delete(id);
    overlay.value = undefined;
  };
  arrivals.set(id, () => {
    hasArrived = true;
    if (isAnswered) settle();
  });
  const { error } = await send();
  isAnswered = true;
  if (error !== undefined) {
    settle();
    if (!endsSession(error)) tellRefusal(what, error);
  } else if (hasArrived) settle();
  else setTimeout(settle, CONFIRM_MS);
  return error === undefined;
}

/** An operation of a custom data point. @returns whether it was taken */
export const invoke = (
  { central, address, name: what }: Target,
  name: string,
  operation: string,
  params: Readonly<Record<string, unknown>> = {},
  shown: Readonly<Record<string, unknown>> = {},
): Promise<boolean> =>
  order(customId(central, address, name), what, shown, () =>
    client.POST("/devices/{addr}/cdps/{name}/{operation}", {
      params: { path: { addr: address, name, operation }, query: { central } },
      body: { params },
    }),
  );

/** One value of a data point that is no part of a custom one. @returns whether it was taken */
export const writeValue = (
  { central, address, name }: Target,
  channel: number,
  parameter: string,
  value: unknown,
): Promise<boolean> =>
  order(`${central}/${address}/${channel}.${parameter}`, name, { value }, () =>
    client.PUT("/devices/{addr}/channels/{no}/data-points/{param}/value", {
      params: { path: { addr: address, no: channel, param: parameter }, query: { central } },
      body: { value },
    }),
  );

// ---------------------------------------------------------------- the CCU's logic

/** Things whose answer is waited for: their buttons rest meanwhile. */
export const busy = signal<ReadonlySet<string>>(new Set());

/** @returns whether it was done */
export async function whileBusy(
  id: string,
  what: string,
  send: () => Promise<{ readonly error?: Problem }>,
): Promise<boolean> {
  busy.value = new Set([...busy.value, id]);
  const { error } = await send();
  busy.value = new Set([...busy.value].filter((one) => one !== id));
  if (error !== undefined && !endsSession(error)) tellRefusal(what, error);
  return error === undefined;
}

export const programId = ({ central, id }: Program): string => `program/${central}/${id}`;
export const sysvarId = ({ central, name }: Sysvar): string => `sysvar/${central}/${name}`;

export async function runProgram(program: Program): Promise<void> {
  const { central, id, name } = program;
  const done = await whileBusy(programId(program), name, () =>
    client.POST("/programs/{id}/execute", { params: { path: { id }, query: { central } } }),
  );
  if (done) tellDone(t("program.done", { name }));
}

export async function activateProgram(program: Program, active: boolean): Promise<void> {
  const { central, id, name } = program;
  const done = await whileBusy(programId(program), name, () =>
    client.PATCH("/programs/{id}", { params: { path: { id }, query: { central } }, body: { active } }),
  );
  if (done) replaceProgram({ ...program, active });
}

export const setSysvar = (sysvar: Sysvar, value: unknown): Promise<boolean> => {
  const { central, name } = sysvar;
  return whileBusy(sysvarId(sysvar), name, () =>
    client.PUT("/sysvars/{name}", { params: { path: { name }, query: { central } }, body: { value } }),
  );
};
