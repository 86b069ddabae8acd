/**
 * The templates that Home Assistant evaluates: a handful of forms, so that a reader and a test know them all. What is
 * `null` is rendered as `None` where Home Assistant takes that for unknown, as nothing where it would complain.
 */

/** A member of the JSON payload. */
export const member = (path: string) => `{{ value_json.${path} }}`;
/** The same, nothing where it is null or absent: covers and lights complain about `None`. */
export const memberOrNothing = (path: string) =>
  `{{ value_json.${path} if value_json.${path} is defined and value_json.${path} is not none else '' }}`;
/** A boolean member as one of two words; `None` where it is null or absent. */
export const either = (path: string, yes: string, no: string) =>
  `{{ ('${yes}' if value_json.${path} else '${no}') if value_json.${path} is defined and value_json.${path} is not none else none }}`;
/** A fraction as percent. */
export const percent = (path: string) =>
  `{{ (value_json.${path} * 100) | round(1) if value_json.${path} is number else none }}`;
/** Home Assistant takes at most 255 characters for a state. */
export const shortened = (path: string) => `{{ value_json.${path} | string | truncate(255, true, '', 0) }}`;
/** Seconds of the epoch as a time. */
export const replaced = (path: string, from: string, to: string) =>
  `{{ '${to}' if value_json.${path} == '${from}' else value_json.${path} }}`;

/** A command: JSON with what the user chose in one member, as text or as a number. */
export const textArgument = (name: string, variable = "value") => `{"${name}": {{ ${variable} | tojson }}}`;
export const numberArgument = (name: string, variable = "value") => `{"${name}": {{ ${variable} }}}`;
export const fractionArgument = (name: string, variable: string) => `{"${name}": {{ ${variable} / 100 }}}`;
/** A number that people see as percent. */
export const PERCENT_COMMAND = "{{ value / 100 }}";
/** What a siren is told: the operation, and what the user chose beside it. @param tone what the tone is called */
export const sirenCommand = (tone: string) =>
  `{"operation": {{ value | tojson }}${[
    ["tone", tone],
    ["duration", "duration"],
    ["volume_level", "volume_level"],
  ]
    .map(([variable, name]) => `{% if ${variable} is defined %}, "${name}": {{ ${variable} | tojson }}{% endif %}`)
    .join("")}}`;
