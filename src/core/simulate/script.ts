import { z } from 'zod'
import { itemRef, itemsOf, listsOf } from '../change/items/place.ts'
import { acceptItem, backItem, INCIDENTS_ITEM } from '../change/outside/observations.ts'
import { tooManyValues } from '../document/bounds.ts'
import { readDocument } from '../document/document.ts'
import { parseQuantity } from '../document/quantity.ts'
import { probeName } from '../probe/probe.ts'
import { rulesOf } from '../runbook/rules-of.ts'
import type { Runbook } from '../runbook/runbook.ts'
import { misfit } from '../signal/fit.ts'
import type { SignalShape } from '../signal/shape.ts'
import { parseDuration } from '../time/duration.ts'
import { parseInstant } from '../time/parse-instant.ts'

/**
 * What the world does in a simulation: `observations.yaml`. Times are offsets from the start, such as `12m`; the
 * world is healthy except where the script says otherwise.
 */
export type Script = z.infer<typeof script>

const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text)
  if (ms !== null) return ms
  context.addIssue({ code: 'custom', message: `"${text}" is no duration; write something like 90s or 5m` })
  return z.NEVER
})
const instant = z.string().transform((text, context) => {
  const read = parseInstant(text)
  if ('at' in read) return read.at
  context.addIssue({ code: 'custom', message: `"${text}" ${read.wrong}; ${read.remedy}` })
  return z.NEVER
})
const percentage = z
  .union([z.number(), z.string().regex(/^\d+(\.\d+)?\s*%$/)])
  .transform((said) => (typeof said === 'number' ? said : Number.parseFloat(said) / 100))

const quantity = z.union([z.number(), z.string()]).transform((written, context) => {
  const read = parseQuantity(written)
  if (read !== null) return read
  context.addIssue({
    code: 'custom',
    message: `"${written}" is no value; write something like 95%, 800ms or 40`,
  })
  return z.NEVER
})

const MOST_SERIES = 60

const evidence = z.strictObject({
  /** When it begins and ends: offsets from the start. Later lines win over earlier ones. */
  from: duration,
  until: duration.optional(),
  targets: z.array(z.string()).optional(),
  slot: z.enum(['canary', 'stable']).default('canary'),
  /** Only while the canary has at least this share, such as `50%`. */
  fromWeight: percentage.optional(),
  /** Of every ratio: how much is well. */
  success: percentage.optional(),
  /** Of every distribution of durations: what each request takes. */
  latencyMs: z.number().positive().optional(),
  /** What single signals show, as a rule would write it: `95%`, `800ms`, `40`. */
  signals: z.record(z.string(), quantity).optional(),
  /** What single series of a signal show, where a rule judges `each`: by signal, then by the name of the series. */
  series: z
    .record(z.string(), z.record(z.string(), quantity))
    .refine(
      (series) => Object.values(series).every((its) => Object.keys(its).length <= MOST_SERIES),
      'a signal has 60 series at most',
    )
    .optional(),
  /** The source is away: the watermark stands still. What was missed is read afterwards. */
  missing: z.boolean().optional(),
  /** The measurements are lost for good: a gap, which lengthens the hold. */
  lost: z.boolean().optional(),
})

const probe = z.strictObject({
  /** When it begins and ends to fail: offsets from the start. */
  from: duration,
  until: duration.optional(),
  targets: z.array(z.string()).optional(),
  /** `startup`, `live`, `ready`, or the path of another one. */
  probe: z.string(),
  says: z.string().default('as scripted'),
})

const effect = z.strictObject({
  /** A step's or checklist item's id. */
  item: z.string(),
  direction: z.enum(['do', 'check', 'undo']).default('do'),
  /** The n-th attempt; without it every one. */
  attempt: z.number().int().positive().optional(),
  takes: duration.optional(),
  outcome: z.enum(['done', 'failed', 'unknown']).default('done'),
  reason: z.string().default('as scripted'),
  outputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
})

