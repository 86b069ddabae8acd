import { createHmac } from "node:crypto";

/** Of the body as it is sent, for a receiver that knows the secret: `sha256=` and 64 hexadecimal digits. */
export const signatureOf = (secret: string, body: string): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
