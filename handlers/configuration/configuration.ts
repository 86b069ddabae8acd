/** The configuration of a home that lives: layers merged, restart fields kept as they were, observers told. */
import { plainReason } from "../kernel/plain-reasons.ts";
import type { Configuration, EffectiveField, Section, SectionField } from "../kernel/section.ts";
import type { Log, Secrets, SiteStore } from "../ports/index.ts";
import { type Document, documentOf, type Layers, mergeSection, NO_LAYERS } from "./layers.ts";
import { readSection } from "./stored-sections.ts";

export interface ConfigurationParts {
  /** Of the program and of its features. */
  sections: readonly Section[];
  /** Of file and environment; checked before. */
  layers?: Layers;
  store: SiteStore;
  secrets: Secrets;
  log: Log;
}

const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Reads what is stored; what of it cannot be used is told in the log and left out. */
export async function openConfiguration(parts: ConfigurationParts): Promise<Configuration> {
  const { sections, layers = NO_LAYERS, log } = parts;
  const observers = new Map<Section, Set<(values: never) => void>>();

  function merge(section: Section, stored: Document | undefined): readonly EffectiveField[] {
    const merged = mergeSection(section, layers, stored);
    for (const { path, source } of merged.unusable)
      log.error("a configured value cannot be used; what holds without it holds", { field: path, source });
    if (stored === undefined || section.schema.safeParse(documentOf(merged.fields)).success) return merged.fields;
    log.error("the stored values of a section do not go together; it is as without them", { section: section.name });
    return mergeSection(section, layers, undefined).fields;
  }
  const readAll = async () => {
    const stored = await Promise.all(sections.map((section) => readSection(section, parts)));
    return new Map(sections.map((section, at) => [section, merge(section, stored[at])]));
  };

  let effective = await readAll();
  const boot = new Map([...effective.values()].flat().map(({ field, value }) => [field.path, value]));

  /** What holds now: a field that needs a restart has the value of the start. */
  const running = (section: Section): Document =>
    documentOf(
      (effective.get(section) ?? mergeSection(section, layers, undefined).fields).map(({ field, value }) => ({
        field,
        value: field.restart && boot.has(field.path) ? boot.get(field.path) : value,
      })),
    );
  const parsed = new Map<Section, unknown>();
  const valuesOf = (section: Section): unknown => {
    if (!parsed.has(section)) parsed.set(section, section.schema.parse(running(section)));
    return parsed.get(section);
  };
  const tell = (section: Section) => {
    for (const observer of observers.get(section) ?? [])
      try {
        observer(valuesOf(section) as never);
      } catch (error) {
        log.error("an observer of the configuration failed", { section: section.name, error });
      }
  };

  const changed = (): SectionField[] =>
    [...effective.values()]
      .flat()
      .filter(({ field, value }) => !isEqual(value, boot.get(field.path)))
      .map(({ field }) => field);

  return {
    sections,
    read: <T>(section: Section<T>) => valuesOf(section as Section) as T,
    observe(section, observer) {
      const known = observers.get(section as Section) ?? new Set();
      observers.set(section as Section, known);
      known.add(observer as never);
      return () => void known.delete(observer as never);
    },
    effective: () => [...effective.values()].flat(),
    changed,
    wouldBe: (section, document) => mergeSection(section, layers, document).fields,
    faultsOf(section, document) {
      const issues = section.schema.safeParse(document, { error: plainReason }).error?.issues ?? [];
      if (issues.length > 0) return issues.map(({ path, message }) => ({ members: path, reason: message }));
      // file and environment may say what does not go with it
      const whole = documentOf(mergeSection(section, layers, document as Document).fields);
      const together = section.schema.safeParse(whole, { error: plainReason }).error?.issues ?? [];
      return together.map(({ path, message }) => ({ members: path, reason: message }));
    },
    async reload() {
      const before = new Map(sections.map((section) => [section, running(section)]));
      effective = await readAll();
      for (const section of sections) {
        if (isEqual(running(section), before.get(section))) continue;
        parsed.delete(section);
        tell(section);
      }
    },
  };
}
