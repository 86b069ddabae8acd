/** Body of the first-run setup (api-behaviour 2.8). */
import * as z from "zod";

/** Bytes of the first admin's password, at least (contract; elsewhere a password is only not empty). */
export const SETUP_PASSWORD_MINIMUM = 8;

const text = (limit: number) => z.string().max(limit);
const name = (limit: number) =>
  text(limit)
    .min(1)
    .regex(/^[^\p{C}/]*$/u, "must be without control characters and slashes")
    .refine((value) => value.trim() === value, "must not begin or end with a blank");

const Admin = z.strictObject({
  username: z.string().min(1),
  password: z.string().meta({ minLength: SETUP_PASSWORD_MINIMUM, description: "8 to 72 bytes in UTF-8" }),
});
const LocaleChoice = z.strictObject({
  locale: z.enum(["de", "en"]),
  theme: z.enum(["light", "dark", "system"]),
});
const Central = z.strictObject({
  name: name(64).meta({ description: "How the central is called in addresses, topics and lists" }),
  host: name(253)
    .regex(/^\S*$/, "must be without blanks")
    .meta({ description: "Host name or IP address, without scheme and port" }),
  username: text(128).optional(),
  password: text(256).optional(),
  interfaces: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, "is no name of an interface"))
    .min(1)
    .max(16),
});
const Broker = z.strictObject({
  broker_url: text(2048).min(1).meta({ description: "mqtt://, mqtts://, ws:// or wss://, without user and password" }),
  username: text(256).optional(),
  password: text(1024).optional(),
});

export const SetupRequest = z.strictObject({
  admin: Admin,
  locale: LocaleChoice,
  ccu: Central.optional(),
  mqtt: Broker.optional(),
});
export type SetupRequest = z.output<typeof SetupRequest>;
