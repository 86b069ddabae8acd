/** A configuration that a test changes while the program runs. */
import { type Configuration, fixedSections, type Section } from "../../handlers/kernel/section.ts";

export interface ChangingSections extends Configuration {
  /** Puts the document of a section in the place of the former one, and tells everybody. */
  change(name: string, document: unknown): void;
}

export function changingSections(documents: Readonly<Record<string, unknown>> = {}): ChangingSections {
  const now = new Map(Object.entries(documents));
  const observers = new Set<{ of: Section; changed: (values: never) => void }>();
  const read = <T>(of: Section<T>): T => of.schema.parse(now.get(of.name) ?? {});
  return {
    ...fixedSections(),
    read,
    observe(of, changed) {
      const observer = { of: of as Section, changed };
      observers.add(observer);
      return () => void observers.delete(observer);
    },
    change(name, document) {
      now.set(name, document);
      for (const { of, changed } of observers) if (of.name === name) changed(read(of) as never);
    },
  };
}
