/** Ready-made behaviour of links. */
import * as z from "zod";

const texts = z.strictObject({ de: z.string(), en: z.string() });
const constraint = z.discriminatedUnion("constraint_type", [
  z.strictObject({ constraint_type: z.literal("fixed"), value: z.number() }),
  z.strictObject({ constraint_type: z.literal("list"), values: z.array(z.number()), default: z.number() }),
  z.strictObject({
    constraint_type: z.literal("range"),
    min_value: z.number(),
    max_value: z.number(),
    default: z.number(),
  }),
]);

/** What a link can be made to do in one go; id 0 is the expert, who sets everything alone. */
export const LinkProfileView = z.strictObject({
  id: z.int(),
  name: texts,
  description: texts.optional(),
  params: z.record(z.string(), constraint).optional(),
});
