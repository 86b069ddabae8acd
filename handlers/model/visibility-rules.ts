/** Which parameters are noise by default. Facts: device-model 6.3 to 6.7; written compactly, one fact a word. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** VALUES parameters that no list shows, whatever the device (6.3). */
export const IGNORED: ReadonlySet<string> = new Set(
  words(`
  ACCESS_AUTHORIZATION ADAPTION_DRIVE AES_KEY ALARM_COUNT ALL_LEDS ARROW_DOWN ARROW_UP BACKLIGHT BEEP BELL BLIND
  BOOST_STATE BOOST_TIME BOOT BOOTED BULB CLEAR_ERROR CLEAR_WINDOW_OPEN_SYMBOL CLOCK CMD_RETL CMD_RETS
  CONTROL_DIFFERENTIAL_TEMPERATURE DATE_TIME_UNKNOWN DECISION_VALUE DEVICE_IN_BOOTLOADER DOOR EXTERNAL_CLOCK
  FROST_PROTECTION HUMIDITY_LIMITER IDENTIFICATION_MODE_KEY_VISUAL IDENTIFICATION_MODE_LCD_BACKLIGHT
  INCLUSION_UNSUPPORTED_DEVICE INHIBIT INSTALL_MODE OLD_LEVEL OVERFLOW OVERRUN PARTY_SET_POINT_TEMPERATURE
  PARTY_TEMPERATURE PARTY_TIME_END PARTY_TIME_START PHONE PROCESS QUICK_VETO_TIME RAMP_STOP RELOCK_DELAY SCENE
  SELF_CALIBRATION SERVICE_COUNT SET_SYMBOL_FOR_HEATING_PHASE SHADING_SPEED SHEV_POS SPEED STATE_UNCERTAIN SUBMIT
  SWITCH_POINT_OCCURED TEMPERATURE_LIMITER TEMPERATURE_OUT_OF_RANGE TEXT USER_COLOR USER_PROGRAM VALVE_ADAPTION
  WEEK_PROGRAM_POINTER WINDOW WIN_RELEASE WIN_RELEASE_ACT`),
);
export const IGNORED_SUFFIXES = words("_OVERFLOW _OVERRUN _REPORTING _RESULT _STATUS _SUBMIT");
export const IGNORED_PREFIXES = words("ADJUSTING_ ERR_TTM_ HANDLE_ IDENTIFY_ PARTY_START_ PARTY_STOP_ STATUS_FLAG_");

/** Ignored by the above, but a custom data point is made of them (the fields of device-model 2.4 that 6.3 would hide). */
export const NEEDED: ReadonlySet<string> = new Set(words("SMOKE_DETECTOR_ALARM_STATUS WEEK_PROGRAM_POINTER"));

/** They exist, but a person has no use for them in a list (6.4). */
export const HIDDEN: ReadonlySet<string> = new Set(
  words(`
  ACTIVITY_STATE CHANNEL_OPERATION_MODE CONFIG_PENDING DIRECTION ERROR HEATING_VALVE_TYPE LOW_BAT_LIMIT
  MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE OPTIMUM_START_STOP SECTION STICKY_UNREACH TEMPERATURE_MAXIMUM
  TEMPERATURE_MINIMUM TEMPERATURE_OFFSET UNREACH UPDATE_PENDING WORKING`),
);

/** Kept although ignored: applies where the *table's key starts with the device's model* (6.2, reversed on purpose). */
export const KEPT: readonly (readonly [models: readonly string[], parameters: readonly string[]])[] = (
  [
    ["HmIP-DLD", "ERROR_JAMMED ACCESS_AUTHORIZATION"],
    ["HmIP-DLP", "ERROR_JAMMED"],
    ["HmIP-FWI", "ACCESS_AUTHORIZATION"],
    ["HmIP-SWSD", "DIRT_LEVEL SMOKE_LEVEL SMOKE_DETECTOR_ALARM_STATUS"],
    ["HmIP-WRCD", "DISPLAY_DATA_COMMIT DISPLAY_DATA_ID DISPLAY_DATA_STRING INTERVAL"],
    ["HM-OU-LED16", "LED_STATUS"],
    ["HM-Sec-Win", "DIRECTION WORKING ERROR STATUS"],
    ["HM-Sec-Key", "DIRECTION ERROR"],
    ["HmIP-PCBS-BAT", "OPERATING_VOLTAGE LOW_BAT"],
    ["BC-RT-TRX-CyG BC-RT-TRX-CyN BC-TC-C-WM HM-CC-RT-DN HM-CC-VG-1 HM-TC-IT-WM-W-EU", "WEEK_PROGRAM_POINTER"],
  ] as const
).map(([models, parameters]) => [words(models.toLowerCase()), words(parameters)]);

