/** REST operations about diagrams. They lie in the store: answered by whoever is asked. */
import { created, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import {
  createDiagram,
  DIAGRAM_BODY_LIMIT,
  Diagram,
  DiagramId,
  Diagrams,
  DiagramWriteRequest,
  deleteDiagram,
  listDiagrams,
  readDiagram,
  updateDiagram,
} from "../diagrams.ts";

const HERE = { served: "here", tag: "core" } as const;
const ONE = { ...HERE, path: "/diagrams/{id}", params: { id: DiagramId } } as const;

export const diagramOperations: Operation[] = [
  operation(
    {
      ...HERE,
      method: "GET",
      path: "/diagrams",
      operationId: "listDiagrams",
      role: "viewer",
      summary: "The caller's diagrams and those that are shared",
      responses: { 200: Diagrams, 401: Problem, 503: Problem },
    },
    async (scope) => ok({ diagrams: await listDiagrams(scope, scope.identity) }),
  ),
  operation(
    {
      ...HERE,
      method: "POST",
      path: "/diagrams",
      operationId: "createDiagram",
      role: "operator",
      summary: "Keep a diagram",
      body: DiagramWriteRequest,
      bodyLimit: DIAGRAM_BODY_LIMIT,
      responses: { 201: Diagram, 400: Problem, 401: Problem, 503: Problem },
    },
    async (scope) => created(await createDiagram(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      ...ONE,
      method: "GET",
      operationId: "getDiagram",
      role: "viewer",
      summary: "One diagram",
      responses: { 200: Diagram, 401: Problem, 403: Problem, 404: Problem, 503: Problem },
    },
    async (scope) => ok(await readDiagram(scope, scope.identity, scope.params.id)),
  ),
  operation(
    {
      ...ONE,
      method: "PUT",
      operationId: "updateDiagram",
      role: "operator",
      summary: "Change a diagram: its owner, or an admin",
      body: DiagramWriteRequest,
      bodyLimit: DIAGRAM_BODY_LIMIT,
      responses: { 200: Diagram, 400: Problem, 401: Problem, 403: Problem, 404: Problem, 503: Problem },
    },
    async (scope) => ok(await updateDiagram(scope, scope.identity, scope.params.id, scope.body)),
  ),
  operation(
    {
      ...ONE,
      method: "DELETE",
      operationId: "deleteDiagram",
      role: "operator",
      summary: "Remove a diagram: its owner, or an admin",
      responses: { 204: null, 401: Problem, 403: Problem, 404: Problem, 503: Problem },
    },
    async (scope) => {
      await deleteDiagram(scope, scope.identity, scope.params.id);
      return noContent();
    },
  ),
];
