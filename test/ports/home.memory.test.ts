import { createMemoryHome } from "../../adapters/memory/home.ts";
import { describeHome } from "../../local/testing/home.ts";

describeHome("memory", createMemoryHome);
