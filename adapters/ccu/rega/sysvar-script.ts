/** System variables of the logic layer. */
import type { HubSysvar } from "../../../handlers/ports/index.ts";
import {
  COMMA,
  END,
  flag,
  fromUrl,
  idOf,
  number,
  records,
  type Script,
  script,
  storedName,
  text,
  textOf,
} from "./script.ts";
import { translate } from "./translate.ts";

function sysvarType(typeName: string, valueType: number, subType: number): HubSysvar["type"] {
  if (typeName === "ALARMDP" || (valueType === 2 && subType === 6)) return "ALARM";
  if (valueType === 2) return "LOGIC";
  if (valueType === 4) return "NUMBER";
  if (valueType === 16) return subType === 29 ? "LIST" : "INTEGER";
  return "STRING";
}

function sysvarValue(type: HubSysvar["type"], raw: string): HubSysvar["value"] {
  if (type === "STRING") return raw;
  if (type === "LOGIC" || type === "ALARM") return raw === "" ? undefined : flag(raw);
  const value = raw.trim() === "" ? Number.NaN : Number(raw);
  return Number.isFinite(value) ? value : undefined;
}

function readSysvar(row: unknown[]): HubSysvar {
  const [id, name, info, typeName, valueType, subType, value, unit, min, max, list, name0, name1, ...rest] = row;
  const [internal, visible, logged, channel] = rest;
  const type = sysvarType(textOf(typeName), idOf(valueType), number(subType));
  const known = sysvarValue(type, fromUrl(value));
  const range = type === "NUMBER" || type === "INTEGER";
  const valueList = fromUrl(list);
  return {
    id: idOf(id),
    name: translate(textOf(name)),
    description: translate(fromUrl(info)),
    type,
    ...(known === undefined ? {} : { value: known }),
    unit: fromUrl(unit),
    ...(range && fromUrl(min) !== "" ? { min: number(fromUrl(min)) } : {}),
    ...(range && fromUrl(max) !== "" ? { max: number(fromUrl(max)) } : {}),
    ...(type === "LIST" ? { valueList: valueList.split(";").map(translate) } : {}),
    ...(fromUrl(name0) === "" ? {} : { valueName0: translate(fromUrl(name0)) }),
    ...(fromUrl(name1) === "" ? {} : { valueName1: translate(fromUrl(name1)) }),
    internal: flag(internal),
    visible: flag(visible),
    logged: flag(logged),
    ...(fromUrl(channel) === "" ? {} : { channel: fromUrl(channel) }),
  };
}

export interface Sysvars {
  sysvars: HubSysvar[];
  /** The name that the CCU knows, by the one that we show: they differ where it ships an i18n key. */
  rawNames: Map<string, string>;
}

export function readSysvars(): Script<Sysvars> {
  return script(
    "read-sysvars",
    {},
    `
string sComma = "";
string sId;
Write('{"sysvars":[');
foreach (sId, dom.GetObject(ID_SYSTEM_VARIABLES).EnumUsedIDs()) {
  object oVar = dom.GetObject(sId);
  if (oVar) {
    ${COMMA}
    Write("[" # oVar.ID() # ","); ${text("oVar.Name()")} Write(","); ${text("oVar.DPInfo()")} Write(",");
    ${text("oVar.TypeName()")} Write("," # oVar.ValueType() # "," # oVar.ValueSubType() # ",");
    if (oVar.TypeName() == "ALARMDP") { ${text("oVar.AlState().ToString()")} }
    else { ${text("oVar.Value().ToString()")} }
    Write(","); ${text("oVar.ValueUnit()")} Write(","); ${text("oVar.ValueMin().ToString()")} Write(",");
    ${text("oVar.ValueMax().ToString()")} Write(","); ${text("oVar.ValueList()")} Write(",");
    ${text("oVar.ValueName0()")} Write(","); ${text("oVar.ValueName1()")}
    Write("," # oVar.Internal() # "," # oVar.Visible() # "," # oVar.DPArchive() # ",");
    object oChannel = dom.GetObject(oVar.Channel());
    if (oChannel) { ${text("oChannel.Address()")} } else { Write('""'); }
    Write("]");
  }
}
${END}`,
    (answer) => {
      const rawNames = new Map<string, string>();
      const sysvars = records(answer, "sysvars", (row) => {
        const sysvar = readSysvar(row);
        rawNames.set(sysvar.name, storedName(row[1]));
        return sysvar;
      });
      return { sysvars, rawNames };
    },
  );
}
