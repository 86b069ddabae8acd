/** A body as `multipart/form-data` (RFC 7578): the same text at each repetition, so that it keeps its `Idempotency-Key`. */

const BOUNDARY = "ccu-anywhere-0c1f8a5e6b7d4f2f9a3e";
export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** @throws TypeError for a member that is no text, or holds what separates the parts */
export function formOf(body: object): string {
  const parts = Object.entries(body).map(([name, value]) => {
    if (typeof value !== "string" || value.includes(BOUNDARY)) throw new TypeError(`${name} cannot be sent in a form`);
    return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  });
  return `${parts.join("")}--${BOUNDARY}--\r\n`;
}
