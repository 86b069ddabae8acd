/** What `/metrics` tells: every family once. The table of docs/diagnostics.md is compared with it. */
import type { MetricFamily } from "../../ports/index.ts";

type Declared = Pick<MetricFamily, "help" | "type"> & { labels?: readonly string[] };

const central = ["central"] as const;
const iface = ["central", "interface"] as const;

export const FAMILIES = {
  build_info: { type: "gauge", help: "1; version and commit of the program", labels: ["version", "commit"] },
  uptime_seconds: { type: "gauge", help: "Seconds since the program started" },
  unhandled_errors_total: { type: "counter", help: "Errors that no code has handled" },
  http_requests_total: { type: "counter", help: "Answers by method and class of status", labels: ["method", "status"] },
  http_request_duration_seconds: { type: "histogram", help: "Time until an answer began" },
  ws_connections: { type: "gauge", help: "Open sockets of clients" },
  ws_audiences: { type: "gauge", help: "Distinct sets of subscriptions" },
  ws_events_total: { type: "counter", help: "Events delivered to the stream" },
  ws_frames_total: { type: "counter", help: "Event frames sent, replayed ones included" },
  ws_frames_replayed_total: { type: "counter", help: "Event frames sent once more to whoever resumed" },
  ws_replays_lost_total: { type: "counter", help: "Resumptions past what is kept" },
  ws_commands_total: { type: "counter", help: "Commands called" },
  ws_slow_total: { type: "counter", help: "Times that a socket fell behind and was served from its cursor" },
  ws_rate_limited_total: { type: "counter", help: "Commands refused because there were too many" },
  ws_malformed_total: { type: "counter", help: "Frames that could not be understood" },
  event_log_newest_seq: { type: "gauge", help: "Number of the newest event" },
  event_log_events: { type: "gauge", help: "Events that can be replayed" },
  central_available: { type: "gauge", help: "1 where at least one interface is connected", labels: central },
  central_health_percent: {
    type: "gauge",
    help: "Score of the CCU's connections; absent while it starts",
    labels: central,
  },
  central_devices: { type: "gauge", help: "Devices of the CCU", labels: central },
  central_devices_unreachable: { type: "gauge", help: "Of these: out of reach", labels: central },
  interface_connected: { type: "gauge", help: "1 while connected", labels: iface },
  interface_loaded: { type: "gauge", help: "1 when devices and values are read", labels: iface },
  interface_duty_cycle_percent: { type: "gauge", help: "Used radio budget of the hour", labels: iface },
  interface_carrier_sense_percent: { type: "gauge", help: "Occupancy of the radio channel", labels: iface },
  interface_ping_seconds: { type: "gauge", help: "Round trip of the last ping", labels: iface },
  interface_callback_age_seconds: { type: "gauge", help: "Seconds since the CCU called back", labels: iface },
  rpc_calls_total: { type: "counter", help: "Calls to the interface", labels: iface },
  rpc_answered_total: { type: "counter", help: "Of these: answered, by a fault as well", labels: iface },
  writes_in_flight: { type: "gauge", help: "Writes on their way", labels: iface },
  writes_waiting: { type: "gauge", help: "Writes that wait", labels: iface },
  writes_superseded_total: { type: "counter", help: "Writes that a newer or more urgent one replaced", labels: iface },
  writes_throttled_total: { type: "counter", help: "Writes that waited for the radio's budget", labels: iface },
  values_cache_values: { type: "gauge", help: "Values kept for the next start" },
  values_cache_bytes: { type: "gauge", help: "Bytes of these" },
  values_cache_restored_total: { type: "counter", help: "Values that this start had from the last one" },
  values_cache_unreadable_total: { type: "counter", help: "Kept values that could not be read" },
  values_cache_flushes_total: { type: "counter", help: "Times that values were written" },
  log_records: { type: "gauge", help: "Entries of the log that are kept" },
  log_bytes: { type: "gauge", help: "Bytes of these" },
  log_entries_total: { type: "counter", help: "Entries of the log" },
  mqtt_connected: { type: "gauge", help: "1 while connected to the MQTT broker" },
  mqtt_messages_sent_total: { type: "counter", help: "Messages that the MQTT broker took" },
  mqtt_discovery_sent_total: { type: "counter", help: "Of these: configurations for Home Assistant" },
  mqtt_publish_errors_total: { type: "counter", help: "Messages that it did not take; states are sent again" },
  mqtt_received_commands_total: { type: "counter", help: "Commands by MQTT" },
  mqtt_refused_commands_total: { type: "counter", help: "Of these: refused, or failed" },
  mqtt_subscribe_failures_total: { type: "counter", help: "Subscriptions that the MQTT broker refused" },
  mqtt_events_dropped_total: { type: "counter", help: "Events that waited too long for the MQTT broker" },
  history_bytes: { type: "gauge", help: "Bytes of the history at its last housekeeping" },
  history_series: { type: "gauge", help: "Data points of which it keeps something" },
  history_samples_waiting: { type: "gauge", help: "Samples that are not written yet" },
  history_samples_written_total: { type: "counter", help: "Samples that were written" },
  history_samples_dropped_total: { type: "counter", help: "Samples that were lost while it could not be written" },
  webhook_waiting: { type: "gauge", help: "Webhooks that wait" },
  webhook_delivered_total: { type: "counter", help: "Webhooks that were taken" },
  webhook_failed_total: { type: "counter", help: "Attempts that failed" },
  webhook_dead_total: { type: "counter", help: "Webhooks that were given up" },
  webhook_dropped_total: { type: "counter", help: "Webhooks that gave way to newer ones" },
} as const satisfies Record<string, Declared>;

export type FamilyName = keyof typeof FAMILIES;
/** Before every name: a Prometheus collects from many. */
export const PREFIX = "ccu_anywhere_";
