/** What stands where there is nothing to show: it is being read, there is none, it could not be read. */
import type { ComponentChildren } from "preact";
import type { Problem } from "../../../adapters/client/index.ts";
import { formatAge, formatSpan, t } from "../i18n/index.ts";
import { detailOf } from "../i18n/reasons.ts";
import { pulse } from "../state/live.ts";
import { refusalKey } from "../state/notices.ts";
import { Glyph, Icon } from "../views/Icon.tsx";
import type { Resource } from "./resource.ts";

export const Loading = () => (
  <p class="loading dim" role="status">
    <span class="pending" aria-hidden="true" /> {t("page.loading")}
  </p>
);

interface EmptyProps {
  /** Path of an icon of `@mdi/js`. */
  readonly icon?: string;
  readonly title: string;
  /** What to do about it. */
  readonly children?: ComponentChildren;
}

export const Empty = ({ icon, title, children }: EmptyProps) => (
  <div class="empty">
    {icon && <Glyph path={icon} />}
    <h2>{title}</h2>
    {children}
  </div>
);

/** Why something could not be read or done: plain words, then the server's own. */
export const ErrorNote = ({ problem, retry }: { readonly problem: Problem; readonly retry?: () => void }) => (
  <div class="problem" role="alert">
    <Icon name="alert" />
    <div>
      {t(refusalKey(problem))}
      {problem.detail && <small>{detailOf(problem)}</small>}
    </div>
    {retry && (
      <button type="button" onClick={retry}>
        {t("page.retry")}
      </button>
    )}
  </div>
);

/** How long ago, drawn anew while time goes on. @param at as text that `Date` reads */
export const Age = ({ at }: { readonly at: string | undefined }) => {
  pulse.value;
  return <>{formatAge(at, Date.now())}</>;
};

interface ReadProps<T> {
  readonly of: Resource<T>;
  readonly children: (data: T) => ComponentChildren;
}

/** A resource: what was read, or what stands in its place; with its age where the home is away. */
export function Read<T>({ of, children }: ReadProps<T>) {
  const { data, problem, ageSeconds, isReading, reload } = of;
  return (
    <>
      {problem && <ErrorNote problem={problem} retry={() => void reload()} />}
      {data === undefined && isReading && problem === undefined && <Loading />}
      {ageSeconds !== undefined && ageSeconds > OLD_SECONDS && (
        <p class="dim">{t("page.old", { age: formatSpan(ageSeconds) })}</p>
      )}
      {data !== undefined && children(data)}
    </>
  );
}

/** What is younger is as good as new. */
const OLD_SECONDS = 60;
