/** What is done to a device now and then: tests, firmware, presses to the CCU, another in its place, its end. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { HomeDevice, Problem } from "../../../../adapters/client/index.ts";
import { formatNumber, t } from "../../i18n/index.ts";
import { AtHome } from "../../parts/AtHome.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { keepFile } from "../../parts/download.ts";
import { Check, Select } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { reloadHome } from "../../state/live.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { w } from "./words.ts";

/** Seconds that the pairing window stays open: as long as the CCU's own. */
const PAIRING_S = 60;

interface Props {
  readonly device: HomeDevice;
}

const Box = ({ title, text, children }: { title: string; text?: string | undefined; children?: ComponentChildren }) => (
  <section class="panel service">
    <h2>{title}</h2>
    {text && <p class="dim">{text}</p>}
    {children && <div class="row">{children}</div>}
  </section>
);

const paramsOf = ({ address, central }: HomeDevice) => ({ path: { addr: address }, query: { central } });

/** @returns whether it was done */
const act = async (device: HomeDevice, send: () => Promise<{ readonly error?: Problem }>, done: string) => {
  const isDone = await whileBusy(device.address, device.summary.name, send);
  if (isDone) tellDone(done);
  return isDone;
};

const Act = ({
  device,
  label,
  onClick,
}: Props & { readonly label: string; readonly onClick: () => Promise<unknown> }) => (
  <AtHome>
    <button type="button" disabled={busy.value.has(device.address)} onClick={() => void onClick()}>
      {label}
    </button>
  </AtHome>
);

// ---------------------------------------------------------------- radio

function Radio({ device }: Props) {
  const result = useSignal<string | undefined>(undefined);
  const { availability, communication_test_supported: canTest } = device.summary;
  const { SignalStrength: rssi } = availability;
  const test = async () => {
    result.value = undefined;
    await whileBusy(device.address, device.summary.name, async () => {
      const answer = await client.POST("/devices/{addr}/test", { params: paramsOf(device), timeoutMs: 60_000 });
      if (answer.data) {
        const { passed, duration_ms: duration } = answer.data;
        result.value = w(passed ? "test.passed" : "test.failed", { seconds: formatNumber(duration / 1000) });
      }
      return answer;
    });
  };
  return (
    <Box
      title={w("radio")}
      text={typeof rssi === "number" ? w("radio.rssi", { value: formatNumber(rssi) }) : w("radio.unknown")}
    >
      {may("operator") && canTest === true && <Act device={device} label={w("test")} onClick={test} />}
      {may("operator") && (
        <Act
          device={device}
          label={w("reload")}
          onClick={() =>
            act(device, () => client.POST("/devices/{addr}/reload", { params: paramsOf(device) }), w("reloaded"))
          }
        />
      )}
      <output>{result.value}</output>
    </Box>
  );
}

// ---------------------------------------------------------------- firmware

function Firmware({ device }: Props) {
  const { firmware, update_available: isOld, update_status: status, updatable } = device.summary;
  const update = async () => {
    if (!(await ask(w("firmware.ask", { name: device.summary.name }), w("firmware.update")))) return;
    await act(
      device,
      async () => {
        const answer = await client.POST("/devices/{addr}/firmware/update", { params: paramsOf(device) });
        const load = answer.data?.duty_cycle_warning;
        if (load !== undefined) tellDone(w("firmware.slow", { load: formatNumber(load) }));
        return answer;
      },
      w("firmware.begun"),
    );
  };
  const text = [
    w("firmware.now", { version: firmware.Current ?? w("value.unknown") }),
    isOld && firmware.Available && w("firmware.available", { version: firmware.Available }),
    status === "installing" && w("firmware.installing"),
    !updatable && w("firmware.never"),
    updatable && !isOld && w("firmware.newest"),
  ];
  return (
    <Box title={w("firmware")} text={text.filter(Boolean).join(" · ")}>
      {may("operator") && isOld && <Act device={device} label={w("firmware.update")} onClick={update} />}
      {may("operator") && updatable && (
        <Act
          device={device}
          label={w("firmware.look")}
          onClick={() => act(device, () => client.POST("/devices/firmware/refresh"), w("firmware.looked"))}
        />
      )}
    </Box>
  );
}

