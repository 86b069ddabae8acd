/** What this page says, in English. */
export const en = {
  title: "Week programs",
  none: "No week programs",
  "none.text": "No device here does anything by the clock of its own.",
} as const;
