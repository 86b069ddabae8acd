/** Direct links between devices of one interface, with their own paramsets. */
import type { Value } from "./parameters.ts";

export interface Link {
  sender: string;
  receiver: string;
  name: string;
  description: string;
  values: Map<string, Value>;
}

export class Links {
  private readonly links: Link[] = [];

  find(sender: string, receiver: string): Link | undefined {
    return this.links.find((link) => link.sender === sender && link.receiver === receiver);
  }

  add(sender: string, receiver: string, name = "", description = ""): Link {
    const known = this.find(sender, receiver);
    if (known) return known;
    const link = { sender, receiver, name, description, values: new Map<string, Value>() };
    this.links.push(link);
    return link;
  }

  remove(sender: string, receiver: string): boolean {
    const index = this.links.findIndex((link) => link.sender === sender && link.receiver === receiver);
    if (index >= 0) this.links.splice(index, 1);
    return index >= 0;
  }

  /** Links of a channel, of a device's channels, or all ("" ). */
  of(address: string): Link[] {
    const belongs = (end: string) => address === "" || end === address || end.startsWith(`${address}:`);
    return this.links.filter((link) => belongs(link.sender) || belongs(link.receiver));
  }
}
