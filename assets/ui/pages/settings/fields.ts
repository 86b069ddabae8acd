/**
 * What people call the sections and fields of the configuration, and what a field means in German: the English text is the
 * schema's own. A field that is not named here is shown by its path.
 */
import type { FormField } from "./model.ts";

type Language = "en" | "de";

export const SECTIONS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  locale: { en: "Language", de: "Sprache" },
  "north.rest": { en: "Web access", de: "Webzugang" },
  callback: { en: "Callbacks of the CCUs", de: "Rückrufe der CCUs" },
  "north.discovery": { en: "Discovery", de: "Erkennung im Netz" },
  alarm: { en: "Alarm panel", de: "Alarmanlage" },
  backup: { en: "Backups", de: "Sicherungen" },
  "persistence.history": { en: "History and energy", de: "Verlauf und Energie" },
  "north.matter": { en: "Matter", de: "Matter" },
  "north.mqtt": { en: "MQTT and Home Assistant", de: "MQTT und Home Assistant" },
  "north.rest.auth.oidc": { en: "Sign-on (OpenID Connect)", de: "Anmeldedienst (OpenID Connect)" },
  "north.rest.auth.ccu": { en: "Users of the CCU", de: "Benutzer der CCU" },
  "north.webhook": { en: "Webhooks", de: "Webhooks" },
};

/** English label, German label, German meaning. */
type Words = readonly [en: string, de: string, meaning: string];

const OIDC: Readonly<Record<string, Words>> = {
  enabled: ["Switched on", "Eingeschaltet", "Personen melden sich bei einem Anmeldedienst an (OpenID Connect)"],
  issuer: [
    "Address of the provider",
    "Adresse des Anmeldedienstes",
    "Aussteller (issuer), etwa `https://id.example.org/realms/home`",
  ],
  client_id: ["Client id", "Client-ID", "Name dieses Programms beim Anmeldedienst"],
  client_secret: ["Client secret", "Client-Geheimnis", "Sein Geheimnis; leer: ein öffentlicher Client"],
  role_claim: [
    "Claim of the role",
    "Angabe der Rolle",
    "Angabe (claim) mit Rolle oder Gruppen einer Person; auch ein Pfad wie `realm_access.roles`",
  ],
  role_mapping: [
    "Roles",
    "Rollen",
    "Welcher Wert der Angabe welche Rolle ist, eine Zeile je Wert: `family = operator`; leer: `admin`, `administrator`, `operator` und `viewer` meinen sich selbst",
  ],
  default_role: [
    "Role of all others",
    "Rolle aller anderen",
    "Rolle derer, über die die Angabe nichts sagt; `none`: sie werden abgewiesen",
  ],
  scopes: ["Scopes", "Umfang (scopes)", "Was angefragt wird, eine Angabe je Zeile"],
  label: ["Name on the page", "Name auf der Seite", "Wie der Anmeldedienst auf der Anmeldeseite heißt"],
  redirect_url: [
    "Return address",
    "Rücksprungadresse",
    "Wohin der Anmeldedienst zurückschickt: `https://<dieser Server>/api/v1/auth/oidc/callback`",
  ],
  create_users: [
    "New people become users",
    "Neue Personen werden Benutzer",
    "Wer sich zum ersten Mal anmeldet, wird Benutzer; aus: nur wer schon einmal da war",
  ],
};

