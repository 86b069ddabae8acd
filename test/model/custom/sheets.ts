/** What a kind of device is and does, as a table: state in, state out; operation in, writes out. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Refusal } from "../../../handlers/kernel/problem.ts";
import type { ParamsetDescription } from "../../../handlers/ports/index.ts";
import { stateOf, thingOf, writesOf } from "./things.ts";

export type Given = Record<string, unknown>;
/** Operation, arguments, what is known, writes in order, seconds armed before. */
export type Doing = [operation: string, params: Given, given: Given, writes: string[][], armed?: number];
export interface Sheet {
  model: string;
  kind?: string;
  without?: string[];
  /** Parameters that this device describes in its own way. */
  own?: ParamsetDescription;
  name: string;
  /** What is known, and members of the state that it makes; `undefined` = must be absent. */
  states?: [Given, Given][];
  does?: Doing[];
  /** Operation, arguments, status, the field that is named, what is known. */
  refuses?: [operation: string, params: Given, status: number, field?: string, given?: Given][];
}

/** A test for each line of the sheets. */
export function checkSheets(sheets: Readonly<Record<string, Sheet>>): void {
  for (const [title, { model, kind, without, own, name, states = [], does = [], refuses = [] }] of Object.entries(
    sheets,
  ))
    describe(title, () => {
      const device = thingOf(model, kind, without, own);
      for (const [given, wanted] of states)
        it(`${JSON.stringify(given)} is ${JSON.stringify(wanted)}`, () => {
          const state = stateOf(device, name, given);
          for (const [member, value] of Object.entries(wanted)) assert.deepEqual(state[member], value, member);
        });
      for (const [operation, params, given, wanted, armed] of does)
        it(`${operation} ${JSON.stringify(params)} with ${JSON.stringify(given)}`, () => {
          assert.deepEqual(writesOf(device, name, operation, params, given, armed), wanted);
        });
      for (const [operation, params, status, field, given] of refuses)
        it(`${operation} ${JSON.stringify(params)} is refused`, () => {
          assert.throws(
            () => writesOf(device, name, operation, params, given),
            (error) => error instanceof Refusal && error.status === status && error.errors?.[0]?.field === field,
          );
        });
    });
}
