/** How the API writes a moment. */
import * as z from "zod";

/** UTC with milliseconds (api-behaviour 1.6). */
export const Timestamp = z.iso.datetime({ offset: true });