const command = z
  .strictObject({
    at: duration,
    do: z.enum([
      'pause',
      'resume',
      'promote',
      'promote-all',
      'promote-auto',
      'promote-manual',
      'abort',
      'rollback',
      'rollback-gradual',
      'kill',
      'extend',
      'settle',
      'consider',
      'decline',
      'answer',
      'tick',
      'untick',
      'not-ready',
      'decide',
    ]),
    because: z.string().optional(),
    override: z.string().optional(),
    by: duration.optional(),
    /** A step, a line of the acceptance, an item of a checklist (`STEP/ITEM`), or the step of a decision. */
    item: z.string().optional(),
    /** Of the consideration that is declined. */
    number: z.number().int().positive().optional(),
    /** Of an answer: the guard that asks, and what is answered. */
    guard: z.string().optional(),
    as: z.enum(['done', 'failed', 'repeat', 'skip', 'resume', 'rollback', 'approve', 'reject']).optional(),
    /** Of a tick, and so on: who says it. Without it the person that it waits for. */
    who: z.string().optional(),
    note: z.string().optional(),
    /** Of `promote-manual`: who has to approve. */
    approver: z.string().min(1).optional(),
  })
  .refine(
    ({ do: what, approver }) => (what === 'promote-manual') === (approver !== undefined),
    'promote-manual, and nothing else, has an approver',
  )
  .refine(
    ({ do: what, guard }) => (what === 'answer') === (guard !== undefined),
    'answer, and nothing else, has a guard: the id of the one that asks',
  )

/** Each is looked at in every turn. */
const MOST_LINES = 500
const MOST_FAULTS = 20
const some = <Line extends z.ZodType>(line: Line) =>
  z.array(line).max(MOST_LINES, `a script has ${MOST_LINES} of these at most`).default([])

const script = z.strictObject({
  /** When the change is requested; without it, one minute before the window. */
  start: instant.optional(),
  requestsPerSecond: z.number().positive().default(100),
  /** Without it, what the binding says, else as fine as the plan's shortest rule needs. */
  scrapeEvery: duration.optional(),
  /** How long after its end an interval is known; without it, what the binding says, else a second. */
  scrapeLag: duration.optional(),
  proxiesTake: duration.default(200),
  /** How long writes go on after every proxy has a mode that would turn them away. */
  writesTake: duration.default(0),
  effectsTake: duration.default(2_000),
  /** How long a person takes to tick or approve what no command of the script is about. */
  peopleTake: duration.default(60_000),
  /** Objectives that rules mean by `slo`, by signal; without them, what the binding says. */
  slos: z.record(z.string(), quantity).default({}),
  /** What earlier changes kept under the names that the plan takes: numbers by signal, by name. */
  kept: z.record(z.string(), z.record(z.string(), quantity)).default({}),
  /** What single signals showed before the change was requested, on what served everyone; else they were healthy. */
  before: z.record(z.string(), quantity).default({}),
  /** What single signals showed a week earlier, on the whole target, or `nothing`; else they were healthy. */
  lastWeek: z.record(z.string(), z.literal('nothing').or(quantity)).default({}),
  /** How long before the start the newest drill has proved the rollback, or `never`. */
  drilled: z.literal('never').or(duration).default(0),
  evidence: some(evidence),
  /** What deployed sides do not answer well; else every probe is well. */
  probes: some(probe),
  effects: some(effect),
  commands: some(command),
  /** The server is killed and started again. */
  restarts: some(duration),
  /** Stop here at the latest. */
  until: duration.default(60 * 86_400_000),
})

export function healthyWorld(): Script {
  return script.parse({})
}

/** Reads a script; every fault by its place. */
export function readScript(
  text: string,
): { readonly script: Script } | { readonly faults: readonly string[] } {
  const document = readDocument(text, '')
  if ('findings' in document) {
    if (document.findings[0]?.code === 'empty') return { script: healthyWorld() }
    return {
      faults: document.findings.map(
        ({ line, column, message, remedy }) => `line ${line}, column ${column}: ${message}; ${remedy}`,
      ),
    }
  }
  const { root } = document.document
  const [large] = tooManyValues(root)
  if (large !== undefined) return { faults: [`${large.message}; ${large.remedy}`] }
  const read = script.safeParse(root ?? {})
  if (read.success) return { script: read.data }
  return {
    faults: read.error.issues
      .slice(0, MOST_FAULTS)
      .map((issue) => `${issue.path.join('.') || 'the script'}: ${issue.message}`),
  }
}

