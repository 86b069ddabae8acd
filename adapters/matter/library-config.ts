/**
 * What matter.js would do by itself to the process that loads it: read its arguments, environment and files, handle its
 * signals and errors, open a storage in the home folder. None of that here. Must be evaluated before any other part of it.
 */
import { config, NodeJsAlreadyInitializedError } from "@matter/nodejs/config";

try {
  config.loadProcessArgv = false;
  config.loadProcessEnv = false;
  config.loadConfigFile = false;
  config.initializeStorage = false;
  config.installFilesystem = false;
  config.trapProcessSignals = false;
  config.trapUnhandledErrors = false;
  config.setProcessExitCodeOnError = false;
} catch (error) {
  // the program around this one uses matter.js itself, and has decided
  if (!(error instanceof NodeJsAlreadyInitializedError)) throw error;
}
