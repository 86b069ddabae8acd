import { t } from "../i18n/index.ts";
import { IconButton, numeric, Row, type Shown, Slider } from "./parts.tsx";

/** Blinds, shutters, awnings, garage doors. Positions: 0 closed … 100 open. */
export function Cover({ state, custom, can, run }: Shown) {
  const position = numeric(state.current_position);
  const hasPosition = custom.capabilities?.position !== false;
  return (
    <>
      <Row>
        {can("open") && <IconButton icon="up" label={t("cover.open")} onClick={() => void run("open")} />}
        {can("stop") && <IconButton icon="stop" label={t("cover.stop")} onClick={() => void run("stop")} />}
        {can("close") && <IconButton icon="down" label={t("cover.close")} onClick={() => void run("close")} />}
        {can("ventilate") && (
          <button type="button" onClick={() => void run("ventilate")}>
            {t("cover.ventilate")}
          </button>
        )}
      </Row>
      {hasPosition && can("set_position") && (
        <Slider
          label={t("cover.position")}
          value={position}
          onChange={(per) => void run("set_position", { position: per / 100 }, { current_position: per })}
        />
      )}
      {can("set_tilt") && (
        <Slider
          label={t("cover.tilt")}
          value={numeric(state.current_tilt_position)}
          onChange={(per) => void run("set_tilt", { tilt: per / 100 }, { current_tilt_position: per })}
        />
      )}
    </>
  );
}
