/** What `npm i ccu-anywhere` brings to an empty folder, on disk. `npm run test:package` holds the limit. */
import { installPackage, SIZE_LIMIT } from "../package/installed.ts";
import type { Figure } from "./measure.ts";

export async function run(): Promise<Figure[]> {
  const installed = await installPackage();
  try {
    const target = { at: "most", value: SIZE_LIMIT / 1e6 } as const;
    return [{ name: "package with everything that it depends on", ours: installed.bytes / 1e6, unit: "MB", target }];
  } finally {
    installed.remove();
  }
}
