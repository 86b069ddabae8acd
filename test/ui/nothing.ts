/**
 * Texts of the dashboard that say "there is none". Those of the home are true only once every CCU has told its part: they
 * stand within `None`, or behind `isTold`. Of the others the server knows by itself whether they are true.
 */

/** Folder of the dictionary → keys of texts about the home. */
export const ABOUT_THE_HOME: Readonly<Record<string, readonly string[]>> = {
  i18n: ["home.empty.title", "home.none", "home.room.empty", "messages.none", "messages.none.heard"],
  "pages/alarm": ["sensors.nomore", "code.nokeypad", "wizard.nosensors", "wizard.nosirens"],
  "pages/backups": ["fw.device.none"],
  "pages/batteries": ["none"],
  "pages/ccus": ["rssi.none"],
  "pages/connections": ["ui.none"],
  "pages/device": ["norooms", "nofunctions", "new.nobody", "replace.none"],
  "pages/energy": ["none", "none.text"],
  "pages/groups": ["none", "members.free"],
  "pages/history": ["pick.none", "gone"],
  "pages/links": ["none", "none.found"],
  "pages/logic": ["none", "none.found", "none.programs"],
  "pages/matter": ["exposures.nothing"],
  "pages/pairing": ["teach.none", "inbox.none"],
  "pages/palette": ["none"],
  "pages/plan": ["remove.gone"],
  "pages/rooms": ["none"],
  "pages/schedules": ["none", "none.text"],
  "pages/wall": ["empty.gone", "empty.room"],
};

/** The others, with what knows them. */
export const KNOWN_OTHERWISE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "the server is asked for it, and answers 503 while it does not know": {
    i18n: ["device.missing", "refusal.gone"],
    "pages/device": ["links.none", "week.none", "past.unchanged", "past.well"],
    "pages/logic": ["remove.unused"],
  },
  "it is about one thing that was read as a whole": {
    i18n: ["messages.muted"],
    "pages/device": ["form.none", "firmware.newest", "config.unreadable", "entry.none", "keys.off", "again.text"],
    "pages/groups": ["members.none"],
    "pages/pairing": ["inbox.waiting"],
    "pages/replay": ["events.none"],
  },
  "the server keeps it itself": {
    i18n: ["login.error.no_role"],
    "pages/alarm": ["panel.none.title", "arm.nomodes", "setup.missing", "codes.none", "journal.none"],
    "pages/backups": ["none", "auto.off", "sealed.none", "rb.program.none"],
    "pages/ccus": ["none", "test.unknown"],
    "pages/connections": ["hook.dead.none", "ui.readonly", "cloud.relays.none"],
    "pages/diagnostics": ["connections.none", "incidents.none", "audit.none", "log.none", "log.lost"],
    "pages/energy": ["off"],
    "pages/history": ["empty", "off", "diagram.gone"],
    "pages/matter": ["facts.notfound", "fabrics.none"],
    "pages/plan": ["empty", "gone"],
    "pages/settings": ["restart.none", "history.empty"],
    "pages/users": ["tokens.none", "sessions.none"],
    "pages/wall": ["empty"],
  },
  "it says how something ended that was just tried": {
    i18n: ["refusal.network", "refusal.timeout"],
    "pages/ccus": [
      ...["found.none", "verdict.nothing", "verdict.name", "cause.name"],
      ...["cause.unreachable", "cause.silent", "cause.no_tls", "cause.callback"],
    ],
    "pages/connections": ["mqtt.untested"],
    "pages/device": ["test.failed"],
    "pages/diagnostics": ["log.override.none", "capture.none", "tap.none"],
    "pages/groups": ["unchanged"],
    "pages/logic": ["unchanged"],
  },
};