const FIELDS: Readonly<Record<string, Words>> = {
  locale: ["Language", "Sprache", "Sprache von Beschriftungen und Meldungen: `de` oder `en`"],
  "north.rest.listen": ["Addresses", "Adressen", "Adressen der API: `:port`, `host:port`, `[IPv6]:port`"],
  "north.rest.cors": [
    "Other web pages",
    "Andere Webseiten",
    "Webseiten (origins), die die API mit den Cookies des Besuchers nutzen dürfen, eine je Zeile; `*` = alle, ohne Cookies",
  ],
  "north.rest.trusted_proxies": [
    "Proxies",
    "Proxys",
    "Adressen und Netze (`192.0.2.7`, `172.16.0.0/12`) von Proxys davor, eine je Zeile: was sie in `X-Forwarded-For`, `-Proto` und `-Host` sagen, gilt",
  ],
  "north.rest.hosts": [
    "Public names",
    "Öffentliche Namen",
    "Namen, unter denen dieser Server von außen geöffnet wird: dort braucht `POST /setup` keinen Code",
  ],
  "north.rest.csrf_enabled": [
    "Protection against forged requests",
    "Schutz vor gefälschten Anfragen",
    "Browser, die per Cookie angemeldet sind, müssen das CSRF-Token mitschicken",
  ],
  "north.rest.rate_limit.enabled": [
    "Limit requests",
    "Anfragen begrenzen",
    "Die Anfragen jeder Identität werden begrenzt",
  ],
  "north.rest.tls_cert_file": ["Certificate", "Zertifikat", "Zertifikatskette (PEM-Datei): die API spricht HTTPS"],
  "north.rest.tls_key_file": ["Private key", "Privater Schlüssel", "Privater Schlüssel des Zertifikats (PEM-Datei)"],
  "callback.host": [
    "Own address",
    "Eigene Adresse",
    "Name oder Adresse, unter der die CCUs diesen Rechner erreichen (hinter NAT, im Container)",
  ],
  "callback.gateway": [
    "Gateways",
    "Gateways",
    "Adressen und Netze, die anstelle der CCUs anrufen (NAT, Container), eine je Zeile",
  ],
  "callback.bind": ["Bound address", "Gebundene Adresse", "Eigene Adresse, auf der Anrufe der CCUs angenommen werden"],
  "callback.port": [
    "Port",
    "Port",
    "Port, auf dem die CCUs zurückrufen (XML-RPC); 0 = irgendein freier, was auf der CCU tote Anmeldungen hinterlässt",
  ],
  "callback.bin_port": ["Port for BIN-RPC", "Port für BIN-RPC", "Dasselbe für BIN-RPC (CUxD)"],
  "north.discovery.mdns.enabled": [
    "Announce this server",
    "Diesen Server ankündigen",
    "Der Server kündigt sich mit den Seriennummern der CCUs im lokalen Netz an (mDNS): so findet ihn Home Assistant",
  ],
  "north.discovery.mdns.instance_name": [
    "Name in the network",
    "Name im Netz",
    "Name dieser Installation in der Ankündigung",
  ],
  "north.discovery.ssdp.enabled": ["Look for CCUs", "CCUs suchen", "Im lokalen Netz nach CCUs suchen"],
  "north.discovery.ssdp.interval": [
    "Time between two searches",
    "Zeit zwischen zwei Suchen",
    "Abstand, in dem nach CCUs gesucht wird",
  ],
  "alarm.enabled": ["Switched on", "Eingeschaltet", "Die Alarmanlage läuft"],
  "alarm.default_siren_seconds": [
    "Duration of sirens (s)",
    "Dauer der Sirenen (s)",
    "Wie lange eine Sirene tönt, für die nichts anderes gesagt ist, in Sekunden",
  ],
  "alarm.max_acoustic_per_incident_seconds": [
    "Sound for each incident (s)",
    "Ton je Ereignis (s)",
    "Sekunden Ton, die ein Ereignis auslösen darf, alle Sirenen zusammen",
  ],
  "alarm.stop_verify_seconds": [
    "Verify the silence for (s)",
    "Stille prüfen für (s)",
    "Wie lange geprüft wird, ob eine Sirene verstummt ist, in Sekunden",
  ],
  "alarm.journal_retention_days": [
    "Keep the journal for (days)",
    "Protokoll behalten (Tage)",
    "Tage, die das Protokoll aufbewahrt wird; 0: 90",
  ],
  "alarm.restart_loop_breaker": [
    "Restarts until silence",
    "Neustarts bis zur Stille",
    "Neustarts mitten in einem Alarm, nach denen Sirenen nicht wieder tönen",
  ],
  "backup.schedule": [
    "Automatic backups every",
    "Automatisch sichern alle",
    "Zeit zwischen zwei automatischen Sicherungen jeder CCU, mindestens eine Stunde; 0: keine",
  ],
  "backup.keep_last": [
    "Keep",
    "Aufbewahren",
    "Sicherungen jeder CCU, die eine automatische Sicherung übrig lässt; 0: alle",
  ],
  "backup.own_state": [
    "Back up this program, too",
    "Auch dieses Programm sichern",
    "Automatische Sicherungen auch von dem, was dieses Programm aufbewahrt",
  ],
  "backup.offsite.target": ["Sealed copies go to", "Versiegelte Kopien gehen nach", "Wohin versiegelte Kopien gehen"],
  "backup.offsite.passphrase": [
    "Passphrase",
    "Passphrase",
    "Versiegelt die Kopien; mindestens 12 Zeichen. Ohne sie kann niemand eine Kopie öffnen: gut aufbewahren",
  ],
  "backup.offsite.key": ["Key", "Schlüssel", "Statt einer Passphrase: 32 Bytes in Base64 oder hexadezimal"],
  "backup.offsite.keep_last": [
    "Keep copies",
    "Kopien aufbewahren",
    "Versiegelte Kopien jeder CCU, die bleiben; 0: alle",
  ],
  "backup.offsite.drill": [
    "Restore drill every",
    "Wiederherstellung proben alle",
    "Zeit zwischen zwei Proben, dass sich eine Kopie wiederherstellen lässt, mindestens eine Stunde; 0: keine",
  ],
  "backup.offsite.folder": ["Folder", "Ordner", "Für den Ordner: eine eingehängte Freigabe, eine externe Platte"],
  "backup.offsite.url": ["WebDAV address", "WebDAV-Adresse", "Für WebDAV: die Adresse eines Ordners"],
  "backup.offsite.username": ["WebDAV user", "WebDAV-Benutzer", "Für WebDAV"],
  "backup.offsite.password": ["WebDAV password", "WebDAV-Passwort", "Für WebDAV"],
  "backup.offsite.bucket": ["S3 bucket", "S3-Bucket", "Für S3"],
  "backup.offsite.region": ["S3 region", "S3-Region", "Für S3"],
  "backup.offsite.endpoint": ["S3 endpoint", "S3-Endpunkt", "Für S3: die Adresse eines Dienstes, der nicht AWS ist"],
  "backup.offsite.prefix": ["S3 prefix", "S3-Präfix", "Für S3: womit Namen beginnen, etwa `home/`"],
  "backup.offsite.access_key": ["S3 access key", "S3-Zugangsschlüssel", "Für S3"],
  "backup.offsite.secret_key": ["S3 secret key", "Geheimer S3-Schlüssel", "Für S3"],
  "persistence.history.enabled": [
    "Switched on",
    "Eingeschaltet",
    "Was Datenpunkte melden, wird aufbewahrt; Verlauf und Energie gibt es nur dann",
  ],
  "persistence.history.retention": [
    "Keep samples for",
    "Einzelwerte behalten",
    "Wie lange einzelne Werte aufbewahrt werden",
  ],
  "persistence.history.retention_hourly": [
    "Keep hours for",
    "Stundenwerte behalten",
    "Wie lange Stundenwerte aufbewahrt werden; 0: für immer",
  ],
  "persistence.history.retention_daily": [
    "Keep days for",
    "Tageswerte behalten",
    "Wie lange Tageswerte aufbewahrt werden; 0: für immer",
  ],
  "persistence.history.max_bytes": [
    "Size limit (bytes)",
    "Größe höchstens (Bytes)",
    "Bytes der Verlaufsdatei; das Älteste geht zuerst; 0: ohne Grenze",
  ],
  "persistence.history.flush_interval": [
    "Write every",
    "Schreiben alle",
    "Zeit zwischen zwei Schreibvorgängen: so viel kann ein Absturz kosten",
  ],
  "persistence.history.include": [
    "Only these parameters",
    "Nur diese Parameter",
    "Parameter, die aufgezeichnet werden, etwa `*TEMPERATURE*`, einer je Zeile; leer: alle",
  ],
  "persistence.history.exclude": [
    "Not these parameters",
    "Diese Parameter nicht",
    "Parameter, die nicht aufgezeichnet werden, auch wenn sie oben genannt sind",
  ],
  "persistence.history.booleans": [
    "Record yes or no",
    "Ja oder Nein aufzeichnen",
    "Ja-Nein-Werte werden als 1 und 0 aufgezeichnet",
  ],
  "persistence.history.enums": [
    "Record choices",
    "Auswahlwerte aufzeichnen",
    "Auswahlwerte werden als ihr Platz in der Liste aufgezeichnet",
  ],
  "persistence.history.disabled_centrals": [
    "Not of these CCUs",
    "Nicht von diesen CCUs",
    "CCUs, von denen nichts aufgezeichnet wird, eine je Zeile",
  ],
  "persistence.history.export.enabled": [
    "Send to a database",
    "An eine Datenbank senden",
    "Werte gehen auch an eine Datenbank",
  ],
  "persistence.history.export.kind": [
    "Protocol",
    "Protokoll",
    "`influxdb` ist dessen Zeilenprotokoll, das VictoriaMetrics und andere auch nehmen",
  ],
  "persistence.history.export.endpoint": [
    "Address of the database",
    "Adresse der Datenbank",
    "Werte gehen dort an `/api/v2/write`",
  ],
  "persistence.history.export.org": ["Organisation", "Organisation", "Organisation in InfluxDB"],
  "persistence.history.export.bucket": ["Bucket", "Bucket", "Bucket in InfluxDB"],
  "persistence.history.export.token_env": [
    "Variable of the token",
    "Variable des Tokens",
    "Umgebungsvariable, in der das Token steht",
  ],
  "persistence.history.energy_price_per_kwh": [
    "Price of a kilowatt hour",
    "Preis einer Kilowattstunde",
    "Wird auf den Seiten angezeigt",
  ],
  "persistence.history.energy_currency": ["Currency", "Währung", "Leer: €"],
  "north.matter.enabled": [
    "Switched on",
    "Eingeschaltet",
    "Ausgewählte Geräte werden Matter-Controllern im lokalen Netz gezeigt",
  ],
  "north.matter.listen": ["UDP port", "UDP-Port", "Etwa `:5540`; `:0` nimmt irgendeinen freien. Alexa nimmt nur 5540"],
  "north.matter.node_label": ["Name of the bridge", "Name der Bridge", "Name der Bridge in den Apps"],
  "north.matter.vendor_id": ["Vendor id", "Hersteller-ID", "Die Voreinstellung ist die für Versuche"],
  "north.matter.product_id": ["Product id", "Produkt-ID", "Kennung des Produkts"],
  "north.matter.discriminator": [
    "Discriminator",
    "Unterscheidungszahl",
    "Unterscheidet Bridges, die auf die Inbetriebnahme warten",
  ],
  "north.matter.mdns_advertise": [
    "Announcement",
    "Ankündigung",
    "`zeroconf`: Controller finden die Bridge; `noop`: nur die auf diesem Rechner",
  ],
  "north.matter.mdns_interface": ["Network interface", "Netzwerkschnittstelle", "Etwa `eth0`; leer: alle"],
  "north.matter.expose_secondary_channels": [
    "Offer parts of devices, too",
    "Auch Teile von Geräten anbieten",
    "Virtuelle Kanäle und Teile eines Thermostats, einer Leuchte … werden auch angeboten",
  ],
  "north.matter.commissioning.passcode": [
    "Setup code",
    "Einrichtungscode",
    "Acht Ziffern; 0 oder leer: jedes Fenster hat einen eigenen",
  ],
  "north.matter.commissioning.iterations": ["Iterations", "Iterationen", "Durchläufe bei der Ableitung des Schlüssels"],
  "north.matter.commissioning.ephemeral_window": [
    "A code for each window",
    "Ein Code je Fenster",
    "Jedes Fenster hat einen eigenen Einrichtungscode, was auch immer eingestellt ist",
  ],
  "north.mqtt.enabled": ["Switched on", "Eingeschaltet", "Das Zuhause wird auf einem Broker gezeigt"],
  "north.mqtt.broker_url": ["Broker", "Broker", "`mqtt://host:1883`, verschlüsselt `mqtts://host:8883`"],
  "north.mqtt.client_id": ["Client id", "Client-ID", "Leer: bei jeder Verbindung eine neue"],
  "north.mqtt.username": ["User", "Benutzer", "Benutzer beim Broker"],
  "north.mqtt.password": ["Password", "Passwort", "Passwort beim Broker"],
  "north.mqtt.topic_base": ["Root of all topics", "Wurzel aller Topics", "Womit alle Topics beginnen"],
  "north.mqtt.raw_enabled": [
    "Publish all values",
    "Alle Werte veröffentlichen",
    "Alle Werte werden mit ihren Beschreibungen veröffentlicht",
  ],
  "north.mqtt.discovery_enabled": ["Home Assistant", "Home Assistant", "Home Assistant findet die Geräte von selbst"],
  "north.mqtt.protocol_version": ["MQTT version", "MQTT-Version", "Version des Protokolls"],
  "north.mqtt.payload_format": ["Payload format", "Format der Nutzdaten", "Wird angenommen, ohne Wirkung"],
  "north.mqtt.sub_devices_enabled": [
    "Groups of channels as devices",
    "Kanalgruppen als Geräte",
    "Gruppen von Kanälen sind in Home Assistant eigene Geräte",
  ],
  "north.mqtt.retain_cleanup_window_ms": [
    "Look for leftovers for (ms)",
    "Reste suchen für (ms)",
    "Millisekunden, in denen nach Resten früherer Läufe gesucht wird",
  ],
  "north.rest.auth.ccu.enabled": [
    "Switched on",
    "Eingeschaltet",
    "Benutzer der CCU dürfen sich mit ihrem Passwort von dort anmelden",
  ],
  "north.rest.auth.ccu.primary": [
    "CCU first",
    "CCU zuerst",
    "Die CCU wird erst nach den Benutzern dieses Programms gefragt, und nie nach einem von ihnen",
  ],
  "north.rest.auth.ccu.central": ["CCU", "CCU", "CCU, deren Benutzer es sind; leer: die erste"],
  "north.rest.auth.ccu.min_user_level": [
    "Lowest level",
    "Niedrigste Stufe",
    "Wer sich anmelden darf: 1 Gast, 2 Benutzer, 8 Administrator",
  ],
  "north.rest.auth.ccu.role_mapping": [
    "Roles",
    "Rollen",
    "Welche Stufe welche Rolle hat, eine Zeile je Stufe: `2 = viewer`",
  ],
  "north.webhook.enabled": ["Send events", "Ereignisse senden", "Ereignisse werden an die Adresse gesendet"],
  "north.webhook.url": ["Address", "Adresse", "Wohin sie gesendet werden: eine http- oder https-Adresse"],
  "north.webhook.secret": [
    "Key of the signature",
    "Schlüssel der Signatur",
    "Für `X-OpenCCU-Signature`; leer: nicht signiert",
  ],
  "north.webhook.events": [
    "Events",
    "Ereignisse",
    "Namen von Ereignissen, `datapoint.*` für eine Familie, einer je Zeile; leer: alle",
  ],
  "north.webhook.centrals": ["CCUs", "CCUs", "Namen von CCUs, einer je Zeile; leer: alle"],
  "north.webhook.parameter_glob": [
    "Parameters",
    "Parameter",
    "Nur Werte solcher Parameter, etwa `STATE` oder `*_TEMPERATURE`; leer: alle",
  ],
  "north.webhook.timeout_ms": [
    "Wait for an answer (ms)",
    "Auf Antwort warten (ms)",
    "Millisekunden, die auf eine Antwort gewartet wird",
  ],
  "north.webhook.inbound.enabled": [
    "Programs may act",
    "Programme dürfen schalten",
    "`POST /webhook/value` und `POST /webhook/program` gibt es",
  ],
  "north.webhook.inbound.token": [
    "Token of programs",
    "Token der Programme",
    "Ein Bearer-Token, das dort neben denen der Benutzer gilt; leer: keines",
  ],
  ...Object.fromEntries(
    ["", "second.", "third."].flatMap((which) =>
      Object.entries(OIDC).map(([name, words]) => [`north.rest.auth.oidc.${which}${name}`, words] as const),
    ),
  ),
};

