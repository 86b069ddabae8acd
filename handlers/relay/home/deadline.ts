/** A request that must not act late, carried to where it would: the queues in front of the CCU. */
import type { Centrals, Site } from "../../kernel/site.ts";
import type { Ccu } from "../../ports/index.ts";
import { BEGIN_WITHIN_MS, REQUEST_LIMIT_MS } from "../protocol/messages.ts";

/**
 * The site, for one request: what it writes to devices, runs or sets has begun by `deadline` (milliseconds since the
 * epoch, this machine's clock) or never will. Its answer is waited for as long as the cloud itself has.
 */
export function withDeadline(site: Site, deadline: number): Site {
  const { centrals } = site;
  return {
    ...site,
    answerBy: deadline + REQUEST_LIMIT_MS - BEGIN_WITHIN_MS,
    centrals: instead(centrals, {
      ccu(central) {
        const ccu = centrals.ccu(central);
        return ccu && limited(ccu, deadline);
      },
      writeValues: (device, values, options) => centrals.writeValues(device, values, { ...options, deadline }),
      writeMaster: (device, channel, values, options) =>
        centrals.writeMaster(device, channel, values, { ...options, deadline }),
    } satisfies Partial<Centrals>),
  };
}

/** What moves something in the home is told the deadline. */
function limited(ccu: Ccu, deadline: number): Ccu {
  return instead(ccu, {
    setValue: (iface, channel, parameter, value, options) =>
      ccu.setValue(iface, channel, parameter, value, { ...options, deadline }),
    putParamset: (iface, address, key, values, options) =>
      ccu.putParamset(iface, address, key, values, { ...options, deadline }),
    activateLink: (iface, receiver, sender, long, options) =>
      ccu.activateLink(iface, receiver, sender, long, { ...options, deadline }),
    executeProgram: (id, checkConditions) => ccu.executeProgram(id, checkConditions, { deadline }),
    setSysvar: (name, type, value) => ccu.setSysvar(name, type, value, { deadline }),
  } satisfies Partial<Ccu>);
}

/** An object with some methods replaced; the others stay its own. */
function instead<T extends object>(original: T, methods: Partial<T>): T {
  return new Proxy(original, {
    get(target, name) {
      if (Object.hasOwn(methods, name)) return methods[name as keyof T];
      const member: unknown = Reflect.get(target, name, target);
      // private members of a class need their own `this`
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
