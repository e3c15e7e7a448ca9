import { LATENCY_EDGES_MS } from '../../core/histogram/latency-buckets.ts'

/** Where answers are counted by what they took, for all targets of this HAProxy. */
const LATENCY_TABLE = 'cutwater-latency'
export const latencyTableLines = (): string[] => [
  `backend ${LATENCY_TABLE}`,
  '    # Answers by target, server and bucket of latency; room for a thousand targets, taken as it is needed.',
  '    stick-table type string len 256 size 1m store gpc0',
]

/** Buckets side by side that are equally wide, in microseconds: up to `upTo`, in steps of `step`. */
export type Stretch = { readonly upTo: number; readonly step: number }

const EDGES_US = LATENCY_EDGES_MS.map((edge) => Math.round(edge * 1_000))
const FIRST_US = EDGES_US[0] ?? 0
const LAST_US = EDGES_US.at(-1) ?? 0

export const STRETCHES: readonly Stretch[] = stretches()

function stretches(): readonly Stretch[] {
  const found: { upTo: number; step: number }[] = []
  for (const [i, upTo] of EDGES_US.slice(1).entries()) {
    const step = upTo - (EDGES_US[i] ?? 0)
    const last = found.at(-1)
    if (last?.step === step) last.upTo = upTo
    else found.push({ upTo, step })
  }
  return found
}

/** For the script that tells them. */
export const latencyGlobals = (): string[] => [
  `    setenv CUTWATER_LATENCY_US "${FIRST_US} ${STRETCHES.map(({ upTo, step }) => `${upTo}:${step}`).join(' ')}"`,
]

/**
 * An answer below 500 is counted in the bucket that it falls into, by HAProxy's own arithmetic: a script would be
 * asked for every answer. A request that chose its version by header is not of the public. A frontend that uses sc1 for
 * something else keeps it, and nothing is counted.
 */
export function latencyLines(): string[] {
  const us = 'var(txn.cutwater_us)'
  const edge = 'http-response set-var(txn.cutwater_edge)'
  const counted = 'if { var(txn.cutwater_counted) -m found }'
  return [
    '    # How long each server takes to answer, by narrow buckets. sc1 is taken by it.',
    '    http-request set-var(txn.cutwater_began) date(0,us)',
    '    http-response set-var(txn.cutwater_counted) str(yes) if { status lt 500 } !{ var(txn.cutwater_reason) -m str header } !{ sc1_tracked }',
    `    http-response set-var(txn.cutwater_us) date(0,us),sub(txn.cutwater_began) ${counted}`,
    `    ${edge} int(${FIRST_US}) if { ${us} -m int le ${FIRST_US} }`,
    ...STRETCHES.map(
      ({ upTo, step }, i) =>
        `    ${edge} ${us},add(-1),div(${step}),add(1),mul(${step}) if { ${us} -m int ${(STRETCHES[i - 1]?.upTo ?? FIRST_US) + 1}:${upTo} }`,
    ),
    `    ${edge} int(0) if { ${us} -m int gt ${LAST_US} }`,
    '    http-response set-var(txn.cutwater_server) srv_name',
    '    http-response set-var(txn.cutwater_answer) be_name,concat(" ",txn.cutwater_server),concat(" ",txn.cutwater_edge)',
    `    http-response track-sc1 var(txn.cutwater_answer) table ${LATENCY_TABLE} ${counted}`,
    `    http-response sc-inc-gpc0(1) ${counted}`,
  ]
}