/** Choices as people say them, by the last member of the field's path; what is not here is a term of its own. */
const CHOICES: Readonly<Record<string, Readonly<Record<string, Readonly<Record<Language, string>>>>>> = {
  locale: { de: { en: "German", de: "Deutsch" }, en: { en: "English", de: "Englisch" } },
  format: {
    auto: { en: "as it suits the output", de: "wie es zur Ausgabe passt" },
    json: { en: "JSON", de: "JSON" },
    text: { en: "text", de: "Text" },
  },
  target: {
    none: { en: "nowhere", de: "nirgendwohin" },
    folder: { en: "a folder (folder)", de: "in einen Ordner (folder)" },
    webdav: { en: "WebDAV (webdav)", de: "zu WebDAV (webdav)" },
    s3: { en: "S3 (s3)", de: "zu S3 (s3)" },
  },
  default_role: {
    viewer: { en: "viewer", de: "Betrachter" },
    operator: { en: "operator", de: "Bediener" },
    admin: { en: "administrator", de: "Administrator" },
    none: { en: "none: they are refused", de: "keine: sie werden abgewiesen" },
  },
  mdns_advertise: {
    zeroconf: { en: "in the whole network (zeroconf)", de: "im ganzen Netz (zeroconf)" },
    noop: { en: "on this machine only (noop)", de: "nur auf diesem Rechner (noop)" },
  },
};

