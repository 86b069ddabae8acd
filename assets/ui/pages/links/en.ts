export const en = {
  title: "Direct links",
  text: "What one device makes another do by itself, without the CCU. A link leads to what each side does.",
  search: "Search a device or a link",
  none: "No direct links",
  "none.text": "A new one is made on the page of a device, below Links.",
  "none.found": "No link fits.",
  sender: "Speaks",
  receiver: "Acts",
  name: "Name",
  ccu: "CCU",
  broken: "broken",
} as const;
