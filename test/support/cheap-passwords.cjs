/**
 * Preloaded into programs that tests start: the thread that hashes passwords is asked for bcrypt's least cost. A hash as
 * shipped takes 0.4 s of CPU time, to make it and for each process that is shown the password first.
 */
const { Worker } = require("node:worker_threads");

/** The least that bcrypt has. */
const COST = 4;

const { postMessage } = Worker.prototype;
Worker.prototype.postMessage = function (message, ...rest) {
  const isHash = typeof message?.password === "string" && typeof message.cost === "number";
  return postMessage.call(this, isHash ? { ...message, cost: COST } : message, ...rest);
};
