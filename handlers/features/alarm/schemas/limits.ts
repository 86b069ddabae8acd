/** How much of everything an alarm panel takes. */

/** Zones of one home: a large house has a dozen; the measured household has 50. */
export const ZONES_LIMIT = 100;
/** Sensors of a zone: the measured household has 200. With their members they stay far below a body's number of values. */
export const SENSORS_LIMIT = 300;
/** Outputs of a zone. */
export const OUTPUTS_LIMIT = 100;
/** Codes of one home, keys and keypad slots included. */
export const CODES_LIMIT = 200;
/** PINs among them: each attempt is compared with all that may count, at some 50 ms each, whichever is right. */
export const PINS_LIMIT = 32;
/** Characters of ids: ours are UUIDs, a client may bring its own. */
export const ALARM_ID_LIMIT = 64;
/** Characters of a name. */
export const ALARM_NAME_LIMIT = 200;
/** Characters of the JSON of one zone's configuration, and of one sensor's or output's. */
export const ZONE_CONFIG_LIMIT = 32_768;
export const ROW_CONFIG_LIMIT = 2_048;
/** Characters of a PIN: fewer than four are guessed before the lockout has any effect. */
export const PIN_LEAST = 4;
export const PIN_LIMIT = 64;
/** Entries of the journal in one answer (contract), where none are asked for and at most. */
export const JOURNAL_ROWS = 500;
export const JOURNAL_ROWS_LIMIT = 5_000;
