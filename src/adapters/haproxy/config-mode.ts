import type { ConfiguredTarget, HaproxyConfigOrder } from './config-order.ts'
import { mapFileOf } from './map-file.ts'
import { quoted } from './quoted.ts'

/** Where writes under way are counted, for all targets of this HAProxy. */
export const WRITES_TABLE = 'cutwater-writes'
export const writesTableLines = (): string[] => [
  `backend ${WRITES_TABLE}`,
  '    # Writes under way of each target. A stream of HAProxy counts from the rule that tracks it to its end.',
  '    stick-table type string len 256 size 20k store conn_cur',
]

type Allowed = NonNullable<HaproxyConfigOrder['maintenance']>

/** Whom maintenance lets through. Without a line nobody is. */
export function allowLines({ maintenance = NOTHING, segmentHeader }: HaproxyConfigOrder): string[] {
  const { allowPaths, allowSegments, allowAddresses } = maintenance
  const words = allowPaths.filter((path) => !path.endsWith('/*'))
  const below = allowPaths.filter((path) => path.endsWith('/*')).map((path) => path.slice(0, -1))
  const acl = (name: string, what: string, values: readonly string[]) =>
    values.length === 0 ? [] : [`    acl ${name} ${what} ${values.map(quoted).join(' ')}`]
  return [
    '    # Whom maintenance lets through.',
    '    acl cutwater_safe method GET HEAD OPTIONS TRACE',
    String.raw`    acl cutwater_misleading path -m reg -i '/\.\.?([/;]|$)|%2e|%2f|%3b|%5c|\\'`,
    ...acl('cutwater_path', 'path -m str --', words),
    ...acl('cutwater_path', 'path -m beg --', below),
    ...(allowPaths.length === 0 ? ['    acl cutwater_path always_false'] : []),
    ...acl('cutwater_person', `req.fhdr(${segmentHeader}) -m str --`, allowSegments),
    ...acl('cutwater_person', 'src', allowAddresses),
    ...(allowSegments.length + allowAddresses.length === 0 ? ['    acl cutwater_person always_false'] : []),
  ]
}

const NOTHING: Allowed = {
  healthPath: null,
  allowPaths: [],
  allowSegments: [],
  allowAddresses: [],
}

/**
 * A write is counted before the map is asked: a server that has put a mode there and then reads the count misses
 * none. Which of the two ways an allowed write is counted decides whether maintenance waits for it.
 */
export function modeLines(
  { target, maps }: Pick<ConfiguredTarget, 'target' | 'maps'>,
  { maintenance = NOTHING }: Pick<HaproxyConfigOrder, 'maintenance'>,
) {
  const file = mapFileOf(maps, target)
  const { healthPath } = maintenance
  const allowed = ['cutwater_person', 'cutwater_path !cutwater_misleading']
  const refused = [
    '{ var(txn.cutwater_entry) -m sub " mode:read-only:" } !cutwater_safe',
    '{ var(txn.cutwater_entry) -m sub " mode:maintenance:" } !{ var(txn.cutwater_allowed) -m found }',
  ]
  return [
    '    # The mode of the target: what is let through here is finished, whatever is ordered meanwhile. sc2 is taken by it.',
    ...allowed.map((condition) => `    http-request set-var(txn.cutwater_allowed) str(yes) if ${condition}`),
    `    http-request track-sc2 str(${target}!allowed) table ${WRITES_TABLE} if !cutwater_safe { var(txn.cutwater_allowed) -m found }`,
    `    http-request track-sc2 str(${target}) table ${WRITES_TABLE} if !cutwater_safe !{ var(txn.cutwater_allowed) -m found }`,
    `    http-request set-map(${file}) ${target}!uncounted yes if !cutwater_safe !{ sc2_conn_cur(${WRITES_TABLE}) gt 0 }`,
    `    http-request set-var(txn.cutwater_entry) str(${target}),map_str(${file},"0 blue closed")`,
    `    http-request lua.cutwater_since_loaded ${target} unless { str(${target}!looked),map_str(${file}) -m found }`,
    ...(healthPath === null
      ? []
      : [`    http-request lua.cutwater_health if { path -m str -- ${quoted(healthPath)} }`]),
    ...refused.flatMap((condition) => [
      `    http-request lua.cutwater_refuse if ${condition}`,
      `    http-request return status 503 content-type text/plain string "Down for maintenance" hdr Retry-After 60 if ${condition}`,
    ]),
  ]
}
