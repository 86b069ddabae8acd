// Generated from the declarations in handlers/ by `npm run contract`. Do not edit.

/** Named schemas of the contract. */
export interface Schemas {
  AckAllResult: { acknowledged: number };
  /** A link to be made */ AddLinkRequest: { /** Channel that speaks */ sender_address: string; /** Channel that acts */ receiver_address: string; /** Default: both addresses */ name?: string; /** Default: where it was created */ description?: string };
  /** The zone is armed, or will be */ AlarmArmAccepted: { state: "arming" | "armed"; /** Ids of sensors that are left out */ bypassed?: string[]; exit_delay_s?: number };
  /** How a zone shall be armed */ AlarmArmRequest: { mode: "perimeter" | "full" | "night" | "vacation" | "custom"; /** What blocks arming is left out */ force?: boolean; /** Armed at once */ skip_delay?: boolean; /** Ids of sensors to leave out */ bypass?: string[]; code?: string };
  /** Who may arm, disarm and silence. The PIN itself is never told */ AlarmCode: { id: string; name: string; kind: "pin" | "keypad_slot" | "remote_key"; /** Whoever enters it is being forced: it works, and tells */ duress?: boolean; perms: Schemas["AlarmCodePerms"]; /** Ids of the zones it counts in; empty: all */ zones?: string[]; /** Not before: milliseconds since 1970; 0: always */ valid_from_ms?: number; /** Not after; 0: for good */ valid_until_ms?: number; /** Of a keypad slot or a remote key: which one, and what it does */ binding?: unknown; enabled: boolean; created_ms?: number; updated_ms?: number };
  /** What a code may do */ AlarmCodePerms: { arm: boolean; disarm: boolean; silence: boolean };
  /** What a code shall be */ AlarmCodeRequest: { name: string; kind: "pin" | "keypad_slot" | "remote_key"; /** Never told again; empty in a change: as before */ pin?: string; duress?: boolean; perms: Schemas["AlarmCodePerms"]; zones?: string[]; /** Not before: milliseconds since 1970; 0: always */ valid_from_ms?: number; /** Not after; 0: for good */ valid_until_ms?: number; binding?: unknown; enabled: boolean };
  AlarmCountdownPayload: { zone_id: string; kind: "exit_delay" | "entry_delay"; remaining_s: number; total_s: number; remaining_ms: number; total_ms: number };
  AlarmHealthChangedPayload: { healthy: boolean; note: string };
  AlarmJournalAppendedPayload: { entry_id: number; zone_id?: string; class: "arm" | "disarm" | "trigger" | "silence" | "bypass" | "fault" | "test" | "config"; event: string; actor?: string; /** A number; in `GET /alarm/state` the same as text */ incident_id?: number };
  /** What happened, and by whom */ AlarmJournalEntry: { id: number; when: string; /** Empty: it concerns the whole alarm panel */ zone_id: string; class: "arm" | "disarm" | "trigger" | "silence" | "bypass" | "fault" | "test" | "config"; event: string; actor?: string; source?: string; incident_id?: number; details?: Record<string, unknown> };
  /** An active alarm of the CCU's logic */ AlarmMessage: { central?: string; id: string; name: string; description?: string; device_name?: string; address?: string; state_value?: string; /** When it was raised first */ timestamp: string; /** How often it was raised */ counter: number; last_trigger?: string; display_name?: string; rooms?: string[] };
  /** Whether a zone can be armed in a mode */ AlarmModeReadiness: { ready: boolean; /** Ids of sensors that forbid arming */ blockers?: string[]; /** Ids of sensors that do not, but should be known */ warnings?: string[] };
  AlarmNotificationPayload: { zone_id: string; zone_name?: string; output_id: string; output_name?: string; /** A number; in `GET /alarm/state` the same as text */ incident_id: number; mode?: string };
  /** What a zone does when it is triggered */ AlarmOutput: { id: string; class: "acoustic_siren" | "switched_siren" | "smoke_sounder" | "optical_siren" | "alarm_light" | "chirp" | "notification" | "sysvar_mirror"; central: string; channel_address: string; name?: string; config?: Record<string, unknown> };
  /** A channel that can be an output of a zone */ AlarmOutputCandidate: { central: string; device_address: string; device_name?: string; model: string; channel_address: string; channel_no: number; channel_name?: string; rooms?: string[]; functions?: string[]; classes: ("acoustic_siren" | "optical_siren" | "switched_siren" | "smoke_sounder" | "alarm_light" | "chirp")[]; /** What it is to the device model: siren, switch, light … */ kind: string; available_tones?: string[]; available_tone_labels?: string[]; available_lights?: string[]; available_light_labels?: string[]; available_soundfiles?: string[]; available_soundfile_labels?: string[]; dimmable?: boolean };
  /** What a zone shall do when it is triggered */ AlarmOutputRequest: { /** Absent or empty: it gets one */ id?: string; class: "acoustic_siren" | "switched_siren" | "smoke_sounder" | "optical_siren" | "alarm_light" | "chirp" | "notification" | "sysvar_mirror"; central: string; channel_address: string; name?: string; config?: Record<string, unknown> };
  /** How an output shall be tried */ AlarmOutputTestRequest: { /** Without a sound */ optical_only?: boolean };
  AlarmPanelChangedPayload: { unique_id: string; zone_id: string; name: string; state: string; available: boolean; code_arm_required: boolean; code_disarm_required: boolean; removed?: boolean };
  /** A zone, or all of them, as Home Assistant shows an alarm panel */ AlarmPanelEntity: { unique_id: string; zone_id: string; name: string; category: string; state: "disarmed" | "arming" | "pending" | "triggered" | "armed_home" | "armed_away" | "armed_night" | "armed_vacation" | "armed_custom_bypass"; supported_modes?: string[]; available: boolean; /** All zones at once */ master?: boolean; code_arm_required: boolean; code_disarm_required: boolean };
  AlarmReadinessChangedPayload: { zone_id: string; readiness: Record<string, Schemas["AlarmModeReadiness"]> };
  AlarmReminderPayload: { zone_id: string; zone_name?: string; mode: string };
  /** A key that can arm, disarm, silence or call for help */ AlarmRemoteKeyCandidate: { central: string; device_address: string; device_name?: string; model: string; channel_address: string; channel_no: number; channel_name?: string; parameters: ("PRESS_SHORT" | "PRESS_LONG")[] };
  /** A data point that a zone watches */ AlarmSensor: { id: string; central: string; interface_id: string; channel_address: string; parameter: string; type: "door" | "window" | "motion" | "tamper" | "hazard" | "panic"; name?: string; config?: Record<string, unknown> };
  /** A data point that a zone shall watch */ AlarmSensorRequest: { /** Absent or empty: it gets one */ id?: string; central: string; interface_id: string; channel_address: string; parameter: string; type: "door" | "window" | "motion" | "tamper" | "hazard" | "panic"; name?: string; config?: Record<string, unknown> };
  AlarmStateChangedPayload: { zone_id: string; zone_name: string; old_state: "disarmed" | "arming" | "armed" | "pending" | "triggered"; new_state: "disarmed" | "arming" | "armed" | "pending" | "triggered"; mode?: "disarmed" | "perimeter" | "full" | "night" | "vacation" | "custom"; changed_by?: string; source?: string; /** A number; in `GET /alarm/state` the same as text */ incident_id?: number };
  AlarmTriggeredPayload: { zone_id: string; zone_name: string; /** A number; in `GET /alarm/state` the same as text */ incident_id: number; sensor_id?: string; sensor_name?: string; cause: string; mode?: "perimeter" | "full" | "night" | "vacation" | "custom" };
  /** The code, where one is needed */ AlarmVerbRequest: { code?: string };
  AlarmWalkTestProgressPayload: { zone_id: string; sensor_id: string; sensor_name?: string; seen: number; total: number };
  /** Which sensors have been heard of in a walk test */ AlarmWalkTestStatus: { active: boolean; started_at?: string; sensors: { id: string; name?: string; tested: boolean; last_triggered_at?: string }[] };
  /** A part of the home that is armed as one */ AlarmZone: { id: string; name: string; /** Place in lists */ position?: number; config?: Schemas["AlarmZoneConfig"] };
  /** Modes, delays, what blocks arming, codes, schedules (docs/alarm.md) */ AlarmZoneConfig: Record<string, unknown>;
  /** What a zone shall be; without `config` it keeps the one it has */ AlarmZoneRequest: { /** Ignored: a new zone gets one, another keeps its own */ id?: string; name: string; position?: number; config?: Record<string, unknown> };
  /** A zone as it is now */ AlarmZoneStatus: { id: string; name: string; state: "disarmed" | "arming" | "armed" | "pending" | "triggered"; /** Absent while disarmed */ mode?: "disarmed" | "perimeter" | "full" | "night" | "vacation" | "custom"; /** Ids of sensors that are left out */ bypassed?: string[]; incident?: { id: string; silenced: boolean }; /** Seconds until the zone is armed or triggered */ countdown?: { kind: "exit_delay" | "entry_delay"; remaining_s: number; total_s: number }; readiness?: Record<string, Schemas["AlarmModeReadiness"]>; walktest_active: boolean };
  /** Who changed what, and when */ AuditEntry: { timestamp: string; action: string; user?: string; central?: string; device_address?: string; channel_no?: number; paramset?: string; peer?: string; parameter?: string; note?: string; changes?: { parameter: string; before?: unknown; after?: unknown }[] };
  /** A backup of a CCU that was found to be whole */ BackupEntry: { id: string; central: string; bytes: number; created_at: string };
  /** What was forgotten, and which CCUs are read anew */ CacheClearReport: { scope: { Kind?: string; Central?: string; Interface?: string; Device?: string }; devices: number; paramsets: number; values: number; master: number; centrals_reinit: string[]; errors?: string[] };
  CacheClearRequest: { kind: "global" | "central" | "interface" | "device"; /** Needed for every kind but global */ central?: string; /** Name or id; needed for interface and device */ interface?: string; /** Needed for device */ device?: string };
  CalculatedDPDetail: { name: string; unique_id: string; category?: string; /** null while something that it is made of is not known */ value: unknown; observed: boolean; /** Everything that it is made of was observed and is valid */ available: boolean; translated_name?: string; modified_at?: string; depends_on?: string[] };
  CalculatedDPSummary: { name: string; unique_id: string; category?: string; /** null while something that it is made of is not known */ value: unknown; observed: boolean; /** Everything that it is made of was observed and is valid */ available: boolean; translated_name?: string; modified_at?: string };
  CentralBehavior: { light_last_brightness?: boolean; use_group_channel_for_cover_state?: boolean; enable_sysvar_scan?: boolean; enable_program_scan?: boolean; include_internal_sysvars?: boolean; include_internal_programs?: boolean; sysvar_markers?: ("HAHM" | "HX" | "INTERNAL" | "MQTT")[]; program_markers?: ("HAHM" | "HX" | "INTERNAL" | "MQTT")[]; /** Nanoseconds; 0 = default */ sysvar_scan_interval?: number; enable_device_firmware_check?: boolean; delay_new_device_creation?: boolean };
  CentralLinksChannelStatus: { address: string; number: number; /** Has keys whose presses can be radioed to the CCU */ eligible: boolean; /** What was told to the CCU from here; absent = nothing yet */ active?: boolean };
  /** Whether a device's key presses are radioed to the CCU */ CentralLinksStatus: { supported: boolean; /** Why not */ reason?: string; eligible_channels?: number; channels?: Schemas["CentralLinksChannelStatus"][]; /** A CCU cannot be asked: known only where every key was set from here */ active_state_known?: boolean; active_channels?: number };
  CentralReadinessChangedPayload: { central: string; phase: "unknown" | "waiting_for_ccu" | "loading_hub" | "loading_devices" | "ready"; ready: boolean; interfaces_loaded: number; interfaces_total: number };
  /** One CCU as it is configured; its password is never told */ CentralRow: { name: string; host: string; interfaces: Schemas["InterfaceSpec"][]; enabled: boolean; username?: string; password_env?: string; password_plain?: string; tls?: boolean; tls_insecure_skip_verify?: boolean; json_rpc_port?: number; port?: number; ports?: Record<string, number>; primary_interface?: string; serial?: string; visibility?: Schemas["VisibilityConfig"]; behavior?: Schemas["CentralBehavior"]; created_at?: string; updated_at?: string };
  CentralStateChangedPayload: { central: string; old_state: string; new_state: string };
  ChannelFlags: { /** Left out of data point lists */ hidden: boolean; /** Control writes are refused */ locked: boolean };
  /** A member that is absent keeps its value */ ChannelFlagsRequest: { hidden?: boolean; locked?: boolean };
  /** Whether a channel follows the week program */ ChannelLockRequest: { /** Whether the channel follows the program */ enabled: boolean };
  ChannelSummary: { address: string; number: number; name?: string; category?: string; type?: string; type_label?: string; paramset_key: string; paramset_keys?: string[]; /** All data points of the channel, hidden ones included */ data_points_count: number; custom_dp_name?: string; group_no?: number; is_group_master?: boolean; is_in_multi_group?: boolean; sub_device_name?: string; /** The room, where there is exactly one */ room?: string; rooms?: string[]; functions?: string[]; is_custom_dp_primary?: boolean; hidden?: boolean; locked?: boolean };
  /** A time of day with a temperature of its own */ ClimatePeriod: { /** HH:MM */ start_time: string; /** HH:MM, later than start_time, up to 24:00 */ end_time: string; /** °C */ temperature: number };
  /** Days by name, MONDAY … SUNDAY; a day left out of a request stays as it is */ ClimateProfile: { weekdays: Record<string, Schemas["ClimateWeekday"]> };
  /** One day; periods and the gaps between them make at most 13 */ ClimateWeekday: { /** °C, whenever there is no period */ base_temperature: number; periods: Schemas["ClimatePeriod"][] };
  CommunicationTestResult: { passed: boolean; started_at: string; /** Absent where the device did not answer in time */ completed_at?: string; duration_ms: number; timed_out: boolean };
  /** The settings without anything secret */ ConfigSnapshot: { locale?: string; centrals?: { name?: string; host?: string; interfaces?: string[] }[]; callback_ports?: { xmlrpc?: number; binrpc?: number }; features?: Record<string, boolean>; extras?: Record<string, string>; policies?: Record<string, boolean> };
  /** What is configured, secrets as ***, and by whom */ ConfigSnapshotResponse: { config: Record<string, unknown>; sources: Record<string, "bootstrap" | "db" | "env" | "default"> };
  /** What an import did */ ConfigurationImportReport: { /** Parameters that were written */ imported: number; /** Parameters that had the value already */ unchanged: number; /** Parameters that this channel does not have, or does not let anybody set */ skipped: { parameter: string; reason: string }[] };
  /** Which heating profile goes where */ CopyProfileRequest: { source_profile: number; /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ target_channel_address: string; target_profile: number };
  /** The device that gets the whole schedule */ CopyScheduleRequest: { /** Address of the device: letters, digits, hyphens */ target_device_address: string };
  /** A new group */ CreateGroupRequest: { /** As `GET /groups/types` tells it */ type_id: string; name: string; forbid_single_operation?: boolean; /** Addresses of devices or channels */ members?: string[] };
  /** A new token in the older form */ CreateTokenResponse: { id: string; /** The token itself; shown only in this answer */ token: string; /** An ellipsis and the last six characters of the token */ fingerprint: string; subject: string; role: "admin" | "operator" | "viewer" };
  CustomDPInvokeRequest: { /** Arguments of the operation; unknown ones are refused, null means absent */ params?: Record<string, unknown>; /** critical overtakes everything queued for the channel; default means high */ priority?: "critical" | "high" | "default" | "low" };
  CustomDPSummary: { name: string; unique_id: string; category: string; kind?: string; /** 0 also for the device itself */ channel_no: number; channels?: number[]; /** What this very device takes, in its present mode */ supported_operations: string[]; capabilities?: Record<string, boolean>; config?: Record<string, unknown>; /** Always there, unlike in 3.1.0; what is not known is absent in it */ state: Record<string, unknown>; translated_name?: string; parameter_name?: string };
  CustomDataPointStateChangedPayload: { central: string; device_address: string; channel: number; name: string; kind?: string; unique_id: string; state: Record<string, unknown> };
  DataPointSummary: { parameter: string; /** Stable key; empty until the CCU's serial is known where it is part of the key */ unique_id: string; parameter_label?: string; /** Wire scale; an ENUM is shown as its label; null while nothing was observed. A pending write is shown at once */ value: unknown; observed: boolean; modified_at?: string; source?: "unobserved" | "cache" | "live" | "stale"; last_seen_at?: string; last_changed_at?: string; value_age_seconds?: number; operations: { read: boolean; write: boolean; event: boolean }; category?: string; data_point_type?: string; usage?: string; translated_name?: string; label_omitted?: boolean; control?: string; type?: string; value_list?: string[]; value_translations?: Record<string, string>; unit?: string; min?: unknown; max?: unknown; default?: unknown; ui_hint?: { icon: string; semantic: string; state_color_rule?: string }; additional_information?: Record<string, unknown> };
  DataPointValueChangedPayload: { central: string; interface?: string; device_address: string; channel: number; parameter: string; paramset_key: string; unique_id: string; value: unknown; previous?: unknown; modified_at: string; /** Whether the device can be reached; absent only in events that an earlier release has written */ available?: boolean; /** Only for subscribers that asked to classify */ category?: string; /** Only for subscribers that asked to classify */ data_point_type?: string };
  DeviceAvailabilityChangedPayload: { central: string; interface_id: string; device_address: string; available: boolean };
  DeviceCreatedPayload: { central: string; interface_id: string; device_address: string; model: string; source?: string };
  DeviceDetail: { address: string; central?: string; interface: string; /** Opaque; the id of the interface in /interfaces */ interface_id: string; ise_id?: number; model: string; model_label?: string; model_icon?: string; sub_model?: string; name: string; manufacturer?: string; product_group?: string; available: boolean; channels_count: number; /** The device can take new firmware at all */ updatable: boolean; update_available: boolean; update_status?: "up_to_date" | "update_available" | "installing"; rooms?: string[]; functions?: string[]; master_pushes_config_pending: boolean; config_restore_supported?: boolean; communication_test_supported?: boolean; team_supported?: boolean; has_sub_devices: boolean; rx_mode?: Schemas["RxMode"]; firmware: { Current?: string; Available?: string; Updatable?: boolean; UpdateState?: string }; availability: { IsReachable?: boolean; LastUpdated?: string; BatteryLevel?: number | null; LowBattery?: boolean | null; SignalStrength?: number | null }; channels: Schemas["ChannelSummary"][] };
  DeviceList: { items: Schemas["DeviceSummary"][]; page: number; per_page: number; total: number };
  DeviceRemovedPayload: { central: string; interface_id: string; device_address: string };
  DeviceSummary: { address: string; central?: string; interface: string; /** Opaque; the id of the interface in /interfaces */ interface_id: string; ise_id?: number; model: string; model_label?: string; model_icon?: string; sub_model?: string; name: string; manufacturer?: string; product_group?: string; available: boolean; channels_count: number; /** The device can take new firmware at all */ updatable: boolean; update_available: boolean; update_status?: "up_to_date" | "update_available" | "installing"; rooms?: string[]; functions?: string[]; master_pushes_config_pending: boolean; config_restore_supported?: boolean; communication_test_supported?: boolean; team_supported?: boolean; has_sub_devices: boolean; rx_mode?: Schemas["RxMode"]; /** As in the device's detail */ firmware: { Current?: string; Available?: string; Updatable?: boolean; UpdateState?: string }; /** As in the device's detail */ availability: { IsReachable?: boolean; LastUpdated?: string; BatteryLevel?: number | null; LowBattery?: boolean | null; SignalStrength?: number | null } };
  DeviceTriggerPayload: { central: string; interface_id: string; device_address: string; channel: number; /** keypress, device_error or impulse */ event_type: string; parameter: string; unique_id: string; value?: unknown };
  /** A diagram, its owner, and who sees it */ DiagramConfig: { id: string; name: string; visibility: "private" | "shared"; /** Name of the user, or of the program */ owner: string; config: Record<string, unknown>; created_at_ms: number; updated_at_ms: number };
  /** A diagram */ DiagramWriteRequest: { name: string; /** Default: private; where it is changed: as before */ visibility?: "private" | "shared"; /** Whatever the page needs */ config?: Record<string, unknown> };
  /** A held edit lock */ EditSessionResponse: { /** To be sent as `X-Edit-Token` with the writes that the lock protects */ token: string; key: string; subject?: string; expires: string };
  /** Energy of one span of time */ EnergyBucket: { /** Beginning of the hour, the day, the month */ ts: string; /** What the counter rose by; never negative */ consumed_wh: number; feed_in_wh: number; avg_power_w: number; peak_power_w: number; /** A counter ran backwards */ reset: boolean };
  /** Energy of a device */ EnergyDevice: { address: string; name: string; buckets: Schemas["EnergyBucket"][]; total_consumed_wh: number; total_feed_in_wh: number };
  /** What the devices of a CCU consumed and fed in */ EnergyResponse: { group: "hour" | "day" | "month"; from: string; to: string; devices: Schemas["EnergyDevice"][]; total_consumed_wh: number; total_feed_in_wh: number };
  EventGroupSummary: { channel_address: string; unique_id: string; kind: string; /** Lower-case parameter names */ event_types: string[]; parameters: string[]; available: boolean; last_triggered_event?: Schemas["TriggeredEventSummary"] };
  /** Everything of a channel's paramset that can be set again */ ExportedConfiguration: { /** Of this form: 1 */ version: string; exported_at: string; central_name?: string; device_address: string; model: string; /** Of the device at the time of the export */ firmware?: string; channel_address: string; channel_type: string; /** MASTER or VALUES */ paramset_key: string; /** Values by parameter, in wire scale */ values: Record<string, unknown> };
  /** A parameter as a field of a form */ FormParameter: { name: string; label: string; help?: string; type: string; unit?: string; min?: unknown; max?: unknown; default?: unknown; value_list?: { /** Index in the CCU's list */ value: number; /** As the CCU spells it; this or the index can be written */ key: string; label: string }[]; operations: { read: boolean; write: boolean; event: boolean; determine?: boolean }; flags: { visible: boolean; internal: boolean; service: boolean }; control?: string; /** In wire scale; null while nothing is known */ value: unknown; observed: boolean; modified_at?: string; group_id: string; /** Of a link's parameter: time, level, action … */ category?: string; keypress_group?: "common" | "short" | "long"; display_as_percent: boolean; /** The value times the multiplier */ display_value?: number; multiplier?: number; has_last_value?: boolean; hidden_by_default: boolean; /** The same for the two parameters of one time */ time_pair_id?: string; time_selector_type?: string; /** Ready-made times: index of the unit and how many of it */ time_presets?: { base: number; factor: number; label: string }[]; /** Values with a name of their own, some outside min and max */ presets?: { label: string; value: unknown }[]; allow_custom_value?: boolean; subset_group_id?: string };
  FunctionEntry: { name: string; device_count: number };
  /** The groups of one CCU */ GroupCentralEntry: { central: string; groups: Schemas["GroupEntry"][] };
  /** A heating group */ GroupEntry: { id: number; name: string; group_device_name?: string; /** Members cannot be operated alone */ forbid_single_operation: boolean; type_id: string; type_label?: string; members: Schemas["GroupMemberEntry"][] };
  /** A device of a group */ GroupMemberEntry: { address: string; type_id?: string; device_name?: string; device_model?: string; channel_name?: string; rooms?: string[] };
  /** A kind of group that the CCU can make */ GroupTypeEntry: { id: string; label_key?: string };
  Health: { status: "healthy" | "degraded" | "unhealthy" | "unknown"; components: { name: string; status: string; note?: string; /** The note for programs */ note_key?: string; recorded_at: string }[] };
  /** What the samples of a span of time come to */ HistoryBucket: { /** Beginning of the bucket */ ts: string; /** Each value weighs as long as it held */ avg: number; min: number; max: number; /** Samples */ count: number; /** Milliseconds of the bucket in which a value was known */ covered_ms?: number };
  HubConnectivityChangedPayload: { central: string; interface_id: string; reachable: boolean; latency_ms?: number };
  HubConnectivityDataPoint: { interface_id: string; reachable: boolean };
  HubCountChangedPayload: { central: string; count: number };
  HubCountDataPoint: { legacy_name: string; value: number };
  HubDaemonConnectionDataPoint: { legacy_name: string; connected: boolean };
  /** The single values of one CCU */ HubDataPoints: { central?: string; alarm_messages: Schemas["HubCountDataPoint"]; service_messages: Schemas["HubCountDataPoint"]; inbox: Schemas["HubCountDataPoint"]; update: Schemas["HubUpdateDataPoint"]; metrics?: Schemas["HubMetricDataPoint"][]; connectivity?: Schemas["HubConnectivityDataPoint"][]; install_mode?: Schemas["HubInstallModeDataPoint"][]; /** Whether the program that stands next to the CCU reaches it */ daemon_connection: Schemas["HubDaemonConnectionDataPoint"] };
  HubInstallModeDataPoint: { interface_id: string; enabled: boolean; remaining_s: number; observed: boolean };
  HubMetricChangedPayload: { central: string; metric: string; value: number; unit?: string };
  HubMetricDataPoint: { legacy_name: string; value: number; unit?: string };
  /** One decimal each; absent until observed */ HubMetricsEntry: { central?: string; /** Percent */ system_health?: number; connection_latency_ms?: number; last_event_age_seconds?: number };
  HubSystemUpdateChangedPayload: { central: string; current_firmware?: string; available_firmware?: string; update_available: boolean; in_progress: boolean };
  HubUpdateDataPoint: { legacy_name: string; update_available: boolean; in_progress: boolean };
  /** Who the credential belongs to */ Identity: { subject: string; role: "admin" | "operator" | "viewer"; /** How it was proven */ scheme?: "basic" | "bearer" | "session" | "oidc" };
  /** A device that was taught and waits to be accepted */ InboxDevice: { central?: string; address: string; model: string; interface?: string; serial?: string; manufacturer?: string; /** Milliseconds since the epoch */ first_seen?: number };
  /** Something that went wrong at home, or is well again */ Incident: { id: string; when: string; /** `<central>` or `<central>/<interface>` */ component: string; /** info (well again), warning, error or critical */ severity: string; summary: string; detail?: string };
  Info: { version: string; commit: string; build_date: string; /** Runs as an add-on on the CCU itself */ addon_build: boolean; /** Go duration in whole seconds: `3h12m5s` */ uptime: string; started_at: string; api_version: string; /** Digest over the published contract files */ schema_digest: string; capabilities: string[]; /** Address of the dashboard as the asking client reaches it; empty where this server has none */ config_ui_url: string };
  InstallModeChangedPayload: { central: string; enabled: boolean; remaining_s: number };
  InstallModeInterfaceEntry: { central?: string; interface: string; active: boolean; /** Left, 0 = off */ seconds: number; /** The CCU was asked at least once */ observed: boolean };
  InstallModeInterfaceRequest: { interface: string; active: boolean; /** Default 60 (also for 0), at most 600 */ seconds?: number; central?: string; /** BidCos-RF: only the device with this serial */ device_address?: string; /** HmIP-RF: only this device, without the key server */ sgtin?: string; /** The device's key: 32 hexadecimal digits, or as printed on its label */ key?: string };
  /** One interface of a CCU; what is absent is as usual for it */ InterfaceSpec: { name: string; port?: number; remote_path?: string; rpc_type?: "" | "xmlrpc" | "binrpc" | "jsonrpc" };
  InterfaceState: { id: string; name: string; connected: boolean; interface: string; central_id?: string; host?: string; /** Why it is not connected */ note?: string; /** Percent */ duty_cycle?: number; /** Percent */ carrier_sense?: number };
  /** A direct link; members of an end that this home does not know are absent */ Link: { sender_address: string; receiver_address: string; name?: string; description?: string; /** Bits: 1 sender broken, 2 receiver broken, 4 sender unknown, 8 receiver unknown */ flags?: number; sender_device_name?: string; sender_device_model?: string; sender_channel_type?: string; sender_channel_type_label?: string; sender_channel_name?: string; receiver_device_name?: string; receiver_device_model?: string; receiver_channel_type?: string; receiver_channel_type_label?: string; receiver_channel_name?: string; /** The other end; in the list of all links the receiver */ peer_address: string; peer_device_name?: string; peer_device_model?: string; /** `outgoing` where the device asked for is the sender, else `incoming` */ direction: string; /** Only in the list of all links */ central_name?: string; /** Only in the list of all links */ interface_id?: string };
  /** A channel that can be the other end of a link */ LinkableChannel: { address: string; channel_type?: string; channel_type_label?: string; channel_name?: string; device_address: string; device_name?: string; device_model?: string };
  /** An entry of the log, without secrets */ LogRecord: { seq: number; time: string; level: string; logger?: string; msg: string; attrs?: Record<string, unknown> };
  /** A ready-made setting with what it demands of each parameter */ MasterProfile: { id: number; /** By language: de, en */ name: Record<string, string>; /** By language: de, en */ description: Record<string, string>; params: Record<string, { constraint_type: "fixed" | "range" | "list"; /** What a fixed parameter is set to */ value?: unknown; values?: unknown[]; min_value?: number; max_value?: number; default?: unknown }> };
  /** A ready-made setting of a channel */ MasterProfileSummary: { id: number; name: string; description: string; param_count: number };
  MatterBulkResult: { applied: number };
  MatterCommissioningProgressPayload: { stage: string; message?: string };
  /** How long somebody may commission the bridge */ MatterCommissioningWindowRequest: { /** Default: 900 */ duration_seconds?: number };
  /** An open window, and what it takes to use it */ MatterCommissioningWindowResponse: { /** 12 bits, tells commissionable devices apart */ discriminator: number; /** 27 bits, the secret of commissioning */ passcode: number; duration_seconds: number; /** Text of the QR code, MT:… */ qr_code: string; /** 11 or 21 digits for typing */ manual_code: string; /** The QR code as a picture */ qr_svg?: string };
  MatterEndpointAssembledPayload: { endpoint_count: number };
  /** A data point that can be asked to be shown in Matter */ MatterExposure: { central_name: string; device_address: string; channel_no: number; dp_kind: "custom" | "generic" | "calculated" | "combined" | "measurement"; dp_key: string; parameter_label?: string; display_name?: string; enabled: boolean; friendly_name?: string; mappable: "mappable" | "partially_mappable" | "unmappable"; device_type?: number; clusters?: number[]; /** Why it cannot be shown, or not all of it */ reason?: string; /** Apps that do not show such devices, by public sources (docs/matter.md) */ not_shown_by?: string[]; /** The same, not confirmed */ perhaps_not_shown_by?: string[]; /** Number of its endpoint while it has one */ endpoint?: number };
  MatterExposureBulkUpdate: { items: Schemas["MatterExposureUpdate"][] };
  MatterExposureList: { items: Schemas["MatterExposure"][] };
  /** Whether a data point is shown in Matter */ MatterExposureUpdate: { central_name: string; device_address: string; channel_no: number; dp_kind: "custom" | "generic" | "calculated" | "combined" | "measurement"; /** Parameter, or name of the custom data point */ dp_key: string; enabled: boolean; /** Name in the apps; empty: that of the device */ friendly_name?: string };
  /** A network of controllers that the bridge belongs to */ MatterFabric: { fabric_index: number; /** Chosen by the controller */ fabric_id: number; /** The same, exact: 16 hex digits */ fabric_id_hex?: string; /** Of the bridge in this fabric */ node_id: number; /** The same, exact: 16 hex digits */ node_id_hex?: string; /** Of the controller */ vendor_id: number; /** Of the controller, where it is known */ vendor_name?: string; /** Given by the controller */ label?: string; /** 8 bytes, hex */ compressed_id: string; /** 65 bytes, hex */ root_public_key: string };
  MatterFabricList: { fabrics: Schemas["MatterFabric"][] };
  MatterFabricRemovedPayload: { fabric_index: number };
  /** What a Matter controller needs to commission the bridge */ MatterSetupPayload: { /** 12 bits, tells commissionable devices apart */ discriminator: number; /** 27 bits, the secret of commissioning */ passcode: number; vendor_id: number; product_id: number; /** Text of the QR code, MT:… */ qr_code: string; /** 11 or 21 digits for typing */ manual_code: string; /** The QR code as a picture */ qr_svg?: string };
  /** How the Matter bridge is */ MatterStatus: { enabled: boolean; /** The node is there */ listening: boolean; listen_addr?: string; /** Devices that controllers see */ endpoint_count: number; fabric_count: number; /** Rows of the exposure list that are on */ enabled_count: number; /** It can be found by mDNS */ advertising: boolean; commissioning_window_open: boolean; commissioning_window_duration_seconds?: number; /** Why the node is not there */ fault?: string; /** Rows that are on and have no endpoint */ missing?: { central_name: string; device_address: string; dp_key: string; reason: string }[] };
  MqttReloadResponse: { /** There is a connection now */ reloaded: boolean; took_ms: number };
  OptimisticRollbackPayload: { central: string; device_address: string; channel: number; parameter: string; paramset_key: string; /** timeout, send_error or mismatch */ reason: string; unique_id: string; sent?: unknown; present?: unknown };
  /** Why a request was refused (RFC 9457) */ Problem: { type: "https://openccu-loom.dev/errors/validation" | "https://openccu-loom.dev/errors/not_found" | "https://openccu-loom.dev/errors/conflict" | "https://openccu-loom.dev/errors/unauthorized" | "https://openccu-loom.dev/errors/forbidden" | "https://openccu-loom.dev/errors/unsupported" | "https://openccu-loom.dev/errors/rate_limited" | "https://openccu-loom.dev/errors/internal" | "https://openccu-loom.dev/errors/bad_request" | "https://openccu-loom.dev/errors/service_unready" | "https://openccu-loom.dev/errors/upstream_unavailable"; title: string; status: number; detail?: string; instance?: string; code?: "validation" | "not_found" | "conflict" | "unauthorized" | "forbidden" | "unsupported" | "rate_limited" | "internal" | "bad_request" | "service_unready" | "upstream_unavailable"; errors?: { field?: string; reason?: string; min?: unknown; max?: unknown }[] };
  ProgramExecuteRequest: { /** Run it only if its conditions hold; otherwise unconditionally */ check_conditions?: boolean };
  ProgramExecuteResponse: { /** False only where its conditions were checked and did not hold */ executed: boolean };
  ProgramExecutedPayload: { central: string; program_id: string; trigger?: string; success: boolean; unique_id?: string; channel?: string; device_address?: string };
  /** A program of the CCU */ ProgramSummary: { central?: string; /** Id on the CCU */ id: string; name: string; description?: string; active?: boolean; last_executed?: string; condition_summary?: string; activity_summary?: string; is_internal?: boolean; enabled_default?: boolean; /** Address of the channel that the program belongs to */ channel?: string; device_address?: string; /** Stable key; empty until the CCU's serial number is known */ unique_id: string };
  /** What is written down of the talk with one CCU */ RPCRecordingStatus: { central: string; active: boolean; entries: number; ends_at?: string; randomize?: boolean };
  /** Whether a data point is recorded */ RecordingState: { record: boolean; /** Decided for this data point, or by the configuration */ source: "override" | "policy" };
  /** Whether a data point shall be recorded */ RecordingWriteRequest: { central: string; interface_id: string; /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ channel: string; /** Parameter id as the CCU spells it, upper case */ parameter: string; /** Null or absent: as the configuration says */ record?: boolean | null };
  /** A device whose place the new one can take */ ReplaceCandidate: { address: string; name?: string; model?: string; interface?: string; central?: string; /** It is of the same model as the new device */ model_matches: boolean };
  RoomEntry: { name: string; device_count: number };
  /** How the device listens; only what applies is present */ RxMode: { always?: boolean; burst?: boolean; config?: boolean; wakeup?: boolean; lazy_config?: boolean };
  /** What a device does by the clock */ Schedule: { channel: Schemas["ScheduleChannelRef"]; kind: "climate" | "simple"; /** Of switching schedules: switch, light, cover, valve or lock */ domain?: string; /** P1 … P6; ignored in requests */ active_profile?: string; /** The same from 0; ignored in requests */ active_profile_index?: number; /** Of heating schedules, by name; a profile left out of a request stays as it is */ profiles?: Record<string, Schemas["ClimateProfile"]>; /** Of all others; an entry left out of a request ends */ simple_entries?: Schemas["SimpleScheduleEntry"][]; color_capable?: boolean };
  /** Where a schedule lives; ignored in requests */ ScheduleChannelRef: { /** Owner of the schedule: a channel, or the device itself */ address: string; /** Number of the channel; 0 where the device itself owns the schedule */ number: number; device_address: string };
  SchemaField: { path: string; class: "basic" | "expert" | "secret"; /** string, bool, int, float64, time.Duration (nanoseconds) or a list of them */ go_type: string; restart_required: boolean; default?: unknown; /** The section that it is a member of */ section?: string; /** What it means, in English */ description?: string; /** What it can be, where that is a choice */ options?: string[]; /** Set in the file or the environment only */ fixed?: boolean };
  /** What can be configured */ SchemaResponse: { sections: string[]; fields: Schemas["SchemaField"][] };
  /** What a device complains about */ ServiceMessage: { central?: string; id: string; name: string; address?: string; device_name?: string; /** generic, sticky, config_pending, alarm, update_pending or communication */ type?: string; description?: string; priority?: number; timestamp: string; counter: number; /** It can be acknowledged; others end with their cause */ quittable: boolean; display_name?: string };
  /** The heating profile to follow */ SetActiveProfileRequest: { /** P1 … P6 */ profile: string };
  SetValueRequest: { /** Wire scale; an ENUM by label or index, a special value by its name */ value: unknown; /** critical overtakes everything queued for the channel; default means high */ priority?: "critical" | "high" | "default" | "low" };
  /** What happens at one time of some days */ SimpleScheduleEntry: { /** Place in the device's program, 1 … 75, on some devices fewer */ slot_no: number; /** MONDAY … SUNDAY */ weekdays: string[]; /** HH:MM */ time: string; /** fixed_time (default), astro, fixed_if_before_astro, earliest_of_fixed_and_astro … */ condition?: string; /** sunrise or sunset */ astro_type?: string; /** Minutes from sunrise or sunset */ astro_offset_minutes?: number; /** Keys of available_target_channels, such as 1_1 */ target_channels?: string[]; /** 0 … 1; on locks it follows from what the lock shall do */ level: number; /** Slats, 0 … 1 */ level_2?: number; /** Digits and ms, s, min or h; without it there is no end */ duration?: string; /** Digits and ms, s, min or h */ ramp_time?: string; /** door_lock or user_permission */ lock_mode?: string; lock_action?: string; /** granted or not_granted */ permission?: string; /** 0 hue and saturation, 1 colour temperature, 2 effect */ color_type?: number; color_value?: number; output_behaviour?: number };
  /** The whole home at one moment; lists without entries are absent */ Snapshot: { generated_at: string; devices: Schemas["DeviceSummary"][]; programs?: Schemas["ProgramSummary"][]; sysvars?: Schemas["SysvarSummary"][]; rooms?: { name: string; device_count: number }[]; functions?: { name: string; device_count: number }[]; interfaces?: Schemas["InterfaceState"][]; device_channels?: { device_address: string; channels: { address: string; number: number; name?: string; category?: string; type?: string; type_label?: string; paramset_key: string; paramset_keys?: string[]; /** All data points of the channel, hidden ones included */ data_points_count: number; custom_dp_name?: string; group_no?: number; is_group_master?: boolean; is_in_multi_group?: boolean; sub_device_name?: string; /** The room, where there is exactly one */ room?: string; rooms?: string[]; functions?: string[]; is_custom_dp_primary?: boolean; hidden?: boolean; locked?: boolean; data_points?: Schemas["DataPointSummary"][] }[]; /** Only where `custom_data_points` was asked for, and never with pseudonyms */ custom_data_points?: Schemas["CustomDPSummary"][] }[]; /** CCUs that have not told everything yet, with the lists that are not complete, however empty they look: `central.readiness_changed` tells of progress */ unread?: Schemas["UnreadLists"][] };
  /** A capture that begins with each start of the program */ StartupCaptureConfig: { enabled: boolean; /** 0 = 300 */ duration_seconds: number; anonymise: boolean };
  /** A device that a group can have */ SuitableMemberEntry: { address: string; serial?: string; type?: string; device_address?: string; device_name?: string; device_model?: string; channel_name?: string; rooms?: string[]; channel_no?: number; functions?: string[]; /** Configuration is still on its way to the device */ config_pending?: boolean };
  /** Devices for a kind of group: free ones, and the others */ SuitableMembersResponse: { assignable: Schemas["SuitableMemberEntry"][]; leftover: Schemas["SuitableMemberEntry"][] };
  SuppressedServiceMessage: { central?: string; interface?: string; channel: string; parameter?: string; device_name?: string; name?: string };
  SystemCCUEntry: { name: string; host: string; available: boolean; model?: string; version?: string; hostname?: string; serial?: string; url?: string; is_ha_app: boolean; configured_interfaces: string[]; readiness: { phase: "unknown" | "waiting_for_ccu" | "loading_hub" | "loading_devices" | "ready"; ready: boolean; interfaces_loaded: number; interfaces_total: number } };
  SystemStatusChangedPayload: { central: string; component: string; healthy: boolean; reason?: string; interface_id?: string; error_code?: number; central_state?: string; connection_state?: string; client_state?: string; callback_state?: string; degraded_interfaces?: string[]; issues?: string[]; event_at: string };
  /** Firmware of the CCU itself */ SystemUpdateEntry: { central?: string; current_firmware?: string; available_firmware?: string; update_available: boolean; in_progress: boolean; /** The CCU has told its versions */ observed: boolean };
  SysvarChangedPayload: { central: string; name: string; value_type?: string; unique_id: string; value: unknown; previous?: unknown; channel?: string; device_address?: string };
  SysvarSetRequest: { /** boolean, number or text, taken by the variable's type; of a LIST the index or the exact label */ value: unknown };
  /** A system variable of the CCU */ SysvarSummary: { name: string; /** LOGIC, ALARM, LIST, FLOAT, INTEGER or STRING */ value_type: string; /** boolean, number, index of the label (LIST) or text; absent until observed */ value?: unknown; observed: boolean; min?: number; max?: number; /** Label of false */ value_name_0?: string; /** Label of true */ value_name_1?: string; channel?: string; device_address?: string; central?: string; description?: string; unit?: string; value_list?: string[]; is_internal?: boolean; is_visible?: boolean; is_logged?: boolean; /** Its description carries the marker HAHM */ is_extended?: boolean; /** Id on the CCU */ vid?: number; enabled_default?: boolean; /** Stable key; empty until the CCU's serial number is known */ unique_id: string };
  /** Programs that read or write the variable */ SysvarUsage: { central?: string; sysvar: string; programs: Schemas["SysvarUsageProgram"][] };
  SysvarUsageProgram: { id: string; name: string; unique_id?: string; active?: boolean; is_internal?: boolean };
  /** A channel that the week program can act on */ TargetChannelSummary: { channel_no: number; channel_address: string; name: string; channel_type: "primary" | "secondary"; unique_id: string };
  TeamCandidate: { /** Address of the team's channel */ address: string; /** Name of the channel after which the team is called */ name?: string; /** Kind of team: it unites channels of the same kind only */ team_tag?: string; /** The channel is in this team */ current: boolean };
  /** Which link shall act; the receiver really moves */ TestLinkAtDeviceRequest: { /** Channel that acts */ receiver_address: string; /** Channel that speaks */ sender_address: string; /** As if the key were held */ long_press?: boolean };
  /** A token to be made */ TokenCreate: { /** Who or what uses the token; need not be a user */ subject: string; role: "admin" | "operator" | "viewer"; /** Absent: it never expires */ expires_in_days?: number };
  /** A new token */ TokenCreated: { /** The token itself; shown only in this answer */ token: string; /** First 12 hexadecimal digits of the token's SHA-256 */ fingerprint: string; subject: string; role: "admin" | "operator" | "viewer"; expires_at?: string };
  /** A token as older clients know it */ TokenListEntry: { /** First 16 hexadecimal digits of the token's SHA-256 */ id: string; fingerprint: string; subject: string; role: "admin" | "operator" | "viewer" };
  /** A token without its secret */ TokenSummary: { /** First 12 hexadecimal digits of the token's SHA-256 */ fingerprint: string; subject: string; role: "admin" | "operator" | "viewer"; created_at: string; last_seen_at?: string; expires_at?: string };
  TriggeredEventSummary: { parameter: string; value?: unknown; triggered_at?: string };
  UIEventRequest: { event: string; properties?: Record<string, unknown> };
  /** A paramset as a form: sections, fields, conditions and rules */ UiSchema: { channel: { address: string; number: number; type: string; label: string; device_address: string; paramset: "VALUES" | "MASTER" | "LINK" }; groups: { id: string; label: string; parameters: string[] }[]; parameter_order: string[]; parameters: Schemas["FormParameter"][]; /** What to show and hide while the trigger has the value */ visibility: ({ trigger: string; trigger_value: string | boolean; show: string[]; hide: string[] })[]; cross_validations: ({ id: string; rule: "gte" | "lte" | "not_equal" | "between"; param_a?: string; param_b?: string; param?: string; min_param?: string; max_param?: string; applies_to_params: string[]; error: string })[]; /** Choices that set several parameters at once */ subset_groups: { id: string; label: string; member_params: string[]; current_option_id?: number; options: { id: number; label: string; values: Record<string, unknown> }[] }[]; /** What the link can be made to do in one go; only of a LINK paramset for which something is known */ profile?: { receiver_type: string; sender_type: string; /** 0: the link follows none of them */ active_profile_id: number; raw: ({ id: number; name: { de: string; en: string }; description?: { de: string; en: string }; params?: Record<string, { constraint_type: "fixed"; value: number } | { constraint_type: "list"; values: number[]; default: number } | { constraint_type: "range"; min_value: number; max_value: number; default: number }> })[] }; /** Path of the device's picture */ device_icon: string };
  /** Patterns that would show something that is hidden now, sorted */ UnIgnoreCandidateList: { candidates: string[]; include_master?: boolean };
  /** A pattern of parameters that are shown although hidden by default */ UnIgnoreEntry: { /** As it was written */ pattern: string; updated_at?: string; updated_by?: string };
  /** The patterns of each CCU */ UnIgnoreListResponse: { centrals: { central_name: string; patterns: Schemas["UnIgnoreEntry"][] }[] };
  /** All patterns of a CCU: those that are not named end */ UnIgnoreUpdateRequest: { central_name: string; /** `PARAMETER`, `PARAMETER:PARAMSET@MODEL:CHANNEL` or `MODEL:CHANNEL:PARAMETER`; `all` and `*` are wildcards, blank lines and comments (`#`) are skipped */ patterns: string[] };
  /** What became of the patterns */ UnIgnoreUpdateResponse: { /** Patterns in force now */ applied_count: number; /** Lines that were left out, and why */ parse_errors?: string[]; /** Devices that show something else now */ affected_devices?: number; patterns?: Schemas["UnIgnoreEntry"][] };
  UnreadLists: { /** Absent while no CCU is known at all */ central?: string; lists: ("devices" | "rooms" | "functions" | "programs" | "sysvars" | "service_messages" | "alarm_messages" | "inbox")[] };
  /** What a group shall be; absent members stay as they are */ UpdateGroupRequest: { name: string; forbid_single_operation?: boolean; /** Addresses of devices or channels */ members?: string[] };
  /** New texts of a link */ UpdateLinkRequest: { /** Channel that speaks */ sender_address: string; /** Channel that acts */ receiver_address: string; /** Empty where it is left out */ name?: string; /** Empty where it is left out */ description?: string };
  /** A new local user */ UserCreate: { username: string; /** At most 72 bytes in UTF-8 */ password: string; role: "admin" | "operator" | "viewer" };
  /** A user as older clients know it */ UserListEntry: { username: string; role: "admin" | "operator" | "viewer" };
  /** A local user */ UserSummary: { subject: string; role: "admin" | "operator" | "viewer"; created_at: string; /** Last use of the user's password or session, to the minute */ last_seen_at?: string };
  /** A new password, a new role, or both */ UserUpdate: { password?: string; role?: "admin" | "operator" | "viewer" };
  ValuesBatchRequest: { queries: { address: string; channel: number; parameter: string }[] };
  /** One row per query, in its order: a summary or an error */ ValuesBatchResponse: { results: ({ address: string; channel: number; parameter: string; summary?: Schemas["DataPointSummary"]; error?: "device not found" | "channel not found" | "parameter not found" | "parameter hidden" })[] };
  /** Values that outlive the program; the last five count since its start */ ValuesCacheStats: { rows: number; value_json_bytes: number; restored_rows: number; cast_failures: number; gc_rows_deleted: number; flush_batches: number; flushed_entries: number };
  VisibilityConfig: { un_ignore?: string[] };
  WebhookProgramRequest: { /** Which CCU, where a home has several */ central?: string; /** Its id or its name */ program: string };
  WebhookValueRequest: { /** Which CCU, where a home has several */ central?: string; /** Of the channel: `<device>:<number>` */ address: string; parameter: string; /** As for `PUT /devices/{addr}/channels/{no}/data-points/{param}/value` */ value: unknown; /** critical overtakes everything queued for the channel; default means high */ priority?: "critical" | "high" | "default" | "low" };
  /** What a week program can do and what it acts on */ WeekProfileResponse: { address: string; unique_id: string; schedule_type: "default" | "climate"; /** °C that a heating profile takes at least; 0 for other programs */ min_temp: number; /** °C that a heating profile takes at most; 0 for other programs */ max_temp: number; profile_count: number; current_profile?: string; available_profiles?: string[]; /** By key, whether the channel follows the program; absent until the device has told */ schedule_enabled?: Record<string, boolean>; available_target_channels?: Record<string, Schemas["TargetChannelSummary"]>; has_climate_schedule: boolean };
  /** An event as subscribers get it */ WsEnvelope: { seq: number; kind: "initial" | "change" | "refresh"; topic?: string; type: string; ts: string; payload: unknown };
}

