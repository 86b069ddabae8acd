/** What a form is asked for with: a channel, a paramset, a language. */
import * as z from "zod";
import { CHANNEL_NUMBER_LIMIT } from "../../shared/parameters.ts";

/** Characters of a language tag; the longest registered one has 35. */
const LOCALE_LIMIT = 64;

const wholeText = (value: unknown) =>
  typeof value === "string" && /^(-1|\d{1,9})$/.test(value) ? Number(value) : value;

export const FormChannelNumber = z
  .preprocess(wholeText, z.int().min(-1).max(CHANNEL_NUMBER_LIMIT))
  .meta({ description: "Number of the channel; -1 is the device itself" });

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
/** In any case of letters. */
const upper = (value: unknown) => {
  const text = first(value);
  return typeof text === "string" ? text.toUpperCase() : text;
};
export const FormParamsetName = z
  .preprocess(upper, z.enum(["VALUES", "MASTER", "LINK"]).default("VALUES"))
  .meta({ description: "LINK needs the other channel, in peer" });

export const FormLocale = z
  .preprocess(first, z.string().max(LOCALE_LIMIT).default("en"))
  .meta({ description: "Language of the labels: German for de, de-AT …, else English" });