// ---------------------------------------------------------------- presses, settings anew

function Keys({ device }: Props) {
  const status = useResource(
    () => client.GET("/devices/{addr}/central-links", { params: paramsOf(device) }),
    [device.central, device.address],
  );
  if (status.data?.supported !== true) return null;
  const change = (on: boolean) =>
    act(
      device,
      () =>
        on
          ? client.POST("/devices/{addr}/central-links", { params: paramsOf(device) })
          : client.DELETE("/devices/{addr}/central-links", { params: paramsOf(device) }),
      w(on ? "keys.told" : "keys.untold"),
    ).then(() => status.reload());
  const { eligible_channels: all = 0, active_channels: active, active_state_known: isKnown } = status.data;
  const text = isKnown === true ? w("keys.state", { active: active ?? 0, all }) : w("keys.unknown", { all });
  return (
    <Box title={w("keys")} text={text}>
      {may("operator") && <Act device={device} label={w("keys.on")} onClick={() => change(true)} />}
      {may("operator") && <Act device={device} label={w("keys.off")} onClick={() => change(false)} />}
    </Box>
  );
}

function Restore({ device }: Props) {
  if (device.summary.config_restore_supported !== true || !may("admin")) return null;
  const restore = async () => {
    if (!(await ask(w("restore.ask", { name: device.summary.name }), w("restore")))) return;
    await act(device, () => client.POST("/devices/{addr}/config/restore", { params: paramsOf(device) }), w("restored"));
  };
  return (
    <Box title={w("restore.title")} text={w("restore.text")}>
      <Act device={device} label={w("restore")} onClick={restore} />
    </Box>
  );
}

// ---------------------------------------------------------------- replace, delete

function Replace({ device }: Props) {
  const { central, address, summary } = device;
  const old = useSignal("");
  const list = useResource(
    () => client.GET("/devices/{addr}/replace-candidates", { params: paramsOf(device) }),
    [central, address],
  );
  const replace = async (name: string) => {
    if (!(await ask(w("replace.ask", { name: summary.name, old: name }), w("replace")))) return;
    const done = await act(
      device,
      () =>
        client.POST("/devices/{addr}/replace", { params: paramsOf(device), body: { old_address: old.value, central } }),
      w("replaced"),
    );
    if (done) reloadHome();
  };
  return (
    <section class="panel service">
      <h2>{w("replace.title")}</h2>
      <p class="dim">{w("replace.text")}</p>
      <Read of={list}>
        {({ candidates }) => {
          if (candidates.length === 0)
            return (
              <None of={["devices", "inbox"]} asked={list}>
                <p>{w("replace.none")}</p>
              </None>
            );
          const nameOf = (one: (typeof candidates)[number]) => one.name ?? one.address;
          return (
            <div class="row">
              <Select
                label={w("replace.old")}
                value={old.value}
                options={[
                  { value: "", label: "–" },
                  ...candidates.map((one) => ({ value: one.address, label: `${nameOf(one)} · ${one.address}` })),
                ]}
                onChange={(next) => {
                  old.value = next;
                }}
              />
              <AtHome>
                <button
                  type="button"
                  disabled={old.value === "" || busy.value.has(address)}
                  onClick={() => void replace(nameOf(candidates.find((one) => one.address === old.value)!))}
                >
                  {w("replace")}
                </button>
              </AtHome>
            </div>
          );
        }}
      </Read>
    </section>
  );
}

