/** Reporter of a test run that only asks whether something fails: the first failure ends the process. */
import type { TestEvent } from "node:test/reporters";

/** Prints the name of the failing test, and exits with 1. */
export default async function* firstFailure(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== "test:fail" || event.data.todo !== undefined) continue;
    process.stdout.write(`${event.data.name}\n`);
    process.exit(1);
  }
  yield "";
}
