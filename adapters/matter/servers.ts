/** Cluster servers that hand on what controllers ask, instead of pretending that it has happened: the home says what happens. */
import type { ActionContext, Behavior } from "@matter/main";
import { ColorControlServer } from "@matter/main/behaviors/color-control";
import { DoorLockBehavior } from "@matter/main/behaviors/door-lock";
import { LevelControlServer } from "@matter/main/behaviors/level-control";
import { OnOffServer } from "@matter/main/behaviors/on-off";
import { ThermostatServer } from "@matter/main/behaviors/thermostat";
import { WindowCoveringBehavior } from "@matter/main/behaviors/window-covering";
import type { ColorControl } from "@matter/main/clusters/color-control";
import type { LevelControl } from "@matter/main/clusters/level-control";
import type { WindowCovering } from "@matter/main/clusters/window-covering";
import { hasRemoteActor } from "@matter/main/protocol";
import { Status, StatusResponseError } from "@matter/main/types";
import { type MatterCommand, MatterCommandError } from "../../handlers/ports/matter-bridge.ts";

const STATUS: Readonly<Record<MatterCommandError["status"], Status>> = {
  busy: Status.Busy,
  failure: Status.Failure,
  invalid: Status.ConstraintError,
  not_found: Status.NotFound,
  timeout: Status.Timeout,
  unsupported_access: Status.UnsupportedCommand,
};

/** Rejects with a status that the controller gets. */
export type Run = (behavior: Behavior, cluster: string, command: string, args?: MatterCommand["args"]) => Promise<void>;

/** @param ask resolves when the home has done it; rejects with MatterCommandError */
export const runner =
  (ask: (command: MatterCommand) => Promise<void>): Run =>
  async (behavior, cluster, command, args = {}) => {
    try {
      await ask({ endpoint: behavior.endpoint.id, cluster, command, args });
    } catch (error) {
      const status = error instanceof MatterCommandError ? STATUS[error.status] : Status.Failure;
      throw new StatusResponseError(error instanceof Error ? error.message : "it failed", status);
    }
  };

/** Nothing in a home does that bit by bit. */
const refuse = (what: string): void => {
  throw new StatusResponseError(`${what} is not supported`, Status.UnsupportedCommand);
};

const onOff = (run: Run) =>
  class extends OnOffServer.with("Lighting") {
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
    #to(level: number, transitionTime: number | null, withOnOff: boolean): Promise<void> {
      return run(this, "levelControl", "moveToLevel", { level, transitionTime, withOnOff });
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
      return this.#to(stepped(this.currentLevel, mode, size, least, this.maxLevel, 0), transitionTime, withOnOff);
    }
    override stopLogic() {}
    /** The home says what is on. */
    override handleOnOffChange() {}
  };

const colorControl = (run: Run) => {
  const temperature = (behavior: Behavior, colorTemperatureMireds: number, transitionTime: number) =>
    run(behavior, "colorControl", "moveToColorTemperature", { colorTemperatureMireds, transitionTime });
  class Colour extends ColorControlServer.with("HueSaturation", "Xy", "ColorTemperature") {
    #hue(hue: number, saturation: number, transitionTime: number): Promise<void> {
      return run(this, "colorControl", "moveToHueAndSaturation", { hue, saturation, transitionTime });
    }
    override moveToHueLogic(hue: number, _direction: ColorControl.Direction, transitionTime: number) {
      // not its getters: those are degrees and shares
      return this.#hue(hue, this.state.currentSaturation, transitionTime);
    }
    override moveToSaturationLogic(saturation: number, transitionTime: number) {
      return this.#hue(this.state.currentHue, saturation, transitionTime);
    }
    override moveToHueAndSaturationLogic(hue: number, saturation: number, transitionTime: number) {
      return this.#hue(hue, saturation, transitionTime);
    }
    override stepHueLogic(mode: ColorControl.StepMode, size: number, transitionTime: number) {
      const turned = (this.state.currentHue + (mode === 1 ? size : -size) + 255) % 255;
      return this.#hue(turned, this.state.currentSaturation, transitionTime);
    }
    override stepSaturationLogic(mode: ColorControl.StepMode, size: number, transitionTime: number) {
      const { currentHue, currentSaturation } = this.state;
      return this.#hue(currentHue, stepped(currentSaturation, mode, size, 0, 254, 1), transitionTime);
    }
    override moveToColorLogic(colorX: number, colorY: number, transitionTime: number) {
      return run(this, "colorControl", "moveToColor", { colorX, colorY, transitionTime });
    }
    override stepColorLogic(stepX: number, stepY: number, transitionTime: number) {
      const within = (value: number) => Math.min(0xfeff, Math.max(0, value));
      return run(this, "colorControl", "moveToColor", {
        colorX: within(Math.round(this.state.currentX) + stepX),
        colorY: within(Math.round(this.state.currentY) + stepY),
        transitionTime,
      });
    }
    override moveToColorTemperatureLogic(mireds: number, transitionTime: number) {
      return temperature(this, mireds, transitionTime);
    }
    override stepColorTemperatureLogic(
      mode: ColorControl.StepMode,
      size: number,
      transitionTime: number,
      min: number,
      max: number,
    ) {
      return temperature(this, stepped(this.mireds, mode, size, min, max, 1), transitionTime);
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
  }
  return { White: Colour.with("ColorTemperature"), Colour };
};

const windowCovering = (run: Run) => {
  const go = (behavior: Behavior, command: string, args?: MatterCommand["args"]) =>
    run(behavior, "windowCovering", command, args);
  class LiftAndTilt extends WindowCoveringBehavior.with("Lift", "PositionAwareLift", "Tilt", "PositionAwareTilt") {
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

/**
 * Controllers write its attributes; what the home reports is set by this process and asks for nothing. A write is answered
 * before the CCU has taken it (matter.js waits for nobody there): what is refused is shown again as it was.
 */
const thermostat = (run: Run) =>
  class extends ThermostatServer.with("Heating") {
    override async initialize() {
      await super.initialize();
      this.reactTo(this.events.occupiedHeatingSetpoint$Changed, this.#setpoint);
      this.reactTo(this.events.systemMode$Changed, this.#mode);
    }
    #setpoint(value: number, before: number, context?: ActionContext) {
      this.#written("occupiedHeatingSetpoint", value, before, context);
    }
    #mode(value: number, before: number, context?: ActionContext) {
      this.#written("systemMode", value, before, context);
    }
    #written(attribute: string, value: number, before: number, context: ActionContext | undefined): void {
      if (!context || !hasRemoteActor(context)) return;
      const { endpoint } = this;
      void run(this, "thermostat", attribute, { [attribute]: value })
        .catch(() => endpoint.set({ thermostat: { [attribute]: before } } as never))
        // the endpoint may be gone meanwhile
        .catch(() => {});
    }
  };

const doorLock = (run: Run) =>
  class extends DoorLockBehavior {
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

export const serversOf = (run: Run): Servers => ({
  onOff: onOff(run),
  levelControl: levelControl(run),
  colorControl: colorControl(run),
  windowCovering: windowCovering(run),
  thermostat: thermostat(run),
  doorLock: doorLock(run),
});
