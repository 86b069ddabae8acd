/** Direct links between devices of one interface, with their own paramsets. */
import type { Value } from "./parameters.ts";

export interface Link {
  sender: string;
  receiver: string;
  /** As it was written: the WebUI writes UTF-8 to rfd, which is Latin-1 to everybody else (protocol 3.2). */
  name: string;
  description: string;
  /** LINK of the receiver, as far as it differs from the defaults. */
  values: Map<string, Value>;
  /** LINK of the sender. */
  senderValues: Map<string, Value>;
}

export class Links {
  private readonly links: Link[] = [];

  find(sender: string, receiver: string): Link | undefined {
    return this.links.find((link) => link.sender === sender && link.receiver === receiver);
  }

  add(sender: string, receiver: string, name = "", description = ""): Link {
    const known = this.find(sender, receiver);
    if (known) return known;
    const link = { sender, receiver, name, description, values: new Map(), senderValues: new Map() };
    this.links.push(link);
    return link;
  }

  remove(sender: string, receiver: string): boolean {
    const index = this.links.findIndex((link) => link.sender === sender && link.receiver === receiver);
    if (index >= 0) this.links.splice(index, 1);
    return index >= 0;
  }

  /** Another device takes the place of one, channel by channel. */
  move(from: string, to: string): void {
    const moved = (end: string) => (end.startsWith(`${from}:`) ? `${to}${end.slice(from.length)}` : end);
    for (const link of this.links) {
      link.sender = moved(link.sender);
      link.receiver = moved(link.receiver);
    }
  }

  /** Links of a channel, of a device's channels, or all ("" ). */
  of(address: string): Link[] {
    const belongs = (end: string) => address === "" || end === address || end.startsWith(`${address}:`);
    return this.links.filter((link) => belongs(link.sender) || belongs(link.receiver));
  }
}
