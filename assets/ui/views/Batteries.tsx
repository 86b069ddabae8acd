import { computed } from "@preact/signals";
import { compareNames, formatNumber, t } from "../i18n/index.ts";
import { type Battery, batteriesOf } from "../model/batteries.ts";
import { deviceLink } from "../model/route.ts";
import { devices, pulse } from "../state/live.ts";

const batteries = computed(() => {
  pulse.value;
  return batteriesOf(devices.value, compareNames);
});

const Row = ({ device: { central, address, summary }, isLow, voltage }: Battery) => (
  <tr class={isLow === true ? "low" : ""}>
    <th scope="row">
      <a href={deviceLink(central, address)}>{summary.name}</a>
    </th>
    <td>{(summary.rooms ?? []).join(", ")}</td>
    <td>{t(isLow === undefined ? "batteries.unknown" : isLow ? "batteries.low" : "batteries.good")}</td>
    <td class="number">{voltage === undefined ? "–" : `${formatNumber(voltage)}\u00a0V`}</td>
  </tr>
);

/** Every device that runs on batteries, those that are low first. */
export const Batteries = () => (
  <section class="group">
    <h2>{t("batteries.title")}</h2>
    {batteries.value.length === 0 ? (
      <p class="dim">{t("batteries.none")}</p>
    ) : (
      <div class="scroll panel">
        <table class="points">
          <thead>
            <tr>
              <th scope="col">{t("batteries.device")}</th>
              <th scope="col">{t("batteries.room")}</th>
              <th scope="col">{t("batteries.state")}</th>
              <th scope="col" class="number">
                {t("batteries.voltage")}
              </th>
            </tr>
          </thead>
          <tbody>
            {batteries.value.map((one) => (
              <Row key={`${one.device.central}/${one.device.address}`} {...one} />
            ))}
          </tbody>
        </table>
      </div>
    )}
  </section>
);