/** Items, targets and signals that the script speaks of and the runbook does not know. */
export function strangersIn(
  { effects, evidence: lines, commands, probes, before, kept, lastWeek }: Script,
  runbook: Runbook,
  shapeOf: (signal: string) => SignalShape | null = () => null,
): readonly string[] {
  const { steps, accept, targets, wayDown } = runbook
  const items = new Set([
    ...listsOf(runbook).flatMap((place) =>
      itemsOf(runbook, place).map(({ id }) => itemRef({ ...place, item: id })),
    ),
    ...steps.map(({ id }) => id),
    ...accept.map(({ id }) => acceptItem(id)),
    ...accept.map(({ id }) => id),
    ...(wayDown?.steps.map(({ id }) => backItem(id)) ?? []),
    ...(wayDown?.verify === undefined ? [] : ['verification']),
    ...(wayDown?.verify?.incidents === undefined ? [] : [INCIDENTS_ITEM]),
  ])
  const known = new Set(targets)
  const rules = rulesOf(runbook).map(({ rule }) => rule)
  const strange = (place: string, signals: Script['lastWeek']): readonly string[] =>
    Object.entries(signals).flatMap(([signal, said]) => {
      if (!measured.has(signal)) return [`${place}: no rule looks at "${signal}"`]
      const shape = shapeOf(signal)
      const wrong = shape === null || said === 'nothing' ? null : misfit(shape, said)
      return wrong === null ? [] : [`${place}.${signal}: it is ${wrong.is}; write ${wrong.write}`]
    })
  const guards = new Set(runbook.guards?.map(({ id }) => id))
  const asked = new Set(runbook.probes?.map(probeName))
  const measured = new Set([...rules, ...(runbook.levels ?? [])].map(({ signal }) => signal))
  const judgedEach = new Set(rules.filter(({ each }) => each !== undefined).map(({ signal }) => signal))
  return [
    ...effects.flatMap(({ item }, i) =>
      items.has(item) ? [] : [`effects.${i}.item: there is no "${item}"`],
    ),
    ...commands.flatMap(({ item }, i) =>
      item === undefined || items.has(item) ? [] : [`commands.${i}.item: there is no "${item}"`],
    ),
    ...commands.flatMap(({ guard }, i) =>
      guard === undefined || guards.has(guard)
        ? []
        : [`commands.${i}.guard: the plan has no guard "${guard}"`],
    ),
    ...probes.flatMap(({ probe: name, targets: of = [] }, i) => [
      ...(asked.has(name) ? [] : [`probes.${i}.probe: the plan has no probe "${name}"`]),
      ...of.flatMap((target) =>
        known.has(target) ? [] : [`probes.${i}.targets: there is no target "${target}"`],
      ),
    ]),
    ...lines.flatMap(({ signals = {} }, i) => strange(`evidence.${i}.signals`, signals)),
    ...lines.flatMap(({ series = {} }, i) =>
      Object.entries(series).flatMap(([signal, its]) =>
        judgedEach.has(signal)
          ? Object.entries(its).flatMap(([name, said]) =>
              strange(`evidence.${i}.series.${signal}.${name}`, { [signal]: said }),
            )
          : [`evidence.${i}.series: no rule judges each series of "${signal}"`],
      ),
    ),
    ...strange('before', before),
    ...strange('lastWeek', lastWeek),
    ...Object.entries(kept).flatMap(([name, signals]) => strange(`kept.${name}`, signals)),
    ...lines.flatMap((line, i) =>
      (line.targets ?? []).flatMap((target) =>
        known.has(target) ? [] : [`evidence.${i}.targets: there is no target "${target}"`],
      ),
    ),
  ]
}
