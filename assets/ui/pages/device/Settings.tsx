/** The settings of a device and of its channels, one at a time. */
import type { HomeDevice } from "../../../../adapters/client/index.ts";
import { linkTo } from "../../model/route.ts";
import { Select } from "../../parts/form.tsx";
import { ChannelEditor } from "./ChannelEditor.tsx";
import { ParamsetForm } from "./paramset/ParamsetForm.tsx";
import { w } from "./words.ts";

/** The device itself among its channels, in the address of the page and to the server. */
const DEVICE = -1;

export function Settings({ device, part }: { readonly device: HomeDevice; readonly part: string | undefined }) {
  const { central, address } = device;
  const channels = device.channels.filter(({ number }) => number > 0);
  const first = channels.find(({ is_custom_dp_primary: isMain }) => isMain === true) ?? channels[0];
  const chosen = Number(part ?? first?.number ?? DEVICE);
  const shown = device.channels.find(({ number }) => number === chosen);
  const options = [
    { value: String(DEVICE), label: w("settings.device") },
    ...device.channels.map(({ number, name, type_label: type }) => ({
      value: String(number),
      label: [w("channel", { number }), type, name].filter(Boolean).join(" · "),
    })),
  ];
  return (
    <section class="group">
      <div class="part-select">
        <Select
          label={w("settings.part")}
          value={String(chosen)}
          options={options}
          onChange={(next) => {
            location.hash = linkTo("device", central, address, "settings", next);
          }}
        />
      </div>
      {shown && <ChannelEditor key={shown.address} device={device} channel={shown} />}
      <ParamsetForm key={chosen} of={{ central, device: address, channel: chosen, paramset: "MASTER" }} />
    </section>
  );
}
