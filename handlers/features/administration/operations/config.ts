/** The configuration: what it can be, is, and shall be. */
import * as z from "zod";
import { accepted, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import type { Section } from "../../../kernel/section.ts";
import {
  ConfigChanges,
  ConfigSnapshotResponse,
  RestartBegun,
  RestartPending,
  SchemaResponse,
  SectionWritten,
} from "../answers.ts";
import { describeSchema } from "../describe-schema.ts";
import { deleteSection, putSection, resetField } from "../home/change-configuration.ts";
import { configChanges, describeEffective, restartPending, showSection } from "../home/describe-configuration.ts";
import { restartProgram } from "../home/restart-program.ts";
import { SectionDocument } from "../schemas.ts";

const ADMIN = { role: "admin", served: "home", tag: "config-admin" } as const;
const UNSURE = { 500: Problem, 503: Problem } as const;
const section = { section: z.string().max(100) };

/** @param sections of the program and all features: what may be configured is the same wherever it is asked */
export const configurationOperations = (sections: () => readonly Section[]): Operation[] => [
  operation(
    {
      method: "GET",
      path: "/config/schema",
      role: "public",
      served: "here",
      tag: "config-admin",
      operationId: "getConfigSchema",
      summary: "What can be configured: sections and fields with type, class and default",
      responses: { 200: SchemaResponse },
    },
    () => ok(describeSchema(sections())),
  ),
  operation(
    {
      ...ADMIN,
      method: "GET",
      path: "/config/effective",
      operationId: "getConfigEffective",
      summary: "What is configured, secrets masked, with the source of each value",
      responses: { 200: ConfigSnapshotResponse, ...UNSURE },
    },
    async (scope) => ok(await describeEffective(scope)),
  ),
  operation(
    {
      ...ADMIN,
      method: "GET",
      path: "/config/sections/{section}",
      operationId: "getConfigSection",
      summary: "What is stored of a section, secrets masked",
      params: section,
      responses: { 200: SectionDocument, 400: Problem, 404: Problem, ...UNSURE },
    },
    async (scope) => ok(await showSection(scope, scope.params.section)),
  ),
  operation(
    {
      ...ADMIN,
      method: "PUT",
      path: "/config/sections/{section}",
      operationId: "putConfigSection",
      summary: "Replaces what is stored of a section; a secret that is `***` or empty stays",
      params: section,
      body: SectionDocument,
      invalidBody: 400,
      responses: { 200: SectionWritten, 400: Problem, ...UNSURE },
    },
    async (scope) => ok(await putSection(scope, scope.identity, scope.params.section, scope.body)),
  ),
  operation(
    {
      ...ADMIN,
      method: "DELETE",
      path: "/config/sections/{section}",
      operationId: "deleteConfigSection",
      summary: "Forgets what is stored of a section: file and defaults hold",
      params: section,
      responses: { 204: null, 400: Problem, ...UNSURE },
    },
    async (scope) => {
      await deleteSection(scope, scope.identity, scope.params.section);
      return noContent();
    },
  ),
  operation(
    {
      ...ADMIN,
      method: "DELETE",
      path: "/config/fields/{path}",
      operationId: "resetConfigField",
      summary: "Forgets one stored value",
      params: { path: z.string().max(200) },
      responses: { 204: null, 400: Problem, ...UNSURE },
    },
    async (scope) => {
      await resetField(scope, scope.identity, scope.params.path);
      return noContent();
    },
  ),
  operation(
    {
      method: "GET",
      path: "/system/restart-pending",
      role: "viewer",
      served: "home",
      tag: "core",
      operationId: "getRestartPending",
      summary: "Fields that were changed and take effect with the next start",
      responses: { 200: RestartPending },
    },
    (scope) => ok(restartPending(scope)),
  ),
  operation(
    {
      method: "GET",
      path: "/system/config-changes",
      role: "viewer",
      served: "home",
      tag: "core",
      operationId: "getConfigChanges",
      summary: "Fields that differ from what the program has started with",
      responses: { 200: ConfigChanges },
    },
    (scope) => ok(configChanges(scope)),
  ),
  operation(
    {
      method: "POST",
      path: "/system/restart",
      role: "admin",
      served: "home",
      tag: "system",
      operationId: "systemRestart",
      summary: "Ends the program, where a supervisor starts it again; else there is no such operation",
      responses: { 202: RestartBegun },
    },
    (scope) => accepted(restartProgram(scope)),
  ),
];
