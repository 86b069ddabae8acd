/** One link: its name, what each side does, a try, its end. */

import { useSignal } from "@preact/signals";
import { AtHome } from "../../../parts/AtHome.tsx";
import { textOf } from "../../../parts/form.tsx";
import { useTyped } from "../../../parts/unsaved.ts";
import { ask, tellDone } from "../../../state/notices.ts";
import { client, may } from "../../../state/session.ts";
import { busy, whileBusy } from "../../../state/write.ts";
import { ParamsetForm } from "../paramset/ParamsetForm.tsx";
import { w } from "../words.ts";
import { endName, type Link, linkId, splitAddress } from "./link-model.ts";

interface LinkDetailProps {
  readonly central: string;
  readonly link: Link;
  readonly changed: () => Promise<void>;
  readonly gone: () => Promise<void>;
}

function Names({ central, link, changed }: Omit<LinkDetailProps, "gone">) {
  const { sender_address, receiver_address } = link;
  const typed = useTyped();
  const save = async (form: FormData) => {
    const body = {
      sender_address,
      receiver_address,
      name: textOf(form, "name"),
      description: textOf(form, "description"),
    };
    const path = { addr: splitAddress(sender_address).device };
    const done = await whileBusy(linkId(link), link.name ?? linkId(link), () =>
      client.PATCH("/devices/{addr}/links", { params: { path, query: { central } }, body }),
    );
    if (!done) return;
    typed.isDirty.value = false;
    tellDone(w("saved"));
    await changed();
  };
  return (
    <form
      class="panel row"
      onInput={typed.onInput}
      onSubmit={(event) => {
        event.preventDefault();
        void save(new FormData(event.currentTarget));
      }}
    >
      <label class="field grow">
        {w("name")}
        <input name="name" defaultValue={link.name ?? ""} maxLength={100} />
      </label>
      <label class="field grow">
        {w("link.description")}
        <input name="description" defaultValue={link.description ?? ""} maxLength={200} />
      </label>
      <button type="submit" disabled={busy.value.has(linkId(link))}>
        {w("save")}
      </button>
    </form>
  );
}

function Actions({ central, link, gone }: Omit<LinkDetailProps, "changed">) {
  const { sender_address, receiver_address } = link;
  const receiver = endName(link, "receiver");
  const path = { addr: splitAddress(receiver_address).device };
  const test = async (long: boolean) => {
    if (!(await ask(w("link.test.ask", { receiver }), w("link.test.yes")))) return;
    const body = { receiver_address, sender_address, long_press: long };
    const done = await whileBusy(linkId(link), receiver, () =>
      client.POST("/devices/{addr}/links/test", { params: { path, query: { central } }, body }),
    );
    if (done) tellDone(w("link.tested", { receiver }));
  };
  const end = async () => {
    const sender = endName(link, "sender");
    if (!(await ask(w("link.end.ask", { sender, receiver }), w("link.end")))) return;
    const done = await whileBusy(linkId(link), receiver, () =>
      client.DELETE("/devices/{addr}/links", {
        params: {
          path: { addr: splitAddress(sender_address).device },
          query: { central, sender: sender_address, receiver: receiver_address },
        },
      }),
    );
    if (!done) return;
    tellDone(w("link.ended"));
    await gone();
  };
  const isBusy = busy.value.has(linkId(link));
  return (
    <div class="row">
      <button type="button" disabled={isBusy} onClick={() => void test(false)}>
        {w("link.test.short")}
      </button>
      <button type="button" disabled={isBusy} onClick={() => void test(true)}>
        {w("link.test.long")}
      </button>
      <button type="button" class="danger" disabled={isBusy} onClick={() => void end()}>
        {w("link.end")}
      </button>
    </div>
  );
}

/** The receiver decides what a key does to it; what the sender can be told is little. */
export function LinkDetail({ central, link, changed, gone }: LinkDetailProps) {
  const side = useSignal<"receiver" | "sender">("receiver");
  const [own, peer] =
    side.value === "receiver"
      ? [link.receiver_address, link.sender_address]
      : [link.sender_address, link.receiver_address];
  return (
    <div class="stack">
      <h2>
        {endName(link, "sender")} → {endName(link, "receiver")}
      </h2>
      {may("operator") && (
        <AtHome>
          <Names central={central} link={link} changed={changed} />
          <Actions central={central} link={link} gone={gone} />
        </AtHome>
      )}
      <fieldset class="segments sides">
        <legend class="hidden">{w("link.side")}</legend>
        {(["receiver", "sender"] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={side.value === one}
            onClick={() => {
              side.value = one;
            }}
          >
            {w(`link.side.${one}`, { name: endName(link, one) })}
          </button>
        ))}
      </fieldset>
      <ParamsetForm
        key={side.value}
        of={{ central, device: splitAddress(own).device, channel: splitAddress(own).channel, paramset: "LINK", peer }}
      />
    </div>
  );
}
