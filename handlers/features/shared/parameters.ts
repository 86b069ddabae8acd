/** Path and query parameters that many operations share. Text becomes a number only where it is one. */
import * as z from "zod";

/** Characters of an address: 20 for a device (device-model 1.2), a colon and a channel; CUxD and Homegear are longer. */
export const ADDRESS_LIMIT = 64;
/** Highest channel number: three digits behind the colon (device-model 1.2), and one to spare, as the model reads. */
export const CHANNEL_NUMBER_LIMIT = 9999;
/** Rows of a page where the client names none, and at most (contract 3.3). */
export const PAGE_ROWS = 50;
export const PAGE_ROWS_LIMIT = 500;
/** Far more pages than rows exist; keeps page × rows an exact number. */
export const PAGE_LIMIT = 1_000_000;

const digits = (value: unknown) => (typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value);

/** An integer that arrives as text; hexadecimal, exponents, signs and blanks are refused. */
export const integerText = (min: number, max: number) => z.preprocess(digits, z.int().min(min).max(max));

export const DeviceAddress = z
  .string()
  .min(1)
  .max(ADDRESS_LIMIT)
  .meta({ description: "Address of the device: letters, digits, hyphens" });

export const AnyAddress = z
  .string()
  .min(1)
  .max(ADDRESS_LIMIT)
  .meta({ description: "Address of a channel (`<device>:<number>`), or of the device for its own paramset" });

export const ChannelNumber = integerText(0, CHANNEL_NUMBER_LIMIT).meta({
  description: "Number of the channel; 0 is the maintenance channel",
});

export const ParameterName = z
  .string()
  .min(1)
  .max(ADDRESS_LIMIT)
  .meta({ description: "Parameter id as the CCU spells it, upper case" });

/** Lenient by contract: what is not a number in range counts as the default (contract 3.3). */
export const Page = integerText(1, PAGE_LIMIT).catch(1).meta({ description: "Page, from 1", default: 1 });
export const PerPage = integerText(1, PAGE_ROWS_LIMIT)
  .catch(PAGE_ROWS)
  .meta({ description: `Rows of a page, at most ${PAGE_ROWS_LIMIT}`, default: PAGE_ROWS });

const TRUE = new Set(["1", "true", "True", "TRUE", "yes", "Yes"]);

/** A switch in a query: `1`, `true`, `yes` in the usual spellings are on, everything else is off (contract 3.9). */
export const QuerySwitch = z.preprocess(
  (value) => (Array.isArray(value) ? value.some((v) => TRUE.has(v)) : typeof value === "string" && TRUE.has(value)),
  z.boolean(),
);

/** One text; of a repeated parameter the first. */
export const QueryText = z
  .preprocess((value) => (Array.isArray(value) ? value[0] : value), z.string().max(255).optional())
  .optional();