function DeleteDialog({ device, onClose }: Props & { readonly onClose: () => void }) {
  const { central, address, summary } = device;
  const reset = useSignal(true);
  const force = useSignal(!device.available);
  const links = useResource(
    () => client.GET("/devices/{addr}/links", { params: paramsOf(device) }),
    [central, address],
  );
  const remove = async () => {
    const done = await act(
      device,
      () =>
        client.DELETE("/devices/{addr}", {
          params: { path: { addr: address }, query: { central, reset: reset.value, force: force.value } },
        }),
      w("deleted", { name: summary.name }),
    );
    if (!done) return;
    onClose();
    location.hash = "#/";
  };
  const assigned = [...(summary.rooms ?? []), ...(summary.functions ?? [])];
  return (
    <Dialog title={w("delete.title", { name: summary.name })} onClose={onClose}>
      <p>{w("delete.text")}</p>
      <ul class="consequences">
        {links.data !== undefined && <li>{w("delete.links", { count: links.data.length })}</li>}
        {links.problem && <li>{w("delete.links.unknown")}</li>}
        {assigned.length > 0 && <li>{w("delete.rooms", { names: assigned.join(", ") })}</li>}
        <li>{w("delete.programs")}</li>
      </ul>
      <Check
        label={w("delete.reset")}
        checked={reset.value}
        onChange={(on) => {
          reset.value = on;
        }}
      />
      <Check
        label={w("delete.force")}
        checked={force.value}
        onChange={(on) => {
          force.value = on;
        }}
      />
      <div class="row end">
        <button type="button" onClick={onClose}>
          {t("confirm.cancel")}
        </button>
        <AtHome>
          <button type="button" class="danger" disabled={busy.value.has(address)} onClick={() => void remove()}>
            {w("delete")}
          </button>
        </AtHome>
      </div>
    </Dialog>
  );
}

function Delete({ device }: Props) {
  const isOpen = useSignal(false);
  const open = (now: boolean) => {
    isOpen.value = now;
  };
  return (
    <Box title={w("delete.section")} text={w("delete.hint")}>
      <AtHome>
        <button type="button" class="danger" onClick={() => open(true)}>
          {w("delete")}
        </button>
      </AtHome>
      {isOpen.value && <DeleteDialog device={device} onClose={() => open(false)} />}
    </Box>
  );
}

/** Its pairing, what was read of it, what it says about itself. */
function Again({ device }: Props) {
  const { name } = device.summary;
  const params = paramsOf(device);
  const { central, interface: type } = { ...device.summary, central: device.central };
  const anew = async () => {
    if (!(await ask(w("again.ask", { name }), w("again.read")))) return;
    const body = { kind: "device" as const, central, interface: type, device: device.address };
    const send = async () => {
      const forgotten = await client.POST("/devices/{addr}/values-cache/reset", { params });
      return forgotten.error ? forgotten : client.POST("/admin/cache/clear", { body, timeoutMs: 60_000, retries: 0 });
    };
    if (await act(device, send, w("again.done"))) reloadHome();
  };
  const definition = async () => {
    await whileBusy(device.address, name, async () => {
      const answer = await client.GET("/devices/{addr}/export-definition", { params, timeoutMs: 60_000 });
      if (answer.data) keepFile(answer.data, `${device.summary.model}.zip`);
      return answer;
    });
  };
  return (
    <Box title={w("again")} text={w("again.text")}>
      {may("operator") && (
        <Act
          device={device}
          label={w("again.pair")}
          onClick={() =>
            act(
              device,
              () => client.POST("/devices/{addr}/install-mode", { params, body: { seconds: PAIRING_S } }),
              w("again.paired", { seconds: formatNumber(PAIRING_S) }),
            )
          }
        />
      )}
      {may("admin") && <Act device={device} label={w("again.read")} onClick={anew} />}
      <Act device={device} label={w("again.definition")} onClick={definition} />
    </Box>
  );
}

export const Service = ({ device }: Props) => (
  <div class="services">
    <Radio device={device} />
    <Firmware device={device} />
    <Keys device={device} />
    <Restore device={device} />
    <Again device={device} />
    {may("admin") && <Replace device={device} />}
    {may("admin") && <Delete device={device} />}
  </div>
);
