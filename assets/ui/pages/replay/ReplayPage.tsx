/** What happened: a stretch of time, a slider over it, the events by time, and how the things were at that moment. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Problem } from "../../../../adapters/client/index.ts";
import { compareNames, formatNumber, formatTime, language, t } from "../../i18n/index.ts";
import { tilesOf } from "../../model/tiles.ts";
import { Check, Select } from "../../parts/form.tsx";
import { NotYet } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote } from "../../parts/states.tsx";
import { capabilities } from "../../state/info.ts";
import { devices, interfaces, isTold, programs } from "../../state/live.ts";
import { client } from "../../state/session.ts";
import { eventWord, journalDetails } from "../alarm/words.ts";
import type { Sources } from "./at-moment.ts";
import { Player, Ranges, SPEEDS, type Speed } from "./Controls.tsx";
import { Events } from "./Events.tsx";
import { followed, followLog } from "./follow.ts";
import { type Happening, KINDS, type Kind, Telling } from "./happenings.ts";
import { type RangeName, rangeOf, type Span } from "./ranges.ts";
import { RECORDED_LIMIT, type Recorded, readRecorded, recordedId, recordedPoints } from "./recorded.ts";
import { type Shown, Things } from "./Things.tsx";
import { exactTime } from "./times.ts";
import { w } from "./words.ts";

/** Milliseconds between two steps of the player: below what an eye calls a jump, above what costs. */
const STEP_MS = 200;
const WORDS = { t, w, formatNumber };
/** What changes every minute is asked for. */
const AT_FIRST: readonly Kind[] = KINDS.filter((kind) => kind !== "measure");

interface Gathered<T> {
  readonly data: T;
  readonly problem: Problem | undefined;
}

/** Entries of the alarm's journal of a range; none where there is no alarm panel. */
function useJournal({ from, to }: Span): Gathered<readonly Happening[]> {
  const query = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), limit: 5_000 };
  const read = useResource(() => client.GET("/alarm/journal", { params: { query } }), [from, to]);
  const data = (read.data ?? []).map(
    (entry) =>
      ({
        id: `journal/${entry.id}`,
        at: Date.parse(entry.when),
        kind: "alarm",
        name: eventWord(entry.event),
        text: [journalDetails(entry), entry.actor].filter(Boolean).join(" · "),
        rooms: [],
      }) satisfies Happening,
  );
  return { data, problem: read.problem?.status === 404 ? undefined : read.problem };
}

/** Of what the log does not reach. */
function useRecorded(things: readonly Shown[], span: Span, isWanted: boolean): Gathered<Recorded> {
  const points = recordedPoints(things.map(({ tile }) => tile));
  const wanted = isWanted && points.length <= RECORDED_LIMIT ? points : [];
  const read = useResource(() => readRecorded(wanted, span), [wanted.map(recordedId), span]);
  return { data: read.data ?? new Map(), problem: read.problem };
}

function usePlayer(
  span: Span,
  at: number,
  speed: Speed,
  isPlaying: boolean,
  onMove: (at: number) => void,
  onEnd: () => void,
) {
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => {
      const next = at + STEP_MS * SPEEDS[speed];
      onMove(Math.min(next, span.to));
      if (next >= span.to) onEnd();
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, at, speed, span]);
}

/** Tiles by room, as the home has them now. */
function useRooms(room: string) {
  return useMemo(() => {
    const all = devices.value.flatMap((device) => tilesOf(device).map((tile): Shown => ({ tile, device })));
    const names = [...new Set(all.flatMap(({ tile }) => tile.rooms))].sort(compareNames);
    const wanted = room === "" ? names : names.filter((name) => name === room);
    const grouped = wanted.map((name) => ({ name, things: all.filter(({ tile }) => tile.rooms.includes(name)) }));
    const others = all.filter(({ tile }) => tile.rooms.length === 0);
    if (room === "" && others.length > 0) grouped.push({ name: w("room.none"), things: others });
    for (const { things } of grouped) things.sort((a, b) => compareNames(a.tile.name, b.tile.name));
    return { names, grouped, things: grouped.flatMap(({ things }) => things) };
  }, [devices.value, room, language.value]);
}

/** How far back it can be told. */
function Reach({ span, canChooseRoom }: { readonly span: Span; readonly canChooseRoom: boolean }) {
  const { past, isRead } = followed.value;
  if (!isRead) return null;
  const { oldest, gaps } = past;
  const hasHistory = capabilities.value?.has("history.v1") === true;
  const shown = gaps.filter(({ after, until }) => after < span.to && until > span.from);
  return (
    <div class="dim replay-reach">
      {oldest === undefined ? (
        <p>{w("reach.none")}</p>
      ) : (
        oldest > span.from && (
          <p>
            {w("reach", { time: formatTime(oldest) })} {w(hasHistory ? "reach.history" : "reach.only")}{" "}
            {hasHistory && canChooseRoom && w("history.room")}
          </p>
        )
      )}
      {shown.map(({ after, until }) => (
        <p key={after}>{w("reach.gap", { from: exactTime(after), to: exactTime(until) })}</p>
      ))}
    </div>
  );
}

