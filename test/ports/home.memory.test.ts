import { createMemoryHome } from "../../adapters/memory/home.ts";
import { homeSuite } from "./home-suite.ts";

homeSuite("memory", createMemoryHome);
