/**
 * bcrypt on the caller's own event loop: where each process serves one request at a time (a function), a thread would
 * only be one more thing to start.
 */
import bcrypt from "bcryptjs";
import type { PasswordHashing } from "./passwords.ts";

export const passwordsHere: PasswordHashing = {
  run: (request) =>
    "hash" in request ? bcrypt.compare(request.password, request.hash) : bcrypt.hash(request.password, request.cost),
};
