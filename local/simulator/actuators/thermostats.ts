/** Thermostats of both families, and the group that passes its set point on to its members. */
import type { Value } from "../parameters.ts";
import type { Command } from "./command.ts";
import type { Actuators } from "./index.ts";

/** Boost lasts five minutes unless configured otherwise. */
const BOOST_SECONDS = 300;
/** CONTROL_MODE of classic thermostats. */
const AUTO = 0;
const MANU = 1;
const PARTY = 2;
const BOOST = 3;

export function thermostat(command: Command): void {
  if (command.hmip) hmipThermostat(command);
  else bidcosThermostat(command);
}

/** `2000_01_01 00:00`: nobody was ever away until then and still is. */
const isOver = (end: Value | undefined): boolean => typeof end === "string" && end.startsWith("2000_");

function hmipThermostat({ world, address, values, later, halt }: Command): void {
  const told: Record<string, Value> = {};
  for (const id of ["SET_POINT_TEMPERATURE", "ACTIVE_PROFILE", "WINDOW_STATE", "LEVEL", "HEATING_COOLING"]) {
    if (values[id] !== undefined) told[id] = values[id];
  }
  if (typeof values.CONTROL_MODE === "number") told.SET_POINT_MODE = values.CONTROL_MODE;
  if (typeof values.SET_POINT_MODE === "number") told.SET_POINT_MODE = values.SET_POINT_MODE;
  // an absence that is over already ends the one that there is
  if (told.SET_POINT_MODE === PARTY && isOver(values.PARTY_TIME_END)) told.SET_POINT_MODE = AUTO;
  if (told.SET_POINT_MODE !== undefined) told.PARTY_MODE = told.SET_POINT_MODE === PARTY;
  for (const id of ["PARTY_TIME_START", "PARTY_TIME_END"]) if (values[id] !== undefined) told[id] = values[id];
  if (values.BOOST_MODE !== undefined) {
    const boost = values.BOOST_MODE === true;
    told.BOOST_MODE = boost;
    told.BOOST_TIME = boost ? BOOST_SECONDS : 0;
    if (boost) later(BOOST_SECONDS, () => world.report(address, { BOOST_MODE: false, BOOST_TIME: 0 }));
    else halt();
  }
  world.report(address, told);
}

function bidcosThermostat({ world, address, values, later, halt }: Command): void {
  const set = (mode: number, temperature?: number): void => {
    halt();
    const warm: Record<string, Value> = temperature === undefined ? {} : { SET_TEMPERATURE: temperature };
    world.report(address, { CONTROL_MODE: mode, ...warm });
  };
  const root = world.device(address)?.address ?? "";
  const master = (id: string, otherwise: number): number => Number(world.master(root)?.get(id) ?? otherwise);
  if (typeof values.MANU_MODE === "number") set(MANU, values.MANU_MODE);
  if ("AUTO_MODE" in values) set(AUTO);
  if ("COMFORT_MODE" in values) set(world.number(address, "CONTROL_MODE"), master("TEMPERATURE_COMFORT", 21));
  if ("LOWERING_MODE" in values) set(world.number(address, "CONTROL_MODE"), master("TEMPERATURE_LOWERING", 17));
  if (typeof values.PARTY_MODE_SUBMIT === "string") {
    set(PARTY, Number.parseFloat(values.PARTY_MODE_SUBMIT.split(",")[0] ?? "") || undefined);
  }
  if ("BOOST_MODE" in values) {
    const before = world.number(address, "CONTROL_MODE");
    world.report(address, { CONTROL_MODE: BOOST, BOOST_STATE: 5 });
    later(BOOST_SECONDS, () => world.report(address, { CONTROL_MODE: before, BOOST_STATE: 0 }));
  }
  if (typeof values.SET_TEMPERATURE === "number") {
    world.report(address, {
      SET_TEMPERATURE: values.SET_TEMPERATURE,
      CONTROL_MODE: world.number(address, "CONTROL_MODE"),
    });
  }
}

/** Members of a heating group take over what the group is told. */
export function passOn(command: Command, members: readonly string[], actuators: Actuators): void {
  for (const member of members) {
    const accepted = Object.entries(command.values).filter(([id]) => command.world.has(member, id));
    if (accepted.length > 0) actuators.command(member, Object.fromEntries(accepted));
  }
}
