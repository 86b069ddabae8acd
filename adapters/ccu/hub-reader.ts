/** Reads the lists of the logic layer: by script, and by JSON-RPC where scripts cannot run (sections 15.4, 16). */
import { CcuFault, type CcuSystem, type Clock, type HubSnapshot, type Log } from "../../handlers/ports/index.ts";
import type { CcuConfig } from "./config.ts";
import { chosenPrograms, chosenSysvars } from "./hub-changes.ts";
import type { JsonCall } from "./json-client.ts";
import { createJsonLists } from "./json-lists.ts";
import type { ScriptRunner } from "./rega/runner.ts";
import type { Script } from "./rega/script.ts";
import * as scripts from "./rega/scripts.ts";

/** What is read together, by one script. */
export type Round = "system" | "names" | "groups" | "programs" | "sysvars" | "messages" | "inbox" | "update";

export interface ReaderParts {
  config: CcuConfig;
  runner: ScriptRunner;
  clock: Clock;
  log: Log;
}

export class HubReader {
  readonly #parts: ReaderParts;
  readonly #jsonLists = createJsonLists((shown, raw) => this.#rawSysvars.set(shown, raw));
  #rawSysvars = new Map<string, string>();
  /** Until when no list is asked for by script, because none can run. */
  #pausedUntil = 0;
  /** A script was answered, and none refused since. */
  scriptsRun = false;
  /** Any list was answered, however. */
  answered = false;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  /** Runs a script. Rejects with `CcuFault`. */
  async run<Answer>(script: Script<Answer>, deadline?: number): Promise<Answer> {
    const answer = await this.#parts.runner.run(script, deadline);
    this.scriptsRun = true;
    this.answered = true;
    return answer;
  }

  /** After the CCU came back everything may be different. */
  recovered(): void {
    this.#pausedUntil = 0;
  }

  /** JSON-RPC, while scripts cannot run. */
  get instead(): JsonCall | undefined {
    return this.#parts.clock.now() < this.#pausedUntil ? this.#parts.runner.fallback?.call : undefined;
  }

  /** What the script's list holds, or JSON-RPC's where there is one and the script was not answered. Rejects with `CcuFault`. */
  async read(round: Round): Promise<HubSnapshot> {
    const { runner, log, config } = this.#parts;
    const instead = Object.hasOwn(this.#jsonLists, round) ? this.#jsonLists[round] : undefined;
    let fault: CcuFault | undefined;
    if (!this.instead) {
      try {
        return await this.#byScript(round);
      } catch (error) {
        if (!(error instanceof CcuFault)) throw error;
        fault = error;
        this.#judge(error);
      }
    }
    if (!instead || !runner.fallback || (fault && !runner.fallback.helps(fault))) throw fault ?? refused();
    try {
      const snapshot = await instead(runner.fallback.call);
      this.answered = true;
      return this.#chosen(snapshot);
    } catch (error) {
      log.debug("nor could JSON-RPC", { central: config.name, round, reason: (error as Error).message });
      throw fault ?? error;
    }
  }

  /** The name that the CCU knows a variable by. */
  rawSysvar(name: string): string {
    return this.#rawSysvars.get(name) ?? name;
  }

  /** Scripts that are refused, or whose port is closed, are not tried for each list. */
  #judge(fault: CcuFault): void {
    const { runner, clock, log, config } = this.#parts;
    const pause = runner.fallback?.pauseAfter(fault);
    if (!pause) return;
    this.scriptsRun = false;
    this.#pausedUntil = clock.now() + pause;
    log.info("scripts cannot run: the logic layer is asked by JSON-RPC", {
      central: config.name,
      reason: fault.message,
    });
  }

  #chosen({ programs, sysvars, ...rest }: HubSnapshot): HubSnapshot {
    const { behavior } = this.#parts.config;
    return {
      ...rest,
      ...(programs ? { programs: chosenPrograms(programs, behavior) } : {}),
      ...(sysvars ? { sysvars: chosenSysvars(sysvars, behavior) } : {}),
    };
  }

  async #byScript(round: Round): Promise<HubSnapshot> {
    switch (round) {
      case "system":
        return { system: this.#system(await this.run(scripts.readSystem())) };
      case "names":
        return { names: (await this.run(scripts.readNames())).names };
      case "groups":
        return this.run(scripts.readRooms());
      case "programs":
        return this.#chosen({ programs: await this.run(scripts.readPrograms()) });
      case "sysvars": {
        const { sysvars, rawNames } = await this.run(scripts.readSysvars());
        this.#rawSysvars = rawNames;
        return this.#chosen({ sysvars });
      }
      case "messages": {
        const { service, alarm } = await this.run(scripts.readMessages());
        return { ...(service ? { serviceMessages: service } : {}), ...(alarm ? { alarmMessages: alarm } : {}) };
      }
      case "inbox":
        return { inbox: await this.run(scripts.readInbox()) };
      case "update": {
        const update = await this.run(scripts.readUpdate());
        return update ? { update } : {};
      }
    }
  }

  #system(facts: scripts.SystemFacts): CcuSystem {
    const product = /^PRODUCT=(.*)$/m.exec(facts.version)?.[1]?.trim() ?? "";
    const version = /^VERSION=(.*)$/m.exec(facts.version)?.[1]?.trim() ?? "";
    const { config, runner } = this.#parts;
    // Stock firmware (and debmatic) name a CCU as their product, OpenCCU its board (section 19).
    runner.useLatin1(/ccu[23]?\b/i.test(product) && !/openccu|raspmatic/i.test(product));
    return {
      ...(product ? { model: product } : {}),
      ...(version ? { version } : {}),
      ...(facts.hostname ? { hostname: facts.hostname } : {}),
      ...(facts.serial ? { serial: facts.serial } : {}),
      url: `${config.tls ? "https" : "http"}://${config.host}`,
      isHaApp: facts.haApp,
    };
  }
}

const refused = (): CcuFault => new CcuFault("auth", "the CCU refuses scripts, and JSON-RPC cannot tell this");
