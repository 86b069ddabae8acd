/** Data points, custom data points and calculated data points. */
import type { Feature } from "../../kernel/feature.ts";
import { customDataPointCommands } from "./commands.ts";
import { calculatedDataPointOperations } from "./operations/calculated-data-points.ts";
import { customDataPointOperations } from "./operations/custom-data-points.ts";
import { dataPointsOperations } from "./operations/data-points.ts";

export const values: Feature = {
  name: "values",
  operations: [...calculatedDataPointOperations, ...customDataPointOperations, ...dataPointsOperations],
  commands: [...customDataPointCommands],
  broadcasts: [],
};
