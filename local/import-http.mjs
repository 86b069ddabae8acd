/** Makes Node build the module `node:http`, which it keeps; what for, direct-imports.cjs says. */
import "node:http";
