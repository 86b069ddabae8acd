/**
 * Preloaded by `npm test` and `npm run test:full`. `node:test` follows every promise of a process, so that it can name the
 * test of an error that nobody caught; with millions of promises that is a quarter of the CPU time. Without it such an error
 * fails the file instead of the test. Files that are run by hand (`node --test FILE`) name the test, as ever.
 */
const hooks = require("node:async_hooks");

/** Milliseconds that a file may still take after an error that nobody caught: its test may wait for what never comes. */
const GRACE_MS = Number(process.env.CCU_ANYWHERE_TEST_GRACE_MS ?? 60_000);

// whatever else of Node takes the hook has taken it
new hooks.AsyncLocalStorage().run(undefined, () => {});
const { createHook } = hooks;
const none = {
  enable: () => none,
  disable: () => none,
};
hooks.createHook = () => none;
// takes the hook as it is loaded
require("node:test");
hooks.createHook = createHook;

const giveUp = (error) => {
  setTimeout(() => {
    console.error("a test waits after an error that nobody caught:", error);
    process.exit(1);
  }, GRACE_MS).unref();
};
process.on("uncaughtException", giveUp);
process.on("unhandledRejection", giveUp);