/** Operations by method and path: parameters, body, answers and problems by status. */
export interface Operations {
  GET: {
    /** Values that outlive the program (admin) */
    "/admin/values-cache/stats": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["ValuesCacheStats"] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Alarm messages of all CCUs, newest first (viewer) */
    "/alarm-messages": { path: {}; query: { /** Page, from 1; without both parameters: all */ page?: number; /** Rows of a page, default 50, at most 500 */ per_page?: number; /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: Schemas["AlarmMessage"][] }; problems: 400 | 401 | 403 | 429 | 500 | 503 };
    /** Who may arm, disarm and silence; PINs are not told (operator) */
    "/alarm/codes": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["AlarmCode"][] }; problems: 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** One code, without its PIN (operator) */
    "/alarm/codes/{id}": { path: { /** Id of the code */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["AlarmCode"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** What happened, newest first; `format=csv` or `Accept: text/csv` for a file (viewer) */
    "/alarm/journal": { path: {}; query: { /** Id of a zone; absent: all */ zone?: string; class?: "arm" | "disarm" | "trigger" | "silence" | "bypass" | "fault" | "test" | "config"; /** Not before */ from?: string; /** Before */ to?: string; /** Entries, default 500, at most 5000 */ limit?: number; /** `csv` for a file, like `Accept: text/csv` */ format?: "json" | "csv"; /** `true`: also entries that tell of duress, for admins alone */ include_hidden?: boolean }; header: {}; body: undefined; answers: { 200: Schemas["AlarmJournalEntry"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Channels that can be outputs, by CCU, device and channel (viewer) */
    "/alarm/output-candidates": { path: {}; query: { /** Only those that can be this */ class?: "acoustic_siren" | "optical_siren" | "switched_siren" | "smoke_sounder" | "alarm_light" | "chirp" }; header: {}; body: undefined; answers: { 200: Schemas["AlarmOutputCandidate"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** Zones as Home Assistant shows them; with several zones one for all of them at the end (viewer) */
    "/alarm/panels": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["AlarmPanelEntity"][] }; problems: 401 | 403 | 404 | 429 | 500 | 503 };
    /** Keys of remotes and wall buttons that can be bound to a code (viewer) */
    "/alarm/remote-key-candidates": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["AlarmRemoteKeyCandidate"][] }; problems: 401 | 403 | 404 | 429 | 500 | 503 };
    /** Every zone as it is now (viewer) */
    "/alarm/state": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { zones: Schemas["AlarmZoneStatus"][] } }; problems: 401 | 403 | 404 | 429 | 500 | 503 };
    /** The zones, by their position (viewer) */
    "/alarm/zones": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["AlarmZone"][] }; problems: 401 | 403 | 404 | 429 | 500 | 503 };
    /** One zone with its configuration (viewer) */
    "/alarm/zones/{id}": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["AlarmZone"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** What a zone does when it is triggered (viewer) */
    "/alarm/zones/{id}/outputs": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["AlarmOutput"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Which modes a zone can be armed in, and what forbids the others (viewer) */
    "/alarm/zones/{id}/readiness": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: Record<string, Schemas["AlarmModeReadiness"]> }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** What a zone watches (viewer) */
    "/alarm/zones/{id}/sensors": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["AlarmSensor"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Which sensors a walk test has heard of (viewer) */
    "/alarm/zones/{id}/walktest": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["AlarmWalkTestStatus"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Who changed what, newest first; `format=csv` for a file (viewer) */
    "/audit": { path: {}; query: { /** Beginning of a device's address */ device?: string; /** Part of an action's name */ op?: string; /** Entries from this time on */ since?: string; /** Entries before this time */ until?: string; limit?: number; offset?: number; format?: "csv" }; header: {}; body: undefined; answers: { 200: Schemas["AuditEntry"][] }; problems: 400 | 401 | 403 | 429 | 500 | 503 };
    /** Who the credential belongs to, and its role (viewer) */
    "/auth/me": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["Identity"] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** The identity provider sends the browser back: a session begins, or the page says why not (public) */
    "/auth/oidc/callback": { path: {}; query: { state: string; code?: string; /** Instead of the code: why the provider refuses */ error?: string; /** Who answers (RFC 9207) */ iss?: string }; header: {}; body: undefined; answers: {  }; problems: 400 | 404 | 429 | 500 | 503 };
    /** What is stored of the settings of sign-on, secrets masked (admin) */
    "/auth/oidc/settings": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Record<string, unknown> }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Sign in at an identity provider: sends the browser there (public) */
    "/auth/oidc/start": { path: {}; query: { /** Extension: which one; default: the first */ provider?: "first" | "second" | "third"; /** Extension: path of this server to go to afterwards */ return_to?: string; /** Extension, cloud: name of the home */ site?: string }; header: {}; body: undefined; answers: {  }; problems: 400 | 404 | 429 | 500 | 503 };
    /** Bearer tokens in the older form (admin) */
    "/auth/tokens": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["TokenListEntry"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Bearer tokens, sorted by subject (admin) */
    "/auth/tokens/v2": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["TokenSummary"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Local users in the older, shorter form (admin) */
    "/auth/users": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["UserListEntry"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Backups of CCUs that are kept, the newest last (viewer) */
    "/backups": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["BackupEntry"][] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** The archive, as the CCU's WebUI restores it (admin) */
    "/backups/{id}/download": { path: { /** As the list tells it */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: Blob }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** The configured CCUs, also those that are switched off; passwords are not told (viewer) */
    "/centrals": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["CentralRow"][] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** CCUs that answer in the local network of the home (viewer) */
    "/centrals/discovered": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { serial: string; name: string; host: string; /** How to name it as `host`: `localhost` on the CCU itself */ suggested_host: string; manufacturer?: string; model?: string; last_seen: string; already_configured: boolean }[] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** CCUs that are not told any more (viewer) */
    "/centrals/discovered/ignored": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { serial: string; name?: string; host?: string; ignored_at: string; ignored_by?: string }[] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** One configured CCU (viewer) */
    "/centrals/{name}": { path: { name: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["CentralRow"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** The settings without anything secret (viewer) */
    "/config": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["ConfigSnapshot"] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** What is configured, secrets masked, with the source of each value (admin) */
    "/config/effective": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["ConfigSnapshotResponse"] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** What can be configured: sections and fields with type, class and default (public) */
    "/config/schema": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["SchemaResponse"] }; problems: 429 | 500 | 503 };
    /** What is stored of a section, secrets masked (admin) */
    "/config/sections/{section}": { path: { section: string }; query: {}; header: {}; body: undefined; answers: { 200: Record<string, unknown> }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Devices of all CCUs, sorted by address (viewer) */
    "/devices": { path: {}; query: { /** Page, from 1 */ page?: number; /** Rows of a page, at most 500 */ per_page?: number; /** Only devices of this CCU */ central?: string; /** Part of the interface's name */ interface?: string; /** Part of the model */ model?: string; /** Part of the name */ name?: string; /** Part of the address */ address?: string }; header: {}; body: undefined; answers: { 200: Schemas["DeviceList"] }; problems: 400 | 401 | 403 | 429 | 500 | 503 };
    /** One device with its channels, firmware and availability (viewer) */
    "/devices/{addr}": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["DeviceDetail"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** What the device is for people: lights, blinds, thermostats, locks … (viewer) */
    "/devices/{addr}/cdps": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["CustomDPSummary"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** One custom data point with its state (viewer) */
    "/devices/{addr}/cdps/{name}": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Name from the list: a parameter, with `@` and the channel where several are called so */ name: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["CustomDPSummary"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** Whether the key presses of a device are radioed to the CCU, as far as that is known (viewer) */
    "/devices/{addr}/central-links": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["CentralLinksStatus"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Channels of a device, ascending by number (viewer) */
    "/devices/{addr}/channels": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["ChannelSummary"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** One channel (viewer) */
    "/devices/{addr}/channels/{no}": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["ChannelSummary"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** Values made of others: dew point, battery level, window open … (viewer) */
    "/devices/{addr}/channels/{no}/calc-dps": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["CalculatedDPSummary"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** One calculated value, and what it is made of (viewer) */
    "/devices/{addr}/channels/{no}/calc-dps/{name}": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number; /** Parameter id as the CCU spells it, upper case */ name: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["CalculatedDPDetail"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** The configuration of a channel as a file (viewer) */
    "/devices/{addr}/channels/{no}/config/export": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: { /** Which paramset */ paramset?: "MASTER" | "VALUES" }; header: {}; body: undefined; answers: { 200: Schemas["ExportedConfiguration"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Data points of a channel with their values (viewer) */
    "/devices/{addr}/channels/{no}/data-points": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: { /** `all`: also data points and channels that are hidden by default */ include?: string }; header: {}; body: undefined; answers: { 200: Schemas["DataPointSummary"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** One data point with its value (viewer) */
    "/devices/{addr}/channels/{no}/data-points/{param}": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number; /** Parameter id as the CCU spells it, upper case */ param: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["DataPointSummary"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** Event groups of a channel with what they last announced (viewer) */
    "/devices/{addr}/channels/{no}/event-groups": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["EventGroupSummary"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** Flags of a channel (viewer) */
    "/devices/{addr}/channels/{no}/flags": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["ChannelFlags"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** Channels that a channel can be linked with (viewer) */
    "/devices/{addr}/channels/{no}/linkable-channels": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: { /** What the channel in the path is to be */ role: "sender" | "receiver"; /** Id of the interface, or its name on the device's own CCU */ interface: string; /** Language of the labels: de or en */ locale?: "de" | "en" }; header: {}; body: undefined; answers: { 200: Schemas["LinkableChannel"][] }; problems: 400 | 401 | 403 | 429 | 500 | 503 };
    /** Ready-made settings that the channel can have (viewer) */
    "/devices/{addr}/channels/{no}/master-profiles": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: { /** Language of the labels: German for de, de-AT …, else English */ locale?: string }; header: {}; body: undefined; answers: { 200: Schemas["MasterProfileSummary"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** A ready-made setting with what it demands of each parameter (viewer) */
    "/devices/{addr}/channels/{no}/master-profiles/{id}": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number; /** Id of the profile */ id: number }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["MasterProfile"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** Schedule of a channel, read from the CCU (viewer) */
    "/devices/{addr}/channels/{no}/schedule": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["Schedule"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Teams that a channel can join (viewer) */
    "/devices/{addr}/channels/{no}/team-candidates": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: undefined; answers: { 200: { candidates: Schemas["TeamCandidate"][] } }; problems: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** A paramset as a form: sections, labelled fields, conditions, rules and values (viewer) */
    "/devices/{addr}/channels/{no}/ui-schema": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; -1 is the device itself */ no: number }; query: { /** LINK needs the other channel, in peer */ paramset?: "VALUES" | "MASTER" | "LINK"; /** Address of the other channel; needed for LINK */ peer?: string; /** Language of the labels: German for de, de-AT …, else English */ locale?: string; /** Also what only experts should change */ expert?: boolean }; header: {}; body: undefined; answers: { 200: Schemas["UiSchema"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** What a channel's week program can do, and which channels follow it (viewer) */
    "/devices/{addr}/channels/{no}/week_profile": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["WeekProfileResponse"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** What the device says about itself, made anonymous: for people who extend software for it (viewer) */
    "/devices/{addr}/export-definition": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 200: Blob }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** A drawing of the kind of device; public, because an image element sends no credentials (public) */
    "/devices/{addr}/icon": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 200: Blob }; problems: 400 | 404 | 429 | 500 | 503 };
    /** What a channel does when one certain other channel speaks (viewer) */
    "/devices/{addr}/link-ps/{peer}": { path: { /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ addr: string; /** Address of the channel at the other end */ peer: string }; query: {}; header: {}; body: undefined; answers: { 200: Record<string, unknown> }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Direct links of a device, as sender and as receiver (viewer) */
    "/devices/{addr}/links": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: { /** Language of the labels: de or en */ locale?: "de" | "en" }; header: {}; body: undefined; answers: { 200: Schemas["Link"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** A whole paramset of a channel, or the device's own configuration (viewer) */
    "/devices/{addr}/paramsets/{key}": { path: { /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ addr: string; key: "VALUES" | "MASTER" | "LINK" }; query: { /** Address of the other channel; needed for LINK */ peer?: string }; header: {}; body: undefined; answers: { 200: Record<string, unknown> }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Devices whose place a new device can take (viewer) */
    "/devices/{addr}/replace-candidates": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: { /** Name of the CCU */ central?: string }; header: {}; body: undefined; answers: { 200: { candidates: Schemas["ReplaceCandidate"][] } }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Schedule of a device, wherever the device keeps it (viewer) */
    "/devices/{addr}/schedule": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["Schedule"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** How the program and its CCUs are, on one page (admin) */
    "/diagnostics": { path: {}; query: { /** 0 = addresses, serial numbers and hosts stay */ anonymize?: "0" | "1" }; header: {}; body: undefined; answers: { 200: { schema_version: "1.0" } & Record<string, unknown> }; problems: 400 | 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Captures of the log, newest first (admin) */
    "/diagnostics/capture": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { captures: ({ id: string; status: "running" | "stopped" | "expired" | "aborted"; started_at: string; ends_at: string; stopped_at?: string; anonymised: boolean; /** Entries so far */ events: number; buffer_bytes: number; archive_size?: number; triggered_by?: string })[] } }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** One capture (admin) */
    "/diagnostics/capture/{id}": { path: { /** `cap_` and 16 hexadecimal digits */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: { id: string; status: "running" | "stopped" | "expired" | "aborted"; started_at: string; ends_at: string; stopped_at?: string; anonymised: boolean; /** Entries so far */ events: number; buffer_bytes: number; archive_size?: number; triggered_by?: string } }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** What was captured: logs.ndjson and capture.meta.json in a tar.gz (admin) */
    "/diagnostics/capture/{id}/download": { path: { /** `cap_` and 16 hexadecimal digits */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: Blob }; problems: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 501 | 502 | 503 };
    /** What the home announces in the next seconds, as lines (admin) */
    "/diagnostics/eventbus/tap": { path: {}; query: { /** Name of the CCU; needed where there are several */ central?: string; /** Only events of these types; may be repeated. Default: all */ type?: string[]; /** Default 30, at most 300 */ seconds?: unknown }; header: {}; body: undefined; answers: { 200: string }; problems: 400 | 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Level of the log where no path has its own (viewer) */
    "/diagnostics/log-level": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { default: "debug" | "info" | "warn" | "error" } }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Levels of the log by path (viewer) */
    "/diagnostics/log-levels": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { default: "debug" | "info" | "warn" | "error"; overrides: ({ path: string; level: "debug" | "info" | "warn" | "error"; permanent: boolean; expires_at?: string; remaining_ms?: number })[] } }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** The newest entries of the log, oldest first, without secrets (admin) */
    "/diagnostics/logs": { path: {}; query: { /** The newest so many, default 500 */ limit?: number; /** Only entries of this level and above */ min_level?: "debug" | "info" | "warn" | "error"; /** `ndjson`: one entry a line */ format?: "json" | "ndjson"; /** 1 = as a file */ download?: string }; header: {}; body: undefined; answers: { 200: { last_seq: number; records: Schemas["LogRecord"][] } }; problems: 400 | 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Entries of the log as they come (server-sent events); goes on after `since` or Last-Event-ID (admin) */
    "/diagnostics/logs/stream": { path: {}; query: { /** Goes on after this entry */ since?: number; /** Only entries of this level and above */ min_level?: "debug" | "info" | "warn" | "error" }; header: { /** As `since`, which comes first */ "Last-Event-Id"?: number }; body: undefined; answers: { 200: string }; problems: 400 | 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** How well the interfaces answer (admin) */
    "/diagnostics/reliability": { path: {}; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: ({ central: string; interface: string; /** 0 connected and loaded, 1 connected and not loaded yet, 2 not connected */ circuit_state: number; state: { state: "closed" | "half_open" | "open"; closed: boolean; /** Calls since the start */ total_requests?: number; /** Answered, by a fault as well */ executed_requests?: number; /** Writes that wait or are on their way */ pending_requests: number; /** Last call without an answer */ last_failure_at?: string; last_callback_at?: string } })[] }; problems: 400 | 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** What is being recorded, or was, of each CCU (admin) */
    "/diagnostics/rpc-recording": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["RPCRecordingStatus"][] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** What was recorded of a CCU, without passwords and keys; the simulated CCU replays it (admin) */
    "/diagnostics/rpc-recording/{central}/download": { path: { /** Name of the CCU */ central: string }; query: { /** `map`: answers by what was asked; `golden`: everything in its order */ format?: "map" | "golden" }; header: {}; body: undefined; answers: { 200: { format: "map" | "golden"; version: 1; central: string } & Record<string, unknown> }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** How devices and CCUs hear each other, of devices that told it (admin) */
    "/diagnostics/rssi": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { devices: ({ address: string; name: string; interface_id: string; central: string; /** dBm, as the device hears; null where it was never told */ rssi_device: number | null; /** dBm, as the CCU or the gateway hears */ rssi_peer: number | null; /** Percent */ battery_level: number | null; low_battery: boolean | null; reachable: boolean })[] } }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** The caller's diagrams and those that are shared (viewer) */
    "/diagrams": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { diagrams: Schemas["DiagramConfig"][] } }; problems: 401 | 403 | 429 | 500 | 503 };
    /** One diagram (viewer) */
    "/diagrams/{id}": { path: { /** Id of the diagram */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["DiagramConfig"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** What the devices of a CCU consumed and fed in, by hour, day or month (viewer) */
    "/energy": { path: {}; query: { /** Name of the CCU */ central: string; /** Beginning of the range */ from: string; /** End of the range, which does not belong to it */ to: string; /** Span of a bucket */ group?: "hour" | "day" | "month"; /** Address of one device; default: all of them */ device?: string; /** Whose hours, days and months; default: UTC */ tz?: string }; header: {}; body: undefined; answers: { 200: Schemas["EnergyResponse"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** The event stream: WebSocket upgrade only (viewer) */
    "/events": { path: {}; query: {}; header: {}; body: undefined; answers: {  }; problems: 400 | 401 | 403 | 429 | 500 };
    /** Functions of all CCUs by name, with their number of devices (viewer) */
    "/functions": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["FunctionEntry"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Heating groups of all CCUs; a CCU that does not tell them is left out (viewer) */
    "/groups": { path: {}; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: { entries: Schemas["GroupCentralEntry"][] } }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Devices that a group of a kind can have (viewer) */
    "/groups/suitable-members": { path: {}; query: { /** As `GET /groups/types` tells it */ type_id: string; /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: Schemas["SuitableMembersResponse"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Kinds of groups that a CCU can make (viewer) */
    "/groups/types": { path: {}; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: { types: Schemas["GroupTypeEntry"][] } }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Health of the store, the CCUs and their interfaces; 503 where the service is unhealthy (public) */
    "/health": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["Health"] }; problems: 429 | 500 | 503 };
    /** The past of a data point in buckets; `X-History-Tier` tells what they are made of: raw, hour or day (viewer) */
    "/history": { path: {}; query: { /** Name of the CCU */ central: string; /** `<central>-<interface>`, as ccu-HmIP-RF */ interface_id: string; /** Address of the channel */ channel: string; /** Name of the parameter */ parameter: string; /** Beginning of the range */ from: string; /** End of the range, which does not belong to it */ to: string; /** Buckets, at most 2000 */ buckets?: unknown; /** `csv` for a file, like `Accept: text/csv` */ format?: "json" | "csv" }; header: {}; body: undefined; answers: { 200: Schemas["HistoryBucket"][] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Whether a data point is recorded (viewer) */
    "/history/recording": { path: {}; query: { /** Name of the CCU */ central: string; /** `<central>-<interface>`, as ccu-HmIP-RF */ interface_id: string; /** Address of the channel */ channel: string; /** Name of the parameter */ parameter: string }; header: {}; body: undefined; answers: { 200: Schemas["RecordingState"] }; problems: 400 | 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Counters, firmware, connection and install mode of each CCU (viewer) */
    "/hub/data-points": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["HubDataPoints"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Devices of all CCUs that wait to be accepted (viewer) */
    "/inbox": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["InboxDevice"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** What went wrong at home, newest first (viewer) */
    "/incidents": { path: {}; query: { /** Only of this CCU */ central?: string; /** Inclusive */ since?: unknown; /** Exclusive */ until?: unknown; /** At most 5000; what is no number in range counts as 500 */ limit?: number }; header: {}; body: undefined; answers: { 200: Schemas["Incident"][] }; problems: 400 | 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Version, contract and capabilities of the program (public) */
    "/info": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["Info"] }; problems: 429 | 500 | 503 };
    /** Install mode of every interface that can teach devices (viewer) */
    "/install-mode/interfaces": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["InstallModeInterfaceEntry"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Interfaces of all CCUs with their connection (viewer) */
    "/interfaces": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["InterfaceState"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** One interface (viewer) */
    "/interfaces/{id}": { path: { /** Id of the interface, as in the list */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["InterfaceState"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** Every direct link of every CCU, seen from its sender (viewer) */
    "/links": { path: {}; query: { /** Only of this CCU */ central?: string; /** Language of the labels: de or en; default: that of the client */ locale?: string }; header: {}; body: undefined; answers: { 200: { links: Schemas["Link"][] } }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** What can be shown in Matter, with the verdict about each, and what is chosen (viewer) */
    "/matter/exposable": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["MatterExposureList"] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Networks of controllers that the bridge belongs to (viewer) */
    "/matter/fabrics": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["MatterFabricList"] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** The QR code of the bridge; it works while a window is open (viewer) */
    "/matter/setup-payload": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["MatterSetupPayload"] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** How the Matter bridge is; also where it is switched off (viewer) */
    "/matter/status": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["MatterStatus"] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** One preference of the caller (viewer) */
    "/me/preferences/{key}": { path: { /** Name of the preference; free, and private to the subject */ key: string }; query: {}; header: {}; body: undefined; answers: { 200: { key: string; value: unknown } }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** Figures in the format of Prometheus, or OpenMetrics where that is asked for (also at /metrics) (viewer) */
    "/metrics": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: string }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Programs of all CCUs (viewer) */
    "/programs": { path: {}; query: { /** Page, from 1; without both parameters: all */ page?: number; /** Rows of a page, default 50, at most 500 */ per_page?: number; /** Whether those that the CCU made for itself are listed; unsaid, the CCU's settings decide */ include_internal?: boolean; /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: Schemas["ProgramSummary"][] }; problems: 400 | 401 | 403 | 429 | 500 | 503 };
    /** One program (viewer) */
    "/programs/{id}": { path: { id: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: Schemas["ProgramSummary"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** Rooms of all CCUs by name, with their number of devices (viewer) */
    "/rooms": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["RoomEntry"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Service messages of all CCUs, newest first (viewer) */
    "/service-messages": { path: {}; query: { /** Page, from 1; without both parameters: all */ page?: number; /** Rows of a page, default 50, at most 500 */ per_page?: number; /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: Schemas["ServiceMessage"][] }; problems: 400 | 401 | 403 | 429 | 500 | 503 };
    /** Suppressed service messages, here and on the CCUs (operator) */
    "/service-messages/suppressed": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["SuppressedServiceMessage"][] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Must the first admin still be created? (public) */
    "/setup/status": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { /** Nobody can log in yet: POST /setup creates the first admin */ required: boolean } }; problems: 429 | 500 | 503 };
    /** The whole home at once, as one object or as lines (Accept: application/x-ndjson) (viewer) */
    "/snapshot": { path: {}; query: { /** Comma list of `channels`, `data_points` and `custom_data_points` (both imply channels; the last is not told anonymously) */ include?: string; /** Only this CCU */ central?: string; /** Replace names by pseudonyms */ anonymize?: boolean; /** Other spelling of anonymize */ anonymise?: boolean }; header: {}; body: undefined; answers: { 200: Schemas["Snapshot"] }; problems: 400 | 401 | 403 | 429 | 500 };
    /** The CCUs: model, version, readiness (viewer) */
    "/system/ccu": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { entries: Schemas["SystemCCUEntry"][] } }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Fields that differ from what the program has started with (viewer) */
    "/system/config-changes": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { fields: string[] } }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Health, latency and age of the last event of each CCU (viewer) */
    "/system/metrics": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["HubMetricsEntry"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Fields that were changed and take effect with the next start (viewer) */
    "/system/restart-pending": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { pending: boolean; fields: string[] } }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Whether a capture begins with the program (admin) */
    "/system/startup-capture": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["StartupCaptureConfig"] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** Recent changes of the connections to the CCUs, oldest first (viewer) */
    "/system/status": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: { events: { central: string; component: string; healthy: boolean; reason?: string; interface_id?: string; error_code?: number; central_state?: string; connection_state?: string; degraded_interfaces?: string[]; issues?: string[]; event_at: string }[] } }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Firmware of each CCU: present and available (viewer) */
    "/system/update": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["SystemUpdateEntry"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** System variables of all CCUs (viewer) */
    "/sysvars": { path: {}; query: { /** Page, from 1; without both parameters: all */ page?: number; /** Rows of a page, default 50, at most 500 */ per_page?: number; /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: Schemas["SysvarSummary"][] }; problems: 400 | 401 | 403 | 429 | 500 | 503 };
    /** One system variable (viewer) */
    "/sysvars/{name}": { path: { /** Name of the variable */ name: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: Schemas["SysvarSummary"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 503 };
    /** Programs that read or write a system variable (viewer) */
    "/sysvars/{name}/usage": { path: { /** Name of the variable */ name: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: Schemas["SysvarUsage"] }; problems: 400 | 401 | 403 | 404 | 429 | 500 | 501 | 502 | 503 };
    /** Local users, sorted by name (admin) */
    "/users": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["UserSummary"][] }; problems: 401 | 403 | 429 | 500 | 503 };
    /** Patterns of parameters that are shown although hidden by default, by CCU (viewer) */
    "/visibility/unignore": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["UnIgnoreListResponse"] }; problems: 401 | 403 | 429 | 500 | 501 | 502 | 503 };
    /** What could be un-ignored, in all its spellings (viewer) */
    "/visibility/unignore/candidates": { path: {}; query: { /** Configuration, too */ include_master?: boolean }; header: {}; body: undefined; answers: { 200: Schemas["UnIgnoreCandidateList"] }; problems: 400 | 401 | 403 | 429 | 500 | 503 };
  };
  POST: {
    /** Forget what is kept of a device, an interface, a CCU or all, and read the CCU anew (admin) */
    "/admin/cache/clear": { path: {}; query: {}; header: {}; body: Schemas["CacheClearRequest"]; answers: { 200: Schemas["CacheClearReport"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Connect anew to the MQTT broker with the present settings; where that fails, the former connection stays (admin) */
    "/admin/mqtt/reload": { path: {}; query: {}; header: {}; body: undefined; answers: { 200: Schemas["MqttReloadResponse"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Serve another certificate from now on (PEM, as a form); 503 where TLS is off (admin) */
    "/admin/tls/certificate": { path: {}; query: {}; header: {}; body: { /** The certificate, and the chain that leads to a known one */ cert: string; /** Its private key, not encrypted */ key: string }; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 503 };
    /** Forget them: the next start knows no value (admin) */
    "/admin/values-cache/reset": { path: {}; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Acknowledge every alarm message of a CCU that can be (operator) */
    "/alarm-messages/ack-all": { path: {}; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: Schemas["AckAllResult"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Acknowledge one alarm message (operator) */
    "/alarm-messages/{id}/ack": { path: { id: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Make a PIN, or bind a keypad's slot or a remote's key (operator) */
    "/alarm/codes": { path: {}; query: {}; header: {}; body: Schemas["AlarmCodeRequest"]; answers: { 201: Schemas["AlarmCode"] }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Sound an output for three seconds; 409 for those that cannot be tried, or not now (operator) */
    "/alarm/outputs/{id}/test": { path: { /** Id of the output */ id: string }; query: {}; header: {}; body: Schemas["AlarmOutputTestRequest"] | undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Silence everything (operator) */
    "/alarm/silence-all": { path: {}; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Make a zone (operator) */
    "/alarm/zones": { path: {}; query: {}; header: {}; body: Schemas["AlarmZoneRequest"]; answers: { 201: Schemas["AlarmZone"] }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Somebody has taken note of the incident; nothing else changes (operator) */
    "/alarm/zones/{id}/acknowledge": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: Schemas["AlarmVerbRequest"] | undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Arm a zone; 409 names what forbids it, which `force` leaves out (operator) */
    "/alarm/zones/{id}/arm": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: Schemas["AlarmArmRequest"]; answers: { 200: Schemas["AlarmArmAccepted"] }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Disarm a zone, whatever state it is in; what sounds is silenced (operator) */
    "/alarm/zones/{id}/disarm": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: Schemas["AlarmVerbRequest"] | undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Silence what sounds; the zone stays in its state (operator) */
    "/alarm/zones/{id}/silence": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: Schemas["AlarmVerbRequest"] | undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Begin a walk test; the zone must be disarmed (operator) */
    "/alarm/zones/{id}/walktest/start": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** End a walk test (operator) */
    "/alarm/zones/{id}/walktest/stop": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Log in with name and password; the answer sets the session cookie and the CSRF cookie (public) */
    "/auth/login": { path: {}; query: {}; header: {}; body: { username: string; password: string }; answers: { 200: Schemas["Identity"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 503 };
    /** End the session of the cookie, if there is one (public) */
    "/auth/logout": { path: {}; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 403 | 409 | 413 | 429 | 500 | 503 };
    /** Make a bearer token that never expires (older form) (admin) */
    "/auth/tokens": { path: {}; query: {}; header: {}; body: { /** Who or what uses the token; need not be a user */ subject: string; role: "admin" | "operator" | "viewer" }; answers: { 201: Schemas["CreateTokenResponse"] }; problems: 400 | 401 | 403 | 409 | 413 | 422 | 429 | 500 | 503 };
    /** Make a bearer token, with an expiry if wanted; the token is shown only now (admin) */
    "/auth/tokens/v2": { path: {}; query: {}; header: {}; body: Schemas["TokenCreate"]; answers: { 201: Schemas["TokenCreated"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 503 };
    /** Back up a CCU; without a name the first one. It takes minutes, and is listed when it was found to be whole (admin) */
    "/backups": { path: {}; query: {}; header: {}; body: { central_name?: string } | undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Hand a backup to its CCU, which takes it over and restarts (admin) */
    "/backups/{id}/restore": { path: { /** As the list tells it */ id: string }; query: {}; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Adds a CCU and connects it (admin) */
    "/centrals": { path: {}; query: {}; header: {}; body: Schemas["CentralRow"]; answers: { 201: Schemas["CentralRow"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** A CCU is not told any more (admin) */
    "/centrals/discovered/{serial}/ignore": { path: { serial: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Let every CCU look which firmware it has for its devices (operator) */
    "/devices/firmware/refresh": { path: {}; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** List the devices of every CCU anew (operator) */
    "/devices/refresh": { path: {}; query: {}; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Read many values at once; a query that fails does not fail the others (viewer) */
    "/devices/values:batch": { path: {}; query: {}; header: {}; body: Schemas["ValuesBatchRequest"]; answers: { 200: Schemas["ValuesBatchResponse"] }; problems: 400 | 401 | 403 | 409 | 413 | 422 | 429 | 500 | 503 };
    /** Take a device out of the inbox, with a name and places where given (operator) */
    "/devices/{addr}/accept": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: { name?: string; /** Exactly these rooms afterwards; [] clears */ rooms?: string[]; /** Exactly these functions afterwards; [] clears */ functions?: string[]; /** With `name`: channels become `<name>:<number>` */ include_channels?: boolean } | undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Ask a device to do something: turn_on, set_position, set_temperature, lock … (operator) */
    "/devices/{addr}/cdps/{name}/{operation}": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Name from the list: a parameter, with `@` and the channel where several are called so */ name: string; operation: string }; query: {}; header: {}; body: Schemas["CustomDPInvokeRequest"] | undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 423 | 429 | 500 | 501 | 502 | 503 };
    /** Have the key presses of a device radioed to the CCU (operator) */
    "/devices/{addr}/central-links": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: { /** Address of one channel; default: every key of the device */ channel?: string }; header: {}; body: undefined; answers: { 202: { touched: number; skipped: number; failed: number } }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Set a channel as a file says; nothing is written unless everything fits (operator) */
    "/devices/{addr}/channels/{no}/config/import": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: Schemas["ExportedConfiguration"]; answers: { 200: Schemas["ConfigurationImportReport"] }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Which ready-made setting these values are (viewer) */
    "/devices/{addr}/channels/{no}/master-profiles/match": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: { /** Values of the channel's MASTER, by parameter */ current_values?: Record<string, unknown> } | undefined; answers: { 200: { /** Id of the profile that the values are; 0 = none */ active_id: number } }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503 };
    /** Let the device measure a parameter now, and read it (viewer) */
    "/devices/{addr}/channels/{no}/paramsets/{key}/determine": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number; key: "VALUES" | "MASTER" | "LINK" }; query: {}; header: {}; body: { /** Parameter that the device shall measure now */ parameter: string }; answers: { 200: { /** The value read afterwards; null where the CCU has none */ value: unknown } }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Read the values of one channel anew from the CCU (operator) */
    "/devices/{addr}/channels/{no}/reload": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: undefined; answers: { 200: { success: true; device_address?: string; channel_address?: string } }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Choose the heating profile that a channel follows (operator) */
    "/devices/{addr}/channels/{no}/schedule/active-profile": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: Schemas["SetActiveProfileRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 423 | 429 | 500 | 501 | 502 | 503 };
    /** Copy one heating profile into another, here or on another thermostat (operator) */
    "/devices/{addr}/channels/{no}/week_profile/copy": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: Schemas["CopyProfileRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Send a device its stored configuration once more (admin) */
    "/devices/{addr}/config/restore": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Send a device the firmware that its CCU has for it, or install what was sent (operator) */
    "/devices/{addr}/firmware/update": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 202: { status: "scheduled"; /** Percent of the radio's transmission time that is used up; present from 80 on: the transfer will take long */ duty_cycle_warning?: number } }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Open the pairing window for one known device (operator) */
    "/devices/{addr}/install-mode": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: { /** 0 switches it off */ seconds?: number } | undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Link two channels, so that they work without the CCU (operator) */
    "/devices/{addr}/links": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: Schemas["AddLinkRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Let the receiver act as if the sender's key had been pressed; it really moves (operator) */
    "/devices/{addr}/links/test": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: Schemas["TestLinkAtDeviceRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 423 | 429 | 500 | 501 | 502 | 503 };
    /** Read descriptions and values of one device anew from the CCU (operator) */
    "/devices/{addr}/reload": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 200: { success: true; device_address?: string; channel_address?: string } }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Put a new device into the place of another: its links, configuration, names and programs (admin) */
    "/devices/{addr}/replace": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: { /** The device whose place is taken */ old_address: string; central?: string }; answers: { 202: { status: "replacing"; old_address: string; new_address: string; central: string } }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Choose the heating profile that a device follows (operator) */
    "/devices/{addr}/schedule/active-profile": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: Schemas["SetActiveProfileRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 423 | 429 | 500 | 501 | 502 | 503 };
    /** Copy the whole schedule of a device to another one (operator) */
    "/devices/{addr}/schedules/copy": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: Schemas["CopyScheduleRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Ask a device for a sign of life; waits for it, 28 s at most (operator) */
    "/devices/{addr}/test": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 200: Schemas["CommunicationTestResult"] }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Forget the values of a device that outlive the program (admin) */
    "/devices/{addr}/values-cache/reset": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Gather entries of the log for some minutes, at levels of their own (admin) */
    "/diagnostics/capture": { path: {}; query: {}; header: {}; body: { /** Default 300 */ duration_seconds?: number; /** Levels by path, as long as the capture runs */ log_levels?: Record<string, "debug" | "info" | "warn" | "error">; /** Replace addresses and serial numbers. Default true */ anonymise?: boolean } & Record<string, unknown> | undefined; answers: { 202: { id: string; status: "running" | "stopped" | "expired" | "aborted"; started_at: string; ends_at: string; stopped_at?: string; anonymised: boolean; /** Entries so far */ events: number; buffer_bytes: number; archive_size?: number; triggered_by?: string } }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** End a capture (admin) */
    "/diagnostics/capture/{id}/stop": { path: { /** `cap_` and 16 hexadecimal digits */ id: string }; query: {}; header: {}; body: undefined; answers: { 200: { id: string; status: "running" | "stopped" | "expired" | "aborted"; started_at: string; ends_at: string; stopped_at?: string; anonymised: boolean; /** Entries so far */ events: number; buffer_bytes: number; archive_size?: number; triggered_by?: string } }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Write down calls and callbacks for some minutes; what was recorded before is forgotten (admin) */
    "/diagnostics/rpc-recording": { path: {}; query: {}; header: {}; body: { /** Default: all */ centrals?: string[]; /** Default 300 */ duration_seconds?: number; /** Replace addresses and serial numbers, each by the same one everywhere. Default true */ randomize?: boolean } & Record<string, unknown> | undefined; answers: { 202: Schemas["RPCRecordingStatus"][] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Stop recording; what was recorded can be downloaded (admin) */
    "/diagnostics/rpc-recording/stop": { path: {}; query: {}; header: {}; body: { /** Default: all */ centrals?: string[] } & Record<string, unknown> | undefined; answers: { 200: Schemas["RPCRecordingStatus"][] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Keep a diagram (operator) */
    "/diagrams": { path: {}; query: {}; header: {}; body: Schemas["DiagramWriteRequest"]; answers: { 201: Schemas["DiagramConfig"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 503 };
    /** Create a function (operator) */
    "/functions": { path: {}; query: {}; header: {}; body: { name: string; central?: string }; answers: { 201: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Make a heating group; 502 says which members the CCU left out (admin) */
    "/groups": { path: {}; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: Schemas["CreateGroupRequest"]; answers: { 201: Schemas["GroupEntry"] }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Start or end install mode of one interface, for any device or one (admin) */
    "/install-mode/interfaces": { path: {}; query: {}; header: {}; body: Schemas["InstallModeInterfaceRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Search the wired bus for devices (operator) */
    "/install-mode/search": { path: {}; query: {}; header: {}; body: { interface: string; central?: string }; answers: { 200: { central?: string; interface: string; found: number } }; problems: 400 | 401 | 403 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Connect an interface anew (admin) */
    "/interfaces/{id}/reconnect": { path: { /** Id of the interface, as in the list */ id: string }; query: {}; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Let somebody commission the bridge, for 15 minutes or less (admin) */
    "/matter/commissioning/window": { path: {}; query: {}; header: {}; body: Schemas["MatterCommissioningWindowRequest"] | undefined; answers: { 200: Schemas["MatterCommissioningWindowResponse"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Nobody may commission the bridge any more (admin) */
    "/matter/commissioning/window/close": { path: {}; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** The same for many: all of them, or none where one is wrong (admin) */
    "/matter/exposable/bulk": { path: {}; query: {}; header: {}; body: Schemas["MatterExposureBulkUpdate"]; answers: { 200: Schemas["MatterBulkResult"]; 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Let a second app have the bridge: opens a window as well (admin) */
    "/matter/share": { path: {}; query: {}; header: {}; body: Schemas["MatterCommissioningWindowRequest"] | undefined; answers: { 200: Schemas["MatterCommissioningWindowResponse"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Run a program, with or without regard to its conditions (operator) */
    "/programs/{id}/execute": { path: { id: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: Schemas["ProgramExecuteRequest"] | undefined; answers: { 202: Schemas["ProgramExecuteResponse"] }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Create a room (operator) */
    "/rooms": { path: {}; query: {}; header: {}; body: { name: string; central?: string }; answers: { 201: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Acknowledge every service message of a CCU that can be (operator) */
    "/service-messages/ack-all": { path: {}; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 200: Schemas["AckAllResult"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Take a suppression back, of one parameter or of a whole channel (operator) */
    "/service-messages/unsuppress": { path: {}; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: { /** Default: where the suppression was made */ interface?: string; channel: string; /** Default: every service parameter of the channel */ parameter?: string }; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Acknowledge one service message (operator) */
    "/service-messages/{id}/ack": { path: { id: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Suppress what a service message reports, for good (operator) */
    "/service-messages/{id}/disable": { path: { id: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Open an edit lock; it holds for five minutes and is kept by heartbeats (operator) */
    "/sessions/edit": { path: {}; query: {}; header: {}; body: { /** What is edited: `channel:<channel address>:<MASTER|LINK>`, for one link `…:LINK:<peer>` */ key: string; /** Accepted for older clients; the holder is always the subject of the credential */ subject?: string }; answers: { 200: Schemas["EditSessionResponse"] }; problems: 400 | 401 | 403 | 409 | 413 | 422 | 423 | 429 | 500 | 501 | 502 | 503 };
    /** Keep an edit lock for another five minutes (operator) */
    "/sessions/edit/heartbeat": { path: {}; query: {}; header: {}; body: { /** What is edited: `channel:<channel address>:<MASTER|LINK>`, for one link `…:LINK:<peer>` */ key: string; /** Token of the answer that opened the lock */ token: string }; answers: { 200: Schemas["EditSessionResponse"] }; problems: 400 | 401 | 403 | 409 | 410 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Drop the edit lock of whoever holds it (operator) */
    "/sessions/edit/take-over": { path: {}; query: {}; header: {}; body: { /** What is edited: `channel:<channel address>:<MASTER|LINK>`, for one link `…:LINK:<peer>` */ key: string }; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Set up a fresh installation: first admin, language, and if wanted a CCU and an MQTT broker (public) */
    "/setup": { path: {}; query: {}; header: {}; body: { admin: { username: string; /** 8 to 72 bytes in UTF-8 */ password: string }; locale: { locale: "de" | "en"; theme: "light" | "dark" | "system" }; ccu?: { /** How the central is called in addresses, topics and lists */ name: string; /** Host name or IP address, without scheme and port */ host: unknown & unknown; username?: string; password?: string; interfaces: string[] }; mqtt?: { /** mqtt://, mqtts://, ws:// or wss://, without user and password */ broker_url: string; username?: string; password?: string } }; answers: { 204: undefined }; problems: 400 | 403 | 409 | 413 | 422 | 429 | 500 | 503 };
    /** Restart a CCU; it is away for some minutes (admin) */
    "/system/ccu/{central}/reboot": { path: { /** Name of the CCU */ central: string }; query: {}; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Make a CCU fetch a firmware image from where such images are published (admin) */
    "/system/firmware/download": { path: {}; query: {}; header: {}; body: { /** Of eQ-3 or OpenCCU: other hosts are refused */ url: string; central?: string }; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Ends the program, where a supervisor starts it again; else there is no such operation (admin) */
    "/system/restart": { path: {}; query: {}; header: {}; body: undefined; answers: { 202: { status?: string; at?: string } }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Install the firmware that a CCU has found; it restarts, and is away for some minutes (admin) */
    "/system/update/install": { path: {}; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Create a system variable (operator) */
    "/sysvars": { path: {}; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: { name: string; value_type: "BOOL" | "INTEGER" | "FLOAT" | "STRING" | "ENUM" | "ALARM"; unit?: string; /** Lowest value, as a number in text */ min?: string; /** Highest value, as a number in text */ max?: string; description?: string; value_list?: string[]; value_name_0?: string; value_name_1?: string; /** Address of the channel it is assigned to */ channel_address?: string }; answers: { 202: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Read the system variables anew, of one CCU or of all (operator) */
    "/sysvars/fetch": { path: {}; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Takes what a user interface reports about its use; nothing is kept (viewer) */
    "/ui/event": { path: {}; query: {}; header: {}; body: Schemas["UIEventRequest"]; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 503 };
    /** Create a local user (admin) */
    "/users": { path: {}; query: {}; header: {}; body: Schemas["UserCreate"]; answers: { 201: Schemas["UserSummary"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 503 };
    /** Run a program; takes the token of inbound webhooks, too (operator) */
    "/webhook/program": { path: {}; query: {}; header: {}; body: Schemas["WebhookProgramRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Write a value; takes the token of inbound webhooks, too (operator) */
    "/webhook/value": { path: {}; query: {}; header: {}; body: Schemas["WebhookValueRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 423 | 429 | 500 | 501 | 502 | 503 };
  };
  PUT: {
    /** Change a code; without `pin` the one that is stored stays (operator) */
    "/alarm/codes/{id}": { path: { /** Id of the code */ id: string }; query: {}; header: {}; body: Schemas["AlarmCodeRequest"]; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Change a zone; what is absent stays (operator) */
    "/alarm/zones/{id}": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: Schemas["AlarmZoneRequest"]; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Replace what a zone does when it is triggered, all of it (operator) */
    "/alarm/zones/{id}/outputs": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: Schemas["AlarmOutputRequest"][]; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Replace what a zone watches, all of it (operator) */
    "/alarm/zones/{id}/sensors": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: Schemas["AlarmSensorRequest"][]; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Replaces them; in the cloud they are this home's. A secret that is `***` or empty stays (admin) */
    "/auth/oidc/settings": { path: {}; query: {}; header: {}; body: Record<string, unknown>; answers: { 200: Record<string, unknown> }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 503 };
    /** Changes a CCU and connects it anew; an omitted password stays (admin) */
    "/centrals/{name}": { path: { name: string }; query: {}; header: {}; body: Schemas["CentralRow"]; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Replaces what is stored of a section; a secret that is `***` or empty stays (admin) */
    "/config/sections/{section}": { path: { section: string }; query: {}; header: {}; body: Record<string, unknown>; answers: { 200: { section: string; version: number; updated_at: string; /** Something that was changed takes effect with the next start */ restart_required: boolean } }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Write a value (operator) */
    "/devices/{addr}/channels/{no}/data-points/{param}/value": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number; /** Parameter id as the CCU spells it, upper case */ param: string }; query: {}; header: {}; body: Schemas["SetValueRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 423 | 429 | 500 | 501 | 502 | 503 };
    /** Hide a channel from lists, or lock it against control (operator) */
    "/devices/{addr}/channels/{no}/flags": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: Schemas["ChannelFlagsRequest"]; answers: { 200: Schemas["ChannelFlags"] }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Write the schedule of a channel (operator) */
    "/devices/{addr}/channels/{no}/schedule": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: Schemas["Schedule"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Put a channel into a team, or into its own again (operator) */
    "/devices/{addr}/channels/{no}/team": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: { /** Address of the team; null or empty: the channel's own team */ team?: string | null }; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Let a channel follow the week program, or not (operator) */
    "/devices/{addr}/channels/{no}/week_profile/channel-locks/{key}": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number; /** Key of available_target_channels, such as 1_1 */ key: string }; query: {}; header: {}; body: Schemas["ChannelLockRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 423 | 429 | 500 | 501 | 502 | 503 };
    /** Write parameters of one link; needs the token of an edit session (operator) */
    "/devices/{addr}/link-ps/{peer}": { path: { /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ addr: string; /** Address of the channel at the other end */ peer: string }; query: {}; header: { /** Token of the edit session (POST /sessions/edit) that holds `channel:<address>:<MASTER|LINK>` */ "X-Edit-Token"?: string }; body: Record<string, unknown>; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 423 | 429 | 500 | 501 | 502 | 503 };
    /** Write parameters of a paramset; MASTER and LINK need the token of an edit session (operator) */
    "/devices/{addr}/paramsets/{key}": { path: { /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ addr: string; key: "VALUES" | "MASTER" | "LINK" }; query: { /** Address of the other channel; needed for LINK */ peer?: string }; header: { /** Token of the edit session (POST /sessions/edit) that holds `channel:<address>:<MASTER|LINK>` */ "X-Edit-Token"?: string }; body: Record<string, unknown>; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 423 | 429 | 500 | 501 | 502 | 503 };
    /** Write the schedule of a device (operator) */
    "/devices/{addr}/schedule": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: Schemas["Schedule"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Set it until the program ends, or for some seconds (admin) */
    "/diagnostics/log-level": { path: {}; query: {}; header: {}; body: { level: "debug" | "info" | "warn" | "error"; /** 0 or absent: it stays; otherwise at most 86400 */ ttl_seconds?: number } & Record<string, unknown>; answers: { 200: { default: "debug" | "info" | "warn" | "error" } }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Give a path its own level, for some seconds or to stay (admin) */
    "/diagnostics/log-levels/{path}": { path: { /** Dotted; what is set holds for all paths below it, too */ path: string }; query: {}; header: {}; body: { level: "debug" | "info" | "warn" | "error"; /** 0 or absent: it stays; otherwise at most 86400 */ ttl_seconds?: number } & Record<string, unknown>; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Change a diagram: its owner, or an admin (operator) */
    "/diagrams/{id}": { path: { /** Id of the diagram */ id: string }; query: {}; header: {}; body: Schemas["DiagramWriteRequest"]; answers: { 200: Schemas["DiagramConfig"] }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503 };
    /** Change a heating group; 502 says which members the CCU left out, or kept (admin) */
    "/groups/{id}": { path: { /** The CCU's number of the group */ id: number }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: Schemas["UpdateGroupRequest"]; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Record a data point, or not, whatever the configuration says (operator) */
    "/history/recording": { path: {}; query: {}; header: {}; body: Schemas["RecordingWriteRequest"]; answers: { 200: Schemas["RecordingState"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Show a data point in Matter, or no longer (admin) */
    "/matter/exposable": { path: {}; query: {}; header: {}; body: Schemas["MatterExposureUpdate"]; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Keep a preference: any JSON value of at most 256 KiB (viewer) */
    "/me/preferences/{key}": { path: { /** Name of the preference; free, and private to the subject */ key: string }; query: {}; header: {}; body: unknown; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 503 };
    /** Let a capture begin with each start of the program, or no longer (admin) */
    "/system/startup-capture": { path: {}; query: {}; header: {}; body: Schemas["StartupCaptureConfig"]; answers: { 200: Schemas["StartupCaptureConfig"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Write the value of a system variable (operator) */
    "/sysvars/{name}": { path: { /** Name of the variable */ name: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: Schemas["SysvarSetRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Replace the patterns of a CCU; takes effect at once (admin) */
    "/visibility/unignore": { path: {}; query: {}; header: {}; body: Schemas["UnIgnoreUpdateRequest"]; answers: { 200: Schemas["UnIgnoreUpdateResponse"] }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
  };
  PATCH: {
    /** Set the caller's own password; other sessions of the caller end (viewer) */
    "/auth/me/password": { path: {}; query: {}; header: {}; body: { current_password: string; new_password: string }; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503 };
    /** Rename a device, or put all its channels into rooms and functions (operator) */
    "/devices/{addr}": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: { name?: string; /** Exactly these rooms afterwards; [] clears */ rooms?: string[]; /** Exactly these functions afterwards; [] clears */ functions?: string[]; /** With `name`: channels become `<name>:<number>` */ include_channels?: boolean }; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Rename a channel, or put it into rooms and functions (operator) */
    "/devices/{addr}/channels/{no}": { path: { /** Address of the device: letters, digits, hyphens */ addr: string; /** Number of the channel; 0 is the maintenance channel */ no: number }; query: {}; header: {}; body: { name?: string; /** Exactly these rooms afterwards; [] clears */ rooms?: string[]; /** Exactly these functions afterwards; [] clears */ functions?: string[] }; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Give a link a new name and description (operator) */
    "/devices/{addr}/links": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: {}; header: {}; body: Schemas["UpdateLinkRequest"]; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Rename a function (operator) */
    "/functions/{name}": { path: { name: string }; query: {}; header: {}; body: { new_name: string; central?: string }; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Switch a program on or off (operator) */
    "/programs/{id}": { path: { id: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: { active: boolean }; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Rename a room (operator) */
    "/rooms/{name}": { path: { name: string }; query: {}; header: {}; body: { new_name: string; central?: string }; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Change name, description, unit, limits, labels or channel of a system variable (operator) */
    "/sysvars/{name}": { path: { /** Name of the variable */ name: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: { name?: string; unit?: string; /** Lowest value, as a number in text */ min?: string; /** Highest value, as a number in text */ max?: string; description?: string; value_list?: string[]; value_name_0?: string; value_name_1?: string; /** Address of the channel it is assigned to */ channel_address?: string; is_visible?: boolean; is_logged?: boolean }; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Change a user's password or role; a new password ends the user's sessions (admin) */
    "/users/{subject}": { path: { /** User name; case and outer blanks do not count */ subject: string }; query: {}; header: {}; body: Schemas["UserUpdate"]; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503 };
  };
  DELETE: {
    /** Remove a code (operator) */
    "/alarm/codes/{id}": { path: { /** Id of the code */ id: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Remove a zone with its sensors and outputs; it must be disarmed (operator) */
    "/alarm/zones/{id}": { path: { /** Id of the zone */ id: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Forgets them (admin) */
    "/auth/oidc/settings": { path: {}; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 503 };
    /** Delete a bearer token by its fingerprint; sockets opened with it end (admin) */
    "/auth/tokens/v2/{fingerprint}": { path: { /** Id or fingerprint from the list */ fingerprint: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503 };
    /** Delete a bearer token by its id (admin) */
    "/auth/tokens/{id}": { path: { /** Id or fingerprint from the list */ id: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503 };
    /** A CCU is told again (admin) */
    "/centrals/discovered/{serial}/ignore": { path: { serial: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Ends a CCU and forgets its devices (admin) */
    "/centrals/{name}": { path: { name: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Forgets one stored value (admin) */
    "/config/fields/{path}": { path: { path: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Forgets what is stored of a section: file and defaults hold (admin) */
    "/config/sections/{section}": { path: { section: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Remove a device from its CCU (admin) */
    "/devices/{addr}": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: { /** Reset the device to factory defaults */ reset?: boolean; /** Also when the device does not answer */ force?: boolean }; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** End that; programs of the CCU that listen to the keys fall silent, too (operator) */
    "/devices/{addr}/central-links": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: { /** Address of one channel; default: every key of the device */ channel?: string }; header: {}; body: undefined; answers: { 202: { touched: number; skipped: number; failed: number } }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Remove a link (operator) */
    "/devices/{addr}/links": { path: { /** Address of the device: letters, digits, hyphens */ addr: string }; query: { /** Address of the sending channel */ sender: string; /** Address of the receiving one */ receiver: string }; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Take a path's own level back (admin) */
    "/diagnostics/log-levels/{path}": { path: { /** Dotted; what is set holds for all paths below it, too */ path: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Remove a diagram: its owner, or an admin (operator) */
    "/diagrams/{id}": { path: { /** Id of the diagram */ id: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503 };
    /** Delete a function; its channels stay (operator) */
    "/functions/{name}": { path: { name: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Delete a heating group (admin) */
    "/groups/{id}": { path: { /** The CCU's number of the group */ id: number }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Forget what went wrong; what lasts is not told again (admin) */
    "/incidents": { path: {}; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Leave a fabric; with the last one the bridge forgets all of them and begins anew (admin) */
    "/matter/fabrics/{id}": { path: { /** Index of the fabric */ id: number }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Forget a preference, if it is there (viewer) */
    "/me/preferences/{key}": { path: { /** Name of the preference; free, and private to the subject */ key: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 503 };
    /** Delete a program from the CCU (admin) */
    "/programs/{id}": { path: { id: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Delete a room; its channels stay (operator) */
    "/rooms/{name}": { path: { name: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 501 | 502 | 503 };
    /** Release an edit lock; a token that does not hold it releases nothing (operator) */
    "/sessions/edit": { path: {}; query: {}; header: {}; body: { /** What is edited: `channel:<channel address>:<MASTER|LINK>`, for one link `…:LINK:<peer>` */ key: string; /** Token of the answer that opened the lock */ token: string }; answers: { 204: undefined }; problems: 400 | 401 | 403 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Delete a system variable (operator) */
    "/sysvars/{name}": { path: { /** Name of the variable */ name: string }; query: { /** Name of the CCU; needed where there are several */ central?: string }; header: {}; body: undefined; answers: { 202: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 501 | 502 | 503 };
    /** Delete a user; the last admin stays (admin) */
    "/users/{subject}": { path: { /** User name; case and outer blanks do not count */ subject: string }; query: {}; header: {}; body: undefined; answers: { 204: undefined }; problems: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503 };
  };
}

/** Commands of the WebSocket by name. */
export interface Commands {
  /** Acknowledge one alarm message (operator) */
  "alarm_messages.ack": { args: { id: string; central_name?: string }; result: { acknowledged: true; id: string } };
  /** Acknowledge every alarm message of a CCU that can be (operator) */
  "alarm_messages.ack_all": { args: { central_name?: string }; result: { acknowledged: number } };
  /** Alarm messages of one CCU, newest first (viewer) */
  "alarm_messages.list": { args: { central_name?: string }; result: { messages: { id: string; name: string; description: string; counter: number; timestamp?: string; last_timestamp?: string }[] } };
  /** Somebody has taken note of the incident (operator) */
  "alarm_panel.acknowledge": { args: { zone_id?: string; area_id?: string; code?: string }; result: { acknowledged: true; zone_id: string } };
  /** Arm a zone (operator) */
  "alarm_panel.arm": { args: { zone_id?: string; area_id?: string; mode: "perimeter" | "full" | "night" | "vacation" | "custom"; /** What blocks arming is left out */ force?: boolean; /** Armed at once */ skip_delay?: boolean; /** Ids of sensors to leave out */ bypass?: string[]; code?: string }; result: Schemas["AlarmArmAccepted"] };
  /** Make a PIN, or bind a keypad's slot or a remote's key (operator) */
  "alarm_panel.codes_create": { args: { code: Schemas["AlarmCodeRequest"] }; result: Schemas["AlarmCode"] };
  /** Remove a code (operator) */
  "alarm_panel.codes_delete": { args: { /** Id of the code */ id: string }; result: { deleted: true; id: string } };
  /** Who may arm, disarm and silence; PINs are not told (operator) */
  "alarm_panel.codes_list": { args: Record<string, unknown>; result: { codes: Schemas["AlarmCode"][] } };
  /** Change a code; without `pin` the one that is stored stays (operator) */
  "alarm_panel.codes_update": { args: { /** Id of the code */ id: string; code: Schemas["AlarmCodeRequest"] }; result: Schemas["AlarmCode"] };
  /** Disarm a zone; what sounds is silenced (operator) */
  "alarm_panel.disarm": { args: { zone_id?: string; area_id?: string; code?: string }; result: { disarmed: true; zone_id: string } };
  /** What happened, newest first (viewer) */
  "alarm_panel.journal": { args: { zone_id?: string; area_id?: string; class?: "arm" | "disarm" | "trigger" | "silence" | "bypass" | "fault" | "test" | "config"; from?: string; to?: string; limit?: number }; result: { entries: Schemas["AlarmJournalEntry"][] } };
  /** Zones as Home Assistant shows them (viewer) */
  "alarm_panel.panels": { args: Record<string, unknown>; result: { panels: Schemas["AlarmPanelEntity"][] } };
  /** Which modes a zone can be armed in (viewer) */
  "alarm_panel.readiness": { args: { zone_id?: string; area_id?: string }; result: { zone_id: string; readiness: Record<string, Schemas["AlarmModeReadiness"]> } };
  /** Silence what sounds (operator) */
  "alarm_panel.silence": { args: { zone_id?: string; area_id?: string; code?: string }; result: { silenced: true; zone_id: string } };
  /** Silence everything (operator) */
  "alarm_panel.silence_all": { args: Record<string, unknown>; result: { silenced: true } };
  /** Every zone as it is now (viewer) */
  "alarm_panel.state": { args: Record<string, unknown>; result: { zones: Schemas["AlarmZoneStatus"][] } };
  /** Which sensors a walk test has heard of (viewer) */
  "alarm_panel.walktest_status": { args: { zone_id?: string; area_id?: string }; result: Schemas["AlarmWalkTestStatus"] };
  /** How the last backup of a CCU went, since the program started (viewer) */
  "backup.status": { args: { central_name?: string }; result: { status: "idle" | "running" | "completed" | "failed" } };
  /** Back up a CCU (admin) */
  "backup.trigger": { args: { central_name?: string }; result: { triggered: true } };
  /** Back up the named CCU (admin) */
  "backups.trigger": { args: { central_name: string }; result: { id: string; central_name: string } };
  /** One calculated data point; channel 0 means the first channel that has it (viewer) */
  "calc_dp.get": { args: { /** Address of the device: letters, digits, hyphens */ device: string; channel_no?: number; /** Parameter id as the CCU spells it, upper case */ name: string }; result: { name: string; translated_name?: string; category?: string; value: unknown; observed: boolean; available: boolean } };
  /** Calculated data points of a device or a channel (a list), or of all devices (lists by address) (viewer) */
  "calc_dp.list": { args: { device?: string | ""; /** Only with `device` */ channel_no?: number | null }; result: { name: string; translated_name?: string; category?: string; value: unknown; observed: boolean; available: boolean }[] | Record<string, { name: string; translated_name?: string; category?: string; value: unknown; observed: boolean; available: boolean }[]> };
  /** Forget what is kept of a device, an interface, a CCU or all, and read the CCU anew (admin) */
  "ccu.cache_clear": { args: { kind?: "global" | "central" | "interface" | "device"; /** Needed for every kind but global */ central?: string; /** Name or id; needed for interface and device */ interface?: string; /** Needed for device */ device?: string }; result: { scope: "global" | "central" | "interface" | "device"; devices: number; paramsets: number; values: number; master: number; centrals_reinit: string[] } };
  /** Devices of all CCUs: how many, how many are out of reach, how many can take firmware (viewer) */
  "ccu.device_statistics": { args: Record<string, unknown>; result: { by_interface: Record<string, { total: number; unreachable: number; firmware_updatable: number }>; total_devices: number; unreachable_devices: number; firmware_updatable_devices: number } };
  /** Messages of all CCUs, counted (viewer) */
  "ccu.get_hub_data": { args: Record<string, unknown>; result: { /** null before a CCU told any */ service_messages: number | null; alarm_messages: number | null } };
  /** How devices and CCUs hear each other, of devices that told it (admin) */
  "ccu.get_rssi_info": { args: Record<string, unknown>; result: { devices: ({ address: string; name: string; interface_id: string; central: string; /** dBm, as the device hears; null where it was never told */ rssi_device: number | null; /** dBm, as the CCU or the gateway hears */ rssi_peer: number | null; /** Percent */ battery_level: number | null; low_battery: boolean | null; reachable: boolean })[] } };
  /** How every device is heard, and whether its battery is low (viewer) */
  "ccu.get_signal_quality": { args: Record<string, unknown>; result: { devices: ({ address: string; name: string; model: string; interface_id: string; is_reachable: boolean; /** dBm at the device; null where it never told */ signal_strength: number | null; low_battery: boolean | null })[] } };
  /** Read the values of one channel anew from the CCU (operator) */
  "ccu.reload_channel_config": { args: { /** <device>:<number> */ channel_address: string; /** Counts where the other is empty */ address?: string }; result: { success: true; channel_address: string } };
  /** Read descriptions and values of one device anew from the CCU (operator) */
  "ccu.reload_device_config": { args: { /** Address of the device: letters, digits, hyphens */ device_address: string }; result: { success: true; device_address: string } };
  /** Writes that wait in front of each interface, and what became of earlier ones (viewer) */
  "ccu.throttle_stats": { args: Record<string, unknown>; result: { throttles: { interface_id: string; in_flight: number; waiting: number; /** Writes that a newer or more urgent one took out of the queue */ superseded: number; /** A write past the burst waits, it is not downgraded */ burst_downgrades: 0; /** Writes that waited for the radio's budget */ waited_for_burst_slot: number }[] } };
  /** One custom data point with its state (viewer) */
  "cdp.get": { args: { /** Address of the device: letters, digits, hyphens */ device: string; /** Name from the list: a parameter, with `@` and the channel where several are called so */ name: string }; result: { name: string; category: string; channel_no: number; operations: string[]; state?: Record<string, unknown> } };
  /** Ask a device to do something: turn_on, set_position, set_temperature, lock … (operator) */
  "cdp.invoke": { args: { /** Address of the device: letters, digits, hyphens */ device: string; /** Name from the list: a parameter, with `@` and the channel where several are called so */ name: string; operation: string; /** Arguments of the operation; unknown ones are refused, null means absent */ params?: Record<string, unknown>; priority?: string }; result: { device: string; name: string; operation: string } };
  /** Custom data points of a device (a list), or of all devices (lists by address) (viewer) */
  "cdp.list": { args: { device?: string | "" }; result: { name: string; category: string; channel_no: number; operations: string[]; state?: Record<string, unknown> }[] | Record<string, { name: string; category: string; channel_no: number; operations: string[]; state?: Record<string, unknown> }[]> };
  /** Interfaces of all CCUs with their connection (viewer) */
  "central.connectivity": { args: Record<string, unknown>; result: { interfaces: Schemas["InterfaceState"][] } };
  /** Have the key presses of a device radioed to the CCU (operator) */
  "central.create_links": { args: { device_address?: string; address?: string; channel?: string }; result: { touched: number; skipped: number; failed: number } };
  /** The CCUs: model, version, readiness (viewer) */
  "central.info": { args: Record<string, unknown>; result: { entries: Schemas["SystemCCUEntry"][] } };
  /** Whether the key presses of a device are radioed to the CCU, as far as that is known (viewer) */
  "central.links_status": { args: { device_address?: string; address?: string }; result: Schemas["CentralLinksStatus"] };
  /** Read devices and logic layer of every CCU anew (operator) */
  "central.reconcile": { args: Record<string, unknown>; result: { reconciled: true } };
  /** End that; programs of the CCU that listen to the keys fall silent, too (operator) */
  "central.remove_links": { args: { device_address?: string; address?: string; channel?: string }; result: { touched: number; skipped: number; failed: number } };
  /** The connections to the CCUs as a score from 0 to 100 (viewer) */
  "central.system_health": { args: Record<string, unknown>; result: { status: "healthy" | "degraded" | "unhealthy" | "unknown"; /** Mean of the CCUs; null while none has told anything */ score: number | null; centrals: ({ central: string; state: "starting" | "running" | "degraded" | "stopped" | "failed"; available: boolean; /** Mean of the interfaces; null while the CCU starts */ score: number | null; interfaces: { interface_id: string; connected: boolean; loaded: boolean; /** 40 for the connection, 30 for devices and values, up to 30 for the last sign of life */ score: number }[] })[] } };
  /** Begin the list of changes anew; the audit log keeps everything (operator) */
  "change_history.clear": { args: Record<string, unknown>; result: { success: true } };
  /** Paramset writes of a channel (or of all), newest first (viewer) */
  "change_history.list": { args: { /** Default 100, which 0 and less mean, too */ limit?: number; /** `<device>:<number>`, or a device for all its channels; empty = everything */ channel_address?: string }; result: { entries: Schemas["AuditEntry"][] } };
  /** Read the values of one channel anew from the CCU (operator) */
  "config.reload_channel_config": { args: { /** <device>:<number> */ channel_address: string; /** Counts where the other is empty */ address?: string }; result: { success: true; channel_address: string } };
  /** Read descriptions and values of one device anew from the CCU (operator) */
  "config.reload_device_config": { args: { /** Address of the device: letters, digits, hyphens */ device_address: string }; result: { success: true; device_address: string } };
  /** What saving the session would write, with the values before (viewer) */
  "config.session.changes": { args: { central_name?: string; channel_address?: string; paramset_key?: "VALUES" | "MASTER" | "LINK" }; result: { /** Values by parameter, in wire scale */ changes: Record<string, unknown>; detailed: { Parameter: string; From: unknown; To: unknown }[]; dirty: boolean } };
  /** End the session without writing anything (operator) */
  "config.session.discard": { args: { central_name?: string; channel_address?: string; paramset_key?: "VALUES" | "MASTER" | "LINK" }; result: { discarded: true } };
  /** Start to edit a paramset; a session of the same paramset is replaced (operator) */
  "config.session.open": { args: { central_name?: string; /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ channel_address: string; paramset_key?: "VALUES" | "MASTER" | "LINK" }; result: { central_name: string; channel_address: string; paramset_key: "VALUES" | "MASTER" | "LINK"; /** Values by parameter, in wire scale */ current_values: Record<string, unknown>; descriptions: Record<string, unknown> } };
  /** Make the edit again that was taken back (operator) */
  "config.session.redo": { args: { central_name?: string; channel_address?: string; paramset_key?: "VALUES" | "MASTER" | "LINK" }; result: { dirty: boolean; can_undo: boolean; can_redo: boolean; performed: boolean } };
  /** Write what differs and end the session; with nothing to save it stays open (operator) */
  "config.session.save": { args: { central_name?: string; channel_address?: string; paramset_key?: "VALUES" | "MASTER" | "LINK" }; result: { saved: true; /** Values by parameter, in wire scale */ applied: Record<string, unknown> } | { saved: false; reason: string } };
  /** Edit a parameter in the session; its value is checked when the session is saved (operator) */
  "config.session.set": { args: { central_name?: string; channel_address?: string; paramset_key?: "VALUES" | "MASTER" | "LINK"; /** Parameter id as the CCU spells it, upper case */ parameter?: string; value?: boolean | number | string | null }; result: { dirty: boolean; can_undo: boolean; can_redo: boolean } };
  /** Take the last edit back (operator) */
  "config.session.undo": { args: { central_name?: string; channel_address?: string; paramset_key?: "VALUES" | "MASTER" | "LINK" }; result: { dirty: boolean; can_undo: boolean; can_redo: boolean; performed: boolean } };
  /** Open the pairing window for one known device; 0 and less mean the default (operator) */
  "device.install_mode": { args: { /** Address of the device: letters, digits, hyphens */ address: string; duration_seconds?: number }; result: { address: string; duration_seconds: number } };
  /** Rename a device, with its channels where asked for (operator) */
  "device.rename": { args: { /** Address of the device: letters, digits, hyphens */ address: string; name: string; include_channels?: boolean }; result: { address: string; name: string; include_channels: boolean } };
  /** Rename a channel (operator) */
  "device.rename_channel": { args: { /** Address of the device: letters, digits, hyphens */ address: string; channel?: number; name: string }; result: { address: string; channel: number; name: string } };
  /** Put a new device into the place of another: its links, configuration, names and programs (admin) */
  "device.replace": { args: { /** Address of the device: letters, digits, hyphens */ address: string; /** Address of the device: letters, digits, hyphens */ old_address: string; /** Name of the CCU; empty: the device's own */ central?: string }; result: { status: "replacing"; old_address: string; new_address: string; /** As it was sent */ central: string } };
  /** Devices whose place a new device can take (viewer) */
  "device.replace_candidates": { args: { /** Address of the device: letters, digits, hyphens */ address: string; /** Name of the CCU; empty: the device's own */ central?: string }; result: { candidates: Schemas["ReplaceCandidate"][] } };
  /** Send a device its stored configuration once more (admin) */
  "device.restore_config": { args: { /** Address of the device: letters, digits, hyphens */ address: string }; result: { address: string } };
  /** Give a channel exactly these functions (operator) */
  "device.set_channel_functions": { args: { /** Address of the device: letters, digits, hyphens */ address: string; channel?: number; functions: string[] }; result: { address: string; channel: number; functions: string[] } };
  /** Put a channel into exactly these rooms (operator) */
  "device.set_channel_rooms": { args: { /** Address of the device: letters, digits, hyphens */ address: string; channel?: number; rooms: string[] }; result: { address: string; channel: number; rooms: string[] } };
  /** Put a channel into a team, or into its own again (operator) */
  "device.set_team": { args: { /** Address of the device: letters, digits, hyphens */ address: string; channel?: number; team?: string | null }; result: { address: string; channel: number; team: string } };
  /** Teams that a channel can join (viewer) */
  "device.team_candidates": { args: { /** Address of the device: letters, digits, hyphens */ address: string; channel?: number }; result: { candidates: Schemas["TeamCandidate"][] } };
  /** Ask a device for a sign of life; waits for it, 28 s at most (operator) */
  "device.test": { args: { /** Address of the device: letters, digits, hyphens */ address: string }; result: Schemas["CommunicationTestResult"] };
  /** What the device says about itself, made anonymous: a ZIP file as base64 (viewer) */
  "devices.export_definition": { args: { /** Address of the device: letters, digits, hyphens */ address: string }; result: { model: string; filename: string; encoding: "base64"; data: string } };
  /** One device with its channels (viewer) */
  "devices.get": { args: { /** Address of the device: letters, digits, hyphens */ address: string }; result: { address: string; central: string; interface: string; interface_id: string; model: string; name: string; available: boolean; channels_count: number; rooms: string[]; functions: string[]; channels: { address: string; number: number; type: string; name: string }[] } };
  /** Devices of all CCUs (viewer) */
  "devices.list": { args: Record<string, unknown>; result: { devices: { address: string; central: string; interface: string; interface_id: string; model: string; name: string; available: boolean; channels_count: number; rooms: string[]; functions: string[] }[] } };
  /** Firmware of one CCU: present and available (viewer) */
  "firmware.info": { args: { central_name?: string }; result: { observed: false; in_progress?: boolean } | { observed: true; in_progress: boolean; current_firmware: string; available_firmware: string; update_available: boolean; /** The CCU looks for new firmware */ check_script_available: boolean } };
  /** Let every CCU look which firmware it has for its devices (operator) */
  "firmware.refresh": { args: Record<string, unknown>; result: { success: true } };
  /** Install the firmware that a CCU has found; it restarts, and is away for some minutes (admin) */
  "firmware.update": { args: { central_name?: string }; result: { triggered: true } };
  /** Make a heating group (admin) */
  "groups.create": { args: { /** As `GET /groups/types` tells it */ type_id: string; name: string; forbid_single_operation?: boolean; /** Addresses of devices or channels */ members?: string[]; central?: string }; result: Schemas["GroupEntry"] };
  /** Delete a heating group (admin) */
  "groups.delete": { args: { id: number; central?: string }; result: { ok: true } };
  /** Heating groups of all CCUs (viewer) */
  "groups.list": { args: { central?: string }; result: { entries: Schemas["GroupCentralEntry"][] } };
  /** Devices that a group of a kind can have (viewer) */
  "groups.suitable_members": { args: { /** As `GET /groups/types` tells it */ type_id: string; central?: string }; result: Schemas["SuitableMembersResponse"] };
  /** Kinds of groups that a CCU can make (viewer) */
  "groups.types": { args: { central?: string }; result: { types: Schemas["GroupTypeEntry"][] } };
  /** Change a heating group (admin) */
  "groups.update": { args: { id: number; name: string; forbid_single_operation?: boolean; /** Addresses of devices or channels */ members?: string[]; central?: string }; result: { ok: true } };
  /** Take a device out of the inbox, with a name and places where given (operator) */
  "inbox.accept": { args: { /** Address of the device: letters, digits, hyphens */ device_address: string; name?: string; include_channels?: boolean; rooms?: string[]; functions?: string[] }; result: { accepted: true; device_address: string } };
  /** Devices of one CCU that wait to be accepted (viewer) */
  "inbox.list": { args: { central_name?: string }; result: { devices: Schemas["InboxDevice"][] } };
  /** Forget all incidents of all CCUs (admin) */
  "incidents.clear": { args: Record<string, unknown>; result: { success: true } };
  /** What went wrong at home, newest first (viewer) */
  "incidents.get": { args: Record<string, unknown>; result: { incidents: Schemas["Incident"][] } };
  /** What went wrong at home, newest first (viewer) */
  "incidents.list": { args: Record<string, unknown>; result: { incidents: Schemas["Incident"][] } };
  /** End install mode of one interface (admin) */
  "install_mode.disable": { args: { interface_id: string; central_name?: string }; result: { enabled: false; interface_id: string } };
  /** Start install mode of one interface, for any device or one (admin) */
  "install_mode.enable": { args: { interface_id: string; duration_seconds: number; sgtin?: string; key?: string; central_name?: string }; result: { enabled: true; interface_id: string; duration_seconds: number; local?: true } };
  /** Search the wired bus for devices (operator) */
  "install_mode.search": { args: { interface_id: string; central?: string; central_name?: string }; result: { interface_id: string; found: number } };
  /** Install mode of one CCU, by interface (viewer) */
  "install_mode.status": { args: { central_name?: string }; result: Record<string, { enabled: boolean; remaining_seconds: number; observed: boolean }> };
  /** Let the receiver act as if the sender's key had been pressed; it really moves (operator) */
  "links.activate_paramset": { args: { /** Address of a channel: `<device>:<number>` */ sender_channel_address: string; /** Address of a channel: `<device>:<number>` */ receiver_channel_address: string; long_press?: boolean }; result: { success: true; long_press: boolean } };
  /** Link two channels, so that they work without the CCU (operator) */
  "links.add": { args: { /** Address of a channel: `<device>:<number>` */ sender: string; /** Address of a channel: `<device>:<number>` */ receiver: string; name?: string; description?: string }; result: { added: true; /** Address of a channel: `<device>:<number>` */ sender: string; /** Address of a channel: `<device>:<number>` */ receiver: string } };
  /** The parameters of a link, as the CCU describes them (viewer) */
  "links.get_form_schema": { args: { interface_id: string; /** Address of a channel: `<device>:<number>` */ sender_channel_address: string; /** Address of a channel: `<device>:<number>` */ receiver_channel_address: string }; result: Record<string, unknown> };
  /** What a channel does when one certain other channel speaks (viewer) */
  "links.get_paramset": { args: { /** Address of a channel: `<device>:<number>` */ address: string; /** Address of a channel: `<device>:<number>` */ peer_address: string }; result: { /** Values by parameter, in wire scale */ values: Record<string, unknown> } };
  /** Ready-made behaviour that fits a pair of channels, and which one the link follows (0 = none) (viewer) */
  "links.get_profiles": { args: { interface_id?: string; /** Address of a channel: `<device>:<number>` */ sender_channel_address: string; /** Address of a channel: `<device>:<number>` */ receiver_channel_address: string; locale?: string }; result: { profiles: ({ id: number; name: { de: string; en: string }; description?: { de: string; en: string }; params?: Record<string, { constraint_type: "fixed"; value: number } | { constraint_type: "list"; values: number[]; default: number } | { constraint_type: "range"; min_value: number; max_value: number; default: number }> })[] | null; active_profile_id: number } };
  /** Channels of the other devices on the same interface (viewer) */
  "links.linkable_channels": { args: { /** Address of the device: letters, digits, hyphens */ device_address: string }; result: { channels: Schemas["LinkableChannel"][] } };
  /** Direct links of a device (viewer) */
  "links.list": { args: { /** Address of the device: letters, digits, hyphens */ device_address: string }; result: { links: Schemas["Link"][] } };
  /** Every direct link of every CCU (viewer) */
  "links.list_all": { args: { central?: string; locale?: string }; result: { links: Schemas["Link"][] } };
  /** Write parameters of one link, unless somebody else is editing it (operator) */
  "links.put_paramset": { args: { /** Address of a channel: `<device>:<number>` */ address: string; /** Address of a channel: `<device>:<number>` */ peer_address: string; /** Values by parameter, in wire scale */ parameters: Record<string, unknown> }; result: { success: true } };
  /** Remove a link (operator) */
  "links.remove": { args: { /** Address of a channel: `<device>:<number>` */ sender: string; /** Address of a channel: `<device>:<number>` */ receiver: string }; result: { removed: true; /** Address of a channel: `<device>:<number>` */ sender: string; /** Address of a channel: `<device>:<number>` */ receiver: string } };
  /** Give a link a new name and description (operator) */
  "links.set_info": { args: { /** Address of a channel: `<device>:<number>` */ sender: string; /** Address of a channel: `<device>:<number>` */ receiver: string; name?: string; description?: string }; result: { updated: true; /** Address of a channel: `<device>:<number>` */ sender: string; /** Address of a channel: `<device>:<number>` */ receiver: string } };
  /** The values that a profile would set; writes nothing (viewer) */
  "links.test_profile": { args: { interface_id: string; /** Address of a channel: `<device>:<number>` */ sender_channel_address: string; /** Address of a channel: `<device>:<number>` */ receiver_channel_address: string; profile_id?: number }; result: { success: true; applied_values: Record<string, number>; profile_id: number; interface_id: string } | { success: false; applied_values: Record<string, number>; profile_id: number; unsupported: true } };
  /** Give a channel a ready-made setting; needs the token of an edit session (operator) */
  "master_profiles.apply": { args: { device_type: string; channel_type?: string; /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ channel_address: string; id?: number; edit_token?: string }; result: { applied: number; param_count: number } };
  /** A ready-made setting with what it demands of each parameter (viewer) */
  "master_profiles.get": { args: { device_type: string; channel_type?: string; id?: number }; result: Schemas["MasterProfile"] };
  /** Ready-made settings of a kind of channel; without a device type the device types that have some (viewer) */
  "master_profiles.list": { args: { device_type?: string; channel_type?: string; /** Language of the labels: German for de, de-AT …, else English */ locale?: string }; result: { profiles: Schemas["MasterProfileSummary"][] } | { device_types: string[] } };
  /** Which ready-made setting these values are (viewer) */
  "master_profiles.match": { args: { device_type: string; channel_type?: string; /** Values of the channel's MASTER, by parameter */ current_values?: Record<string, unknown> }; result: { /** Id of the profile that the values are; 0 = none */ active_id: number } };
  /** Set a channel as another one of its type is set (operator) */
  "paramset.copy": { args: { /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ source_channel_address: string; /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ target_channel_address: string; paramset_key?: "MASTER" | "VALUES"; edit_token?: string }; result: { copied: number; source: string; target: string } };
  /** What a paramset's parameters are, as the CCU tells it now (viewer) */
  "paramset.description": { args: { central_name?: string; /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ channel_address: string; paramset_key?: "VALUES" | "MASTER" | "LINK" }; result: { descriptions: Record<string, unknown> } };
  /** Let the device measure a parameter now, and read it; null where it cannot (viewer) */
  "paramset.determine": { args: { interface_id: string; /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ channel_address: string; parameter_id: string }; result: { success: true; value: unknown } };
  /** A paramset as a form: sections, labelled fields, conditions, rules and values (viewer) */
  "paramset.form_schema": { args: { /** Address of the device: letters, digits, hyphens */ address: string; channel_no?: number; /** LINK needs the other channel, in peer */ paramset?: "VALUES" | "MASTER" | "LINK"; /** Language of the labels: German for de, de-AT …, else English */ locale?: string; peer?: string }; result: Schemas["UiSchema"] };
  /** A whole paramset of a channel (viewer) */
  "paramset.get": { args: { central_name?: string; /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ channel_address: string; paramset_key?: "VALUES" | "MASTER" | "LINK" }; result: { /** Values by parameter, in wire scale */ values: Record<string, unknown> } };
  /** Write parameters of a paramset; MASTER needs the token of an edit session (operator) */
  "paramset.put": { args: { /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ channel_address: string; paramset_key: "VALUES" | "MASTER" | "LINK"; /** Values by parameter, in wire scale */ values: Record<string, unknown>; edit_token?: string }; result: { written: number } };
  /** Delete a program from the CCU (admin) */
  "programs.delete": { args: { id: string; central_name?: string }; result: { deleted: true; id: string } };
  /** Run a program (operator) */
  "programs.execute": { args: { id: string; check_conditions?: boolean; central_name?: string }; result: { executed: boolean; id: string } };
  /** Programs of one CCU (viewer) */
  "programs.list": { args: { include_internal?: boolean | null; central_name?: string }; result: { programs: { id: string; name: string; description: string; is_internal: boolean; active?: boolean; last_executed?: string; channel?: string; device_address?: string }[] } };
  /** Write down what is said to all CCUs for five minutes; what was recorded before is forgotten (admin) */
  "recording.start": { args: Record<string, unknown>; result: { recording: boolean } };
  /** Whether anything is being recorded (viewer) */
  "recording.status": { args: Record<string, unknown>; result: { recording: boolean } };
  /** Stop recording; what was recorded can be downloaded (admin) */
  "recording.stop": { args: Record<string, unknown>; result: { recording: boolean } };
  /** Choose the heating profile that a channel follows, by number (operator) */
  "schedules.active_profile.set": { args: { /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ channel_address: string; profile_index: number }; result: { saved: true; channel_address: string; profile_index: number } };
  /** Copy one heating profile into another, here or on another thermostat (operator) */
  "schedules.climate.copy_profile": { args: { /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ source_channel_address: string; source_profile: number; /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ target_channel_address: string; target_profile: number }; result: { copied: true; source_channel_address: string; source_profile: number; target_channel_address: string; target_profile: number } };
  /** Schedule of a channel, read from the CCU (viewer) */
  "schedules.climate.get": { args: { /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ channel_address: string }; result: { schedule: Schemas["Schedule"] } };
  /** Write the schedule of a channel (operator) */
  "schedules.climate.set": { args: { /** Address of a channel (`<device>:<number>`), or of the device for its own paramset */ channel_address: string; profile: { channel?: Schemas["ScheduleChannelRef"]; kind: "climate" | "simple"; /** Of switching schedules: switch, light, cover, valve or lock */ domain?: string; /** P1 … P6; ignored in requests */ active_profile?: string; /** The same from 0; ignored in requests */ active_profile_index?: number; /** Of heating schedules, by name; a profile left out of a request stays as it is */ profiles?: Record<string, Schemas["ClimateProfile"]>; /** Of all others; an entry left out of a request ends */ simple_entries?: Schemas["SimpleScheduleEntry"][]; color_capable?: boolean } }; result: { saved: true; channel_address: string } };
  /** Copy the whole schedule of a device to another one (operator) */
  "schedules.copy": { args: { /** Address of the device: letters, digits, hyphens */ source_device_address: string; /** Address of the device: letters, digits, hyphens */ target_device_address: string }; result: { copied: true; source_device_address: string; target_device_address: string } };
  /** Choose the heating profile that a device follows (operator) */
  "schedules.device.active_profile.set": { args: { /** Address of the device: letters, digits, hyphens */ device_address: string; profile: string }; result: { saved: true; device_address: string; profile: string } };
  /** Schedule of a device, wherever the device keeps it (viewer) */
  "schedules.device.get": { args: { /** Address of the device: letters, digits, hyphens */ device_address: string }; result: { schedule: Schemas["Schedule"] } };
  /** Write the schedule of a device (operator) */
  "schedules.device.set": { args: { /** Address of the device: letters, digits, hyphens */ device_address: string; profile: { channel?: Schemas["ScheduleChannelRef"]; kind: "climate" | "simple"; /** Of switching schedules: switch, light, cover, valve or lock */ domain?: string; /** P1 … P6; ignored in requests */ active_profile?: string; /** The same from 0; ignored in requests */ active_profile_index?: number; /** Of heating schedules, by name; a profile left out of a request stays as it is */ profiles?: Record<string, Schemas["ClimateProfile"]>; /** Of all others; an entry left out of a request ends */ simple_entries?: Schemas["SimpleScheduleEntry"][]; color_capable?: boolean } }; result: { saved: true; device_address: string } };
  /** Devices that have a schedule (viewer) */
  "schedules.list_devices": { args: Record<string, unknown>; result: { devices: { address: string; name: string; model: string; interface_id: string; interface: string }[] } };
  /** Let one channel, or all channels, of a device follow the week program, or not (operator) */
  "schedules.set_enabled": { args: { /** Address of the device: letters, digits, hyphens */ device_address: string; enabled?: boolean; /** Empty: all channels */ channel_key?: "" | string }; result: { success: true } };
  /** Acknowledge one service message (operator) */
  "service_messages.ack": { args: { id: string; central_name?: string }; result: { acknowledged: true; id: string } };
  /** Acknowledge every service message of a CCU that can be (operator) */
  "service_messages.ack_all": { args: { central_name?: string }; result: { acknowledged: number } };
  /** Suppress what a service message reports, for good (operator) */
  "service_messages.disable": { args: { id: string; central_name?: string }; result: { disabled: string } };
  /** Service messages of one CCU, newest first (viewer) */
  "service_messages.list": { args: { central_name?: string }; result: { messages: { id: string; name: string; address: string; device_name: string; type: string; counter: number; quittable: boolean; rooms?: string[]; timestamp?: string; last_timestamp?: string }[] } };
  /** Suppressed service messages, here and on the CCUs (operator) */
  "service_messages.suppressed": { args: Record<string, unknown>; result: { items: Schemas["SuppressedServiceMessage"][] } };
  /** Take a suppression back, of one parameter or of a whole channel (operator) */
  "service_messages.unsuppress": { args: { channel: string; parameter?: string; interface?: string; central_name?: string }; result: { unsuppressed: string } };
  /** Names of all commands (viewer) */
  "system.commands": { args: Record<string, unknown>; result: { commands: string[] } };
  /** Health of the store, the CCUs and their interfaces; the worst of them is the overall state (viewer) */
  "system.health": { args: Record<string, unknown>; result: { overall: "healthy" | "degraded" | "unhealthy" | "unknown"; /** 0 to 1 */ score: number; components: ({ Name: string; Status: "healthy" | "degraded" | "unhealthy" | "unknown"; LastSample: { Healthy: boolean; Note: string; NoteKey: string; Timestamp: string } })[] } };
  /** Role of the socket's identity (viewer) */
  "system.user_permissions": { args: Record<string, unknown>; result: { is_admin: boolean; role: "admin" | "operator" | "viewer"; /** Always empty; older clients expect the member */ backend: string } };
  /** Read the system variables anew, of one CCU or of all (operator) */
  "sysvars.fetch": { args: { central_name?: string }; result: { fetched: true; central_name: string } };
  /** System variables of one CCU (viewer) */
  "sysvars.list": { args: { central_name?: string }; result: { sysvars: ({ name: string; /** LOGIC, ALARM, LIST, FLOAT, INTEGER or STRING */ value_type: string; /** boolean, number, index of the label (LIST) or text; absent until observed */ value?: unknown; observed: boolean; min?: number; max?: number; /** Label of false */ value_name_0?: string; /** Label of true */ value_name_1?: string; channel?: string; device_address?: string; description: string; unit: string; value_list: string[] | null; is_visible: boolean; is_logged: boolean })[] } };
  /** Write the value of a system variable (operator) */
  "sysvars.set": { args: { name: string; value: unknown; central_name?: string }; result: { saved: true; name: string } };
  /** Programs that read or write a system variable (viewer) */
  "sysvars.usage": { args: { name: string; central_name?: string }; result: { sysvar: string; central_name: string; programs: Schemas["SysvarUsageProgram"][] } };
}

/** Events by type: the template of their topic, and their payload. */
export interface Broadcasts {
  /** Once a second while somebody may leave, or has to disarm */
  "alarm.countdown": { topic: "alarm.panel"; payload: Schemas["AlarmCountdownPayload"] };
  /** The alarm panel can no longer do what it should, or can again */
  "alarm.health_changed": { topic: "alarm.panel"; payload: Schemas["AlarmHealthChangedPayload"] };
  /** The journal has another entry */
  "alarm.journal_appended": { topic: "alarm.panel"; payload: Schemas["AlarmJournalAppendedPayload"] };
  /** An output of class `notification` has fired */
  "alarm.notification": { topic: "alarm.panel"; payload: Schemas["AlarmNotificationPayload"] };
  /** A panel looks otherwise, or is gone */
  "alarm.panel_changed": { topic: "alarm.panel"; payload: Schemas["AlarmPanelChangedPayload"] };
  /** A zone can be armed in a mode in which it could not, or the other way round */
  "alarm.readiness_changed": { topic: "alarm.panel"; payload: Schemas["AlarmReadinessChangedPayload"] };
  /** It is time to arm a zone that nobody has armed */
  "alarm.reminder": { topic: "alarm.panel"; payload: Schemas["AlarmReminderPayload"] };
  /** A zone is in another state */
  "alarm.state_changed": { topic: "alarm.panel"; payload: Schemas["AlarmStateChangedPayload"] };
  /** A zone raises the alarm */
  "alarm.triggered": { topic: "alarm.panel"; payload: Schemas["AlarmTriggeredPayload"] };
  /** A walk test has heard of one more sensor */
  "alarm.walktest_progress": { topic: "alarm.panel"; payload: Schemas["AlarmWalkTestProgressPayload"] };
  /** Loading a central made progress */
  "central.readiness_changed": { topic: "central.{name}.readiness"; payload: Schemas["CentralReadinessChangedPayload"] };
  /** The connection to a CCU as a whole came up, degraded or ended */
  "central.state_changed": { topic: "central.{name}.state"; payload: Schemas["CentralStateChangedPayload"] };
  /** An interface of a CCU became reachable or not */
  "connectivity.changed": { topic: "hub.{central}.connectivity.{interface_id}"; payload: Schemas["HubConnectivityChangedPayload"] };
  /** A light, a blind, a thermostat … is in another state; follows the values that make it */
  "custom_data_point.state_changed": { topic: "device.{address}.cdps.{name}"; payload: Schemas["CustomDataPointStateChangedPayload"] };
  /** A written value was shown at once and not confirmed: the former one is shown again */
  "datapoint.optimistic_rolled_back": { topic: "device.{address}.channels.{channel}.data_points.{parameter}"; payload: Schemas["OptimisticRollbackPayload"] };
  /** A data point has another value, or its first one */
  "datapoint.value_changed": { topic: "device.{address}.channels.{channel}.data_points.{parameter}"; payload: Schemas["DataPointValueChangedPayload"] };
  /** A device can be reached again, or no longer */
  "device.availability_changed": { topic: "device.{address}.lifecycle"; payload: Schemas["DeviceAvailabilityChangedPayload"] };
  /** A device is new in the home */
  "device.created": { topic: "device.{address}.lifecycle"; payload: Schemas["DeviceCreatedPayload"] };
  /** A device is gone from the home */
  "device.removed": { topic: "device.{address}.lifecycle"; payload: Schemas["DeviceRemovedPayload"] };
  /** A key was pressed, a device reports an error or an impulse */
  "device.trigger": { topic: "device.{address}.channels.{channel}.trigger"; payload: Schemas["DeviceTriggerPayload"] };
  /** The alarm messages of a CCU changed */
  "hub.alarm_message": { topic: "hub.{central}.alarm_messages"; payload: Schemas["HubCountChangedPayload"] };
  /** The devices that wait to be accepted changed */
  "hub.inbox_changed": { topic: "hub.{central}.inbox"; payload: Schemas["HubCountChangedPayload"] };
  /** Pairing was switched on or off, or counts down */
  "hub.install_mode_changed": { topic: "hub.{central}.install_mode"; payload: Schemas["InstallModeChangedPayload"] };
  /** A figure about the connection to a CCU changed */
  "hub.metrics_changed": { topic: "hub.{central}.metrics"; payload: Schemas["HubMetricChangedPayload"] };
  /** A program ran on the CCU */
  "hub.program_executed": { topic: "hub.{central}.programs.{id}"; payload: Schemas["ProgramExecutedPayload"] };
  /** The service messages of a CCU changed */
  "hub.service_message": { topic: "hub.{central}.service_messages"; payload: Schemas["HubCountChangedPayload"] };
  /** Firmware for the CCU itself appeared, is being installed or was installed */
  "hub.system_update_changed": { topic: "hub.{central}.system_update"; payload: Schemas["HubSystemUpdateChangedPayload"] };
  /** A system variable has another value */
  "hub.sysvar_changed": { topic: "hub.{central}.sysvars.{name}"; payload: Schemas["SysvarChangedPayload"] };
  /** How far a commissioning is; stages are an open set */
  "matter.commissioning_progress": { topic: "matter.commissioning_progress"; payload: Schemas["MatterCommissioningProgressPayload"] };
  /** Somebody may commission the bridge now; its code is good for this window */
  "matter.commissioning_window_opened": { topic: "matter.commissioning_window_opened"; payload: Schemas["MatterCommissioningWindowResponse"] };
  /** Devices that controllers see came or went */
  "matter.endpoint_assembled": { topic: "matter.endpoint_assembled"; payload: Schemas["MatterEndpointAssembledPayload"] };
  /** A row of the exposure list was changed */
  "matter.exposable_changed": { topic: "matter.exposable_changed"; payload: Schemas["MatterExposureUpdate"] };
  /** The bridge was commissioned into a fabric */
  "matter.fabric_added": { topic: "matter.fabric_added"; payload: Schemas["MatterFabric"] };
  /** The bridge has left a fabric */
  "matter.fabric_removed": { topic: "matter.fabric_removed"; payload: Schemas["MatterFabricRemovedPayload"] };
  /** A part of the connection to a CCU became healthy or ill */
  "system.status_changed": { topic: "system.{central}.status"; payload: Schemas["SystemStatusChangedPayload"] };
}

/** Lists that come in pages: by `page` and `per_page`, or by `offset` and `limit`. */
export const PAGED = {
  "/alarm-messages": "page",
  "/audit": "offset",
  "/devices": "page",
  "/programs": "page",
  "/service-messages": "page",
  "/sysvars": "page",
} as const;

/** Operations whose body is sent as `multipart/form-data`. */
export const FORMS: readonly string[] = [
  "POST /admin/tls/certificate",
];