/** Parameter → prefixes of the models where it says nothing (6.6): mains-powered ones with a battery flag and the like. */
export const IGNORED_ON: ReadonlyMap<string, readonly string[]> = new Map(
  (
    [
      ["CURRENT_ILLUMINATION", "HmIP-SMI HmIP-SMO HmIP-SPI HmIP-UDI-SMI"],
      [
        "LOWBAT",
        `HM-LC-Sw1-DR HM-LC-Sw1-FM HM-LC-Sw1-PCB HM-LC-Sw1-Pl HM-LC-Sw1-Pl-DN-R1 HM-LC-Sw1PBU-FM HM-LC-Sw2-FM
         HM-LC-Sw4-DR HM-SwI-3-FM`,
      ],
      ["LOW_BAT", "HmIP-BWTH HmIP-PCBS"],
      [
        "OPERATING_VOLTAGE",
        `ELV-SH-BS2 HmIP-BDT HmIP-BROLL HmIP-BS2 HmIP-BSL HmIP-BSM HmIP-BWTH HmIP-DR HmIP-FDT HmIP-FROLL HmIP-FS6
         HmIP-FSM HmIP-MOD-OC8 HmIP-PCBS HmIP-PDT HmIP-PMFS HmIP-PS HmIP-SFD HmIP-SMO230 HmIP-WGT HmIP-WRC6-230`,
      ],
      ["VALVE_STATE", "HmIP-FALMOT-C8 HmIPW-FALMOT-C12 HmIP-FALMOT-C12"],
    ] as const
  ).map(([parameter, models]) => [parameter, words(models.toLowerCase())]),
);

/** Parameters that mean something on one channel only (6.2, rule 5). */
export const BOUND_TO_CHANNEL: ReadonlyMap<string, number> = new Map([["LOWBAT", 0]]);

/** MASTER parameters of the device itself and of channel 0 that are shown on every model (6.7). */
export const MASTER_ANYWHERE: ReadonlySet<string> = new Set(words("GLOBAL_BUTTON_LOCK LOW_BAT_LIMIT"));

const CLIMATE = words(`HEATING_VALVE_TYPE MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE OPTIMUM_START_STOP
  TEMPERATURE_MAXIMUM TEMPERATURE_MINIMUM TEMPERATURE_OFFSET WEEK_PROGRAM_POINTER`);
const MODE = words("CHANNEL_OPERATION_MODE");
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

/** MASTER parameters worth a data point, by model prefix; channel `null` is the device itself (6.7). First match counts. */
export const MASTER_RELEVANT: readonly {
  model: string;
  channels: readonly (number | null)[];
  parameters: readonly string[];
}[] = (
  [
    ["ALPHA-IP-RBG HmIP-HEATING HmIP-STH HmIP-WTH HmIP-eTRV HmIPW-STH", [1], CLIMATE],
    ["HmIP-BWTH", [1, 8], CLIMATE],
    ["HmIP-WGT", [8, 14], CLIMATE],
    ["HM-CC-RT-DN HM-CC-VG-1 HM-TC-IT-WM-W-EU", [null], CLIMATE],
    ["HmIP-RGBW", [0], words("DEVICE_OPERATION_MODE")],
    ["ELV-SH-TACO", [2], MODE],
    ["HmIP-DRBLI4", [...upTo(9), 13, 17, 21], MODE],
    ["HmIP-DRDI3", upTo(3), MODE],
    ["HmIP-DRSI1 HmIP-DSD-PCB HmIP-FCI1 HmIP-FSI16 HmIP-FSI6", [1], MODE],
    ["HmIP-DRSI4", upTo(4), MODE],
    ["HmIP-FCI6 HmIPW-FIO6", upTo(6), MODE],
    ["HmIP-MIO16-PCB", [13, 14, 15, 16], MODE],
    ["HmIP-MOD-RC8", upTo(8), MODE],
    ["HmIPW-DRBL4", [1, 5, 9, 13], MODE],
    ["HmIPW-DRI16", upTo(16), MODE],
    ["HmIPW-DRI32", upTo(32), MODE],
  ] as const
).flatMap(([models, channels, parameters]) =>
  words(models.toLowerCase()).map((model) => ({ model, channels, parameters })),
);
