/** What this page says, in English. */
export const en = {
  title: "Rooms and functions",
  rooms: "Rooms",
  functions: "Functions",
  "new.rooms": "New room",
  "new.functions": "New function",
  name: "Name",
  save: "Save",
  saved: "Saved.",
  none: "None yet.",
  devices: "Devices: {count}",
  "rename.named": "Rename {name}",
  remove: "Delete",
  "remove.named": "Delete {name}",
  "remove.ask": "Delete {name}? Its {count} devices stay, without it.",
} as const;
