/** The deployment in one process: its first synthesis costs four seconds of CPU time, each further one a second. */
import "./deployment/stack.ts";
import "./deployment/front.ts";
import "./deployment/policies.ts";
import "./deployment/costs.ts";
