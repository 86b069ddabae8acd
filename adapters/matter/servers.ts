/** Cluster servers that hand on what controllers ask, instead of pretending that it has happened: the home says what happens. */
import type { Behavior } from "@matter/main";
import { ColorControlServer } from "@matter/main/behaviors/color-control";
import { DoorLockBehavior } from "@matter/main/behaviors/door-lock";
import { LevelControlServer } from "@matter/main/behaviors/level-control";
import { OnOffServer } from "@matter/main/behaviors/on-off";
import { ThermostatServer } from "@matter/main/behaviors/thermostat";
import { WindowCoveringBehavior } from "@matter/main/behaviors/window-covering";
import type { ColorControl } from "@matter/main/clusters/color-control";
import type { LevelControl } from "@matter/main/clusters/level-control";
import { Thermostat } from "@matter/main/clusters/thermostat";
import type { WindowCovering } from "@matter/main/clusters/window-covering";
import { Status, StatusResponseError } from "@matter/main/types";
import type { MatterCommand } from "../../handlers/ports/matter-bridge.ts";
import { type Ask, type Run, runner } from "./asking.ts";
import type { WrittenClusters } from "./written-attributes.ts";

/**
 * matter.js locks a cluster for as long as a command for it runs. These commands change nothing of the cluster by
 * themselves: a stop does not wait until the CCU has taken what it is to stop, and what the home tells can be shown.
 */
const LOCKED = false;

/** Nothing in a home does that bit by bit. */
const refuse = (what: string): void => {
  throw new StatusResponseError(`${what} is not supported`, Status.UnsupportedCommand);
};

const refuseLater = async (what: string): Promise<void> => refuse(what);

/**
 * matter.js drops what is for lights that are on where it shows one that is off, also while it is being switched on. So all
 * of it is for the home to decide.
 */
const FOR_THE_HOME = { optionsMask: { executeIfOff: true }, optionsOverride: { executeIfOff: true } } as const;

const onOff = (run: Run) =>
  class extends OnOffServer.with("Lighting") {
    static override readonly lockOnInvoke = LOCKED;
    override on() {
      return run(this, "onOff", "on");
    }
    override off() {
      return run(this, "onOff", "off");
    }
    override toggle() {
      return run(this, "onOff", "toggle");
    }
    override offWithEffect() {
      return run(this, "onOff", "off");
    }
    override onWithRecallGlobalScene() {
      return run(this, "onOff", "on");
    }
    override onWithTimedOff() {
      return run(this, "onOff", "on");
    }
  };

/** A step up or down from a value, within its limits. */
const stepped = (value: number, mode: number, size: number, min: number, max: number, up: number): number =>
  Math.min(max, Math.max(min, value + (mode === up ? size : -size)));

const levelControl = (run: Run) =>
  class extends LevelControlServer.with("OnOff", "Lighting") {
    static override readonly lockOnInvoke = LOCKED;
    #to(level: number, transitionTime: number | null, withOnOff: boolean): Promise<void> {
      return run(this, "levelControl", "moveToLevel", { level, transitionTime, withOnOff });
    }
    override moveToLevel(request: LevelControl.MoveToLevelRequest) {
      return super.moveToLevel({ ...request, ...FOR_THE_HOME });
    }
    override move(request: LevelControl.MoveRequest) {
      return super.move({ ...request, ...FOR_THE_HOME });
    }
    override step(request: LevelControl.StepRequest) {
      return super.step({ ...request, ...FOR_THE_HOME });
    }
    override moveToLevelLogic(level: number, transitionTime: number | null, withOnOff: boolean) {
      return this.#to(level, transitionTime, withOnOff);
    }
    /** Up or down to the end: a light of this home takes a ramp, nobody can tell it to stop on the way. */
    override moveLogic(mode: LevelControl.MoveMode, rate: number | null, withOnOff: boolean) {
      const end = mode === 0 ? this.maxLevel : withOnOff ? 0 : this.minLevel;
      const tenths = rate ? Math.round((Math.abs(end - this.currentLevel) / rate) * 10) : null;
      return this.#to(end, tenths, withOnOff);
    }
    override stepLogic(mode: LevelControl.StepMode, size: number, transitionTime: number | null, withOnOff: boolean) {
      const least = withOnOff && mode === 1 ? 0 : this.minLevel;
      const level = run.ordered(this, "levelControl").level ?? this.currentLevel;
      return this.#to(stepped(level, mode, size, least, this.maxLevel, 0), transitionTime, withOnOff);
    }
    override stopLogic() {}
    /** The home says what is on. */
    override handleOnOffChange() {}
  };