export default function ReplayPage() {
  const chosen = useSignal<RangeName | "own">("hour");
  const span = useSignal<Span>(rangeOf("hour", Date.now()));
  const at = useSignal(span.value.to);
  const isPlaying = useSignal(false);
  const speed = useSignal<Speed>("minute");
  const room = useSignal("");
  const kinds = useSignal<readonly Kind[]>(AT_FIRST);
  useEffect(followLog, []);
  const { past, version, isRead, problem } = followed.value;
  const { names, grouped, things } = useRooms(room.value);
  const journal = useJournal(span.value);
  const telling = useMemo(
    () => new Telling({ devices: devices.value, programs: programs.value, interfaces: interfaces.value }, WORDS),
    [past, devices.value, programs.value, interfaces.value, language.value],
  );
  const logged = useMemo(() => telling.tell(past.events), [telling, version]);
  const happenings = useMemo(() => {
    const { from, to } = span.value;
    const isWanted = ({ at: when, kind, rooms }: Happening) =>
      when >= from && when <= to && kinds.value.includes(kind) && (room.value === "" || rooms.includes(room.value));
    return [...logged, ...journal.data].filter(isWanted).sort((a, b) => a.at - b.at);
  }, [logged, journal.data.length, span.value, kinds.value, room.value]);
  const hasHistory = capabilities.value?.has("history.v1") === true;
  const isBefore = isRead && (past.oldest ?? Number.POSITIVE_INFINITY) > span.value.from;
  const recorded = useRecorded(things, span.value, hasHistory && isBefore);
  const sources: Sources = {
    past,
    words: WORDS,
    recorded: ({ central, address }, { channel, point: { parameter } }) =>
      recorded.data.get(recordedId({ central, interfaceId: "", channel: `${address}:${channel}`, parameter })),
  };
  const move = (next: number) => {
    at.value = Math.min(Math.max(next, span.value.from), span.value.to);
  };
  usePlayer(span.value, at.value, speed.value, isPlaying.value, move, () => {
    isPlaying.value = false;
  });
  const play = (on: boolean) => {
    // from the end it begins anew
    if (on && at.value >= span.value.to) at.value = span.value.from;
    isPlaying.value = on;
  };
  return (
    <main id="content" tabIndex={-1} key={language.value}>
      <h1>{w("title")}</h1>
      <Ranges
        chosen={chosen.value}
        span={span.value}
        onChoose={(name, next) => {
          chosen.value = name;
          span.value = next;
          at.value = name === "hour" || name === "today" ? next.to : next.from;
          isPlaying.value = false;
        }}
      />
      <Player
        span={span.value}
        at={at.value}
        times={happenings.map((one) => one.at)}
        isPlaying={isPlaying.value}
        speed={speed.value}
        onMove={move}
        onPlay={play}
        onSpeed={(next) => {
          speed.value = next;
        }}
      />
      <div class="row replay-filters">
        <Select
          label={w("room")}
          value={room.value}
          options={[{ value: "", label: w("room.all") }, ...names.map((name) => ({ value: name, label: name }))]}
          onChange={(name) => {
            room.value = name;
          }}
        />
        <fieldset class="boxes">
          <legend>{w("show")}</legend>
          {KINDS.map((kind) => (
            <Check
              key={kind}
              label={w(`kind.${kind}`)}
              checked={kinds.value.includes(kind)}
              onChange={(on) => {
                kinds.value = on ? [...kinds.value, kind] : kinds.value.filter((one) => one !== kind);
              }}
            />
          ))}
        </fieldset>
      </div>
      {[problem, journal.problem, recorded.problem]
        .filter((one) => one !== undefined)
        .map((one) => (
          <ErrorNote key={one.detail} problem={one} />
        ))}
      {!isRead && (
        <p class="dim" role="status">
          {w("reading", { count: past.events.length })}
        </p>
      )}
      {!isTold(["devices"]) && <NotYet />}
      <Reach span={span.value} canChooseRoom={recordedPoints(things.map(({ tile }) => tile)).length > RECORDED_LIMIT} />
      <div class="replay-columns">
        <Events happenings={happenings} isRead={isRead} at={at.value} onMove={move} />
        <Things rooms={grouped} at={at.value} sources={sources} />
      </div>
    </main>
  );
}