export const choiceName = ({ path }: Pick<FormField, "path">, value: string, language: Language): string =>
  CHOICES[path.slice(path.lastIndexOf(".") + 1)]?.[value]?.[language] ?? value;

/** Which provider a field of the sign-on belongs to, where there are several. */
const PLACES: Readonly<Record<string, string>> = { second: "2", third: "3" };

/** What only who writes clients wants to know is left out. */
const withoutMarks = (text: string): string => text.replaceAll("`", "").replace(" (not part of the contract)", "");

export const isNamed = (path: string): boolean => FIELDS[path] !== undefined;
export const sectionName = (section: string, language: Language): string => SECTIONS[section]?.[language] ?? section;

export function fieldLabel({ path, members }: Pick<FormField, "path" | "members">, language: Language): string {
  const words = FIELDS[path];
  if (words === undefined) return path;
  const place = members.length > 1 ? PLACES[members[0] ?? ""] : undefined;
  return `${words[language === "de" ? 1 : 0]}${place === undefined ? "" : ` (${place})`}`;
}

/** What a field means: the schema's text, in German ours. */
export function fieldText({ path, text }: Pick<FormField, "path" | "text">, language: Language): string {
  const german = language === "de" ? FIELDS[path]?.[2] : undefined;
  return withoutMarks(german ?? text);
}