type ColorRequest = Pick<ColorControl.MoveToHueRequest, "optionsMask" | "optionsOverride">;

const colorControl = (run: Run) => {
  class Colour extends ColorControlServer.with("HueSaturation", "Xy", "ColorTemperature") {
    static override readonly lockOnInvoke = LOCKED;
    #evenIfOff = false;
    /** To be followed at once by the command itself. */
    #forTheHome<R extends ColorRequest>(request: R): R {
      const { optionsMask, optionsOverride } = request;
      const { executeIfOff } = optionsMask.executeIfOff ? optionsOverride : this.state.options;
      this.#evenIfOff = executeIfOff === true;
      return { ...request, ...FOR_THE_HOME };
    }
    #run(command: string, args: MatterCommand["args"]): Promise<void> {
      return run(this, "colorControl", command, { ...args, ...(this.#evenIfOff ? { executeIfOff: true } : {}) });
    }
    #hue(hue: number, saturation: number, transitionTime: number): Promise<void> {
      return this.#run("moveToHueAndSaturation", { hue, saturation, transitionTime });
    }
    #temperature(colorTemperatureMireds: number, transitionTime: number): Promise<void> {
      return this.#run("moveToColorTemperature", { colorTemperatureMireds, transitionTime });
    }
    /** Not by its getters: those are degrees and shares. */
    #now(): { hue: number; saturation: number } {
      const { hue, saturation } = run.ordered(this, "colorControl");
      return { hue: hue ?? this.state.currentHue, saturation: saturation ?? this.state.currentSaturation };
    }
    override moveToHue(request: ColorControl.MoveToHueRequest) {
      return super.moveToHue(this.#forTheHome(request));
    }
    override moveToHueLogic(hue: number, _direction: ColorControl.Direction, transitionTime: number) {
      return this.#hue(hue, this.#now().saturation, transitionTime);
    }
    override moveToSaturation(request: ColorControl.MoveToSaturationRequest) {
      return super.moveToSaturation(this.#forTheHome(request));
    }
    override moveToSaturationLogic(saturation: number, transitionTime: number) {
      return this.#hue(this.#now().hue, saturation, transitionTime);
    }
    override moveToHueAndSaturation(request: ColorControl.MoveToHueAndSaturationRequest) {
      return super.moveToHueAndSaturation(this.#forTheHome(request));
    }
    override moveToHueAndSaturationLogic(hue: number, saturation: number, transitionTime: number) {
      return this.#hue(hue, saturation, transitionTime);
    }
    override stepHue(request: ColorControl.StepHueRequest) {
      return super.stepHue(this.#forTheHome(request));
    }
    override stepHueLogic(mode: ColorControl.StepMode, size: number, transitionTime: number) {
      const { hue, saturation } = this.#now();
      return this.#hue((hue + (mode === 1 ? size : -size) + 255) % 255, saturation, transitionTime);
    }
    override stepSaturation(request: ColorControl.StepSaturationRequest) {
      return super.stepSaturation(this.#forTheHome(request));
    }
    override stepSaturationLogic(mode: ColorControl.StepMode, size: number, transitionTime: number) {
      const { hue, saturation } = this.#now();
      return this.#hue(hue, stepped(saturation, mode, size, 0, 254, 1), transitionTime);
    }
    override moveToColor(request: ColorControl.MoveToColorRequest) {
      return super.moveToColor(this.#forTheHome(request));
    }
    override moveToColorLogic(colorX: number, colorY: number, transitionTime: number) {
      return this.#run("moveToColor", { colorX, colorY, transitionTime });
    }
    override stepColor(request: ColorControl.StepColorRequest) {
      return super.stepColor(this.#forTheHome(request));
    }
    override stepColorLogic(stepX: number, stepY: number, transitionTime: number) {
      const within = (value: number) => Math.min(0xfeff, Math.max(0, value));
      return this.#run("moveToColor", {
        colorX: within(Math.round(this.state.currentX) + stepX),
        colorY: within(Math.round(this.state.currentY) + stepY),
        transitionTime,
      });
    }
    override moveToColorTemperature(request: ColorControl.MoveToColorTemperatureRequest) {
      return super.moveToColorTemperature(this.#forTheHome(request));
    }
    override moveToColorTemperatureLogic(mireds: number, transitionTime: number) {
      return this.#temperature(mireds, transitionTime);
    }
    override stepColorTemperature(request: ColorControl.StepColorTemperatureRequest) {
      return super.stepColorTemperature(this.#forTheHome(request));
    }
    override stepColorTemperatureLogic(
      mode: ColorControl.StepMode,
      size: number,
      transitionTime: number,
      min: number,
      max: number,
    ) {
      const mireds = run.ordered(this, "colorControl").colorTemperatureMireds ?? this.mireds;
      return this.#temperature(stepped(mireds, mode, size, min, max, 1), transitionTime);
    }
    override moveHueLogic() {
      return refuse("moving the hue");
    }
    override moveSaturationLogic() {
      return refuse("moving the saturation");
    }
    override moveColorLogic() {
      return refuse("moving the colour");
    }
    override moveColorTemperatureLogic() {
      return refuse("moving the colour temperature");
    }
    override stopMoveStepLogic() {}
    /** The home says in what way it has its colour. */
    override setColorMode() {}
    override setEnhancedColorMode() {}
  }
  return { White: Colour.with("ColorTemperature"), Colour };
};

const windowCovering = (run: Run) => {
  const go = (behavior: Behavior, command: string, args?: MatterCommand["args"]) =>
    run(behavior, "windowCovering", command, args);
  class LiftAndTilt extends WindowCoveringBehavior.with("Lift", "PositionAwareLift", "Tilt", "PositionAwareTilt") {
    static override readonly lockOnInvoke = LOCKED;
    override upOrOpen() {
      return go(this, "open");
    }
    override downOrClose() {
      return go(this, "close");
    }
    override stopMotion() {
      return go(this, "stop");
    }
    override goToLiftPercentage({ liftPercent100thsValue }: WindowCovering.GoToLiftPercentageRequest) {
      return go(this, "goToLift", { percent100ths: liftPercent100thsValue });
    }
    override goToTiltPercentage({ tiltPercent100thsValue }: WindowCovering.GoToTiltPercentageRequest) {
      return go(this, "goToTilt", { percent100ths: tiltPercent100thsValue });
    }
  }
  return { Lift: LiftAndTilt.with("Lift", "PositionAwareLift"), LiftAndTilt };
};

/** Attributes that controllers write and the home is asked for (./written-attributes.ts). */
export const WRITTEN: WrittenClusters = new Map([
  [
    Thermostat.id,
    {
      cluster: "thermostat",
      attributes: new Map([
        [Thermostat.attributes.occupiedHeatingSetpoint.id, "occupiedHeatingSetpoint"],
        [Thermostat.attributes.systemMode.id, "systemMode"],
      ]),
    },
  ],
]);

const thermostat = (run: Run) =>
  class extends ThermostatServer.with("Heating") {
    static override readonly lockOnInvoke = LOCKED;
    /** @param amount tenths of a degree */
    override setpointRaiseLower({ mode, amount }: Thermostat.SetpointRaiseLowerRequest): Promise<void> {
      if (mode === Thermostat.SetpointRaiseLowerMode.Cool) return refuseLater("cooling");
      const { occupiedHeatingSetpoint, minHeatSetpointLimit: min, maxHeatSetpointLimit: max } = this.state;
      const now = run.ordered(this, "thermostat").occupiedHeatingSetpoint ?? occupiedHeatingSetpoint;
      return run(this, "thermostat", "occupiedHeatingSetpoint", {
        occupiedHeatingSetpoint: Math.min(max ?? Infinity, Math.max(min ?? 0, now + amount * 10)),
      });
    }
  };

const doorLock = (run: Run) =>
  class extends DoorLockBehavior {
    static override readonly lockOnInvoke = LOCKED;
    override lockDoor() {
      return run(this, "doorLock", "lock");
    }
    override unlockDoor() {
      return run(this, "doorLock", "unlock");
    }
    /** Nothing here locks again by itself after a time. */
    override unlockWithTimeout() {
      return refuse("unlocking for a time");
    }
  };

/** Servers of one node. */
export interface Servers {
  readonly onOff: Behavior.Type;
  readonly levelControl: Behavior.Type;
  readonly colorControl: { readonly White: Behavior.Type; readonly Colour: Behavior.Type };
  readonly windowCovering: { readonly Lift: Behavior.Type; readonly LiftAndTilt: Behavior.Type };
  readonly thermostat: Behavior.Type;
  readonly doorLock: Behavior.Type;
}

export const serversOf = (ask: Ask): Servers => serversBy(runner(ask));

const serversBy = (run: Run): Servers => ({
  onOff: onOff(run),
  levelControl: levelControl(run),
  colorControl: colorControl(run),
  windowCovering: windowCovering(run),
  thermostat: thermostat(run),
  doorLock: doorLock(run),
});
