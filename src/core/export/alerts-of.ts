import { type WatchedRule, watchedRules } from '../backtest/watched-rules.ts'
import type { EnvironmentBinding, PrometheusBinding } from '../binding/binding.ts'
import type { PrometheusSignalBinding } from '../binding/signal-binding.ts'
import { own } from '../document/tree.ts'
import type { Bound, Guard } from '../judge/rule.ts'
import { type Level, type LevelName, type Threshold, thresholdsOf } from '../level/level.ts'
import type { Runbook } from '../runbook/runbook.ts'
import { shapeIn } from '../signal/shape.ts'
import { formatDuration } from '../time/duration.ts'
import type { Millis } from '../time/instant.ts'
import { guardWords, levelAlertWords, runbookWords, type Words } from './alert-words.ts'
import { askingOf, type Look, targetsVector } from './asking.ts'
import { comparedWith, type Unsaid } from './compared.ts'
import { type Numbers, numbersOf } from './numbers.ts'
import { promDuration, promText } from './prom-text.ts'
import type { AlertRule, RuleFile } from './rule-file.ts'
import { isClassic, wholeOf } from './signal-value.ts'
import { whoMeasures } from './who-measures.ts'

/** What an environment is measured by, where it has a Prometheus. */
export type Measured = EnvironmentBinding & { readonly prometheus: PrometheusBinding }

/** Where a level is told by nothing else, what a server itself says of it. */
const LEVEL_METRIC = 'cutwater_level_reached'
const NO_DATA_AFTER: Millis = 5 * 60_000

/** The guards and levels of a plan as rules of the Prometheus that measures its signals. */
export function alertsOf(runbook: Runbook, measured: Measured): RuleFile {
  const { environment, plan, levels = [] } = runbook
  const place = { runbook, measured, numbers: numbersOf(environment, plan), targets: movedTargets(runbook) }
  const guards = guardsOf(runbook)
  const made = [
    ...guards.map(({ guard, targets }) => ofGuard(guard, { ...place, targets })),
    ...levels.flatMap((level) =>
      thresholdsOf(level).map(({ name, threshold }) => ofLevel(level, name, threshold, place)),
    ),
  ]
  const alerts = distinct(made.flatMap(({ rule }) => (rule === null ? [] : [rule])))
  return {
    name: `cutwater:${plan}:${environment}`,
    interval: promDuration(measured.prometheus.intervalMs),
    recorded: place.numbers.recorded(),
    alerts: [...alerts, ...silences(guards, place)],
    remarks: made.flatMap(({ remark }) => (remark === null ? [] : [remark])),
  }
}

type Place = {
  readonly runbook: Runbook
  readonly measured: Measured
  readonly targets: readonly string[]
  readonly numbers: Numbers
}
type Made = { readonly rule: AlertRule | null; readonly remark: string | null }

type PlacedGuard = { readonly guard: Guard; readonly targets: readonly string[] }

/** Each guard once, with all the targets that it watches. */
function guardsOf(runbook: Runbook): readonly PlacedGuard[] {
  const found = new Map<string, PlacedGuard>()
  for (const { step, rule, target } of watchedRules(runbook).filter(isGuard)) {
    const key = `${step}/${rule.id}`
    found.set(key, { guard: rule, targets: [...(found.get(key)?.targets ?? []), target] })
  }
  return [...found.values()]
}

const isGuard = (watched: WatchedRule): watched is WatchedRule & { rule: Guard } =>
  watched.rule.kind === 'guard'

/** Where guards and levels watch. */
export function movedTargets({ steps, targets }: Runbook): readonly string[] {
  const moved = steps.flatMap((step) => (step.kind === 'rollout' ? step.targets : []))
  return moved.length === 0 ? targets : [...new Set(moved)]
}

function ofGuard(guard: Guard, place: Place): Made {
  const { id, signal, form, bound, minSamples, each, tell = [], ask = [] } = guard
  const spanMs = form.form === 'for' ? form.lookbackMs : form.form === 'over' ? form.span : 0
  const asked = { signal, bound, spanMs: spanMs === 'hold' ? 0 : spanMs, minSamples, each }
  const said = expressionOf(asked, place)
  if ('why' in said) return { rule: null, remark: `guard ${id} is not in here: ${said.why}.` }
  const severity = guard.then === 'pause' ? 'warning' : 'critical'
  const words = guardWords(guard, shapeIn(said.bound), whoseWords(said.look))
  const team = [...tell, ...ask]
  const held = form.form === 'for' && form.ms > 0 ? { for: promDuration(form.ms) } : {}
  const labels = labelsOf(place.runbook, said.look, { signal, severity, team })
  const rule = { alert: id, expr: said.expr, ...held, labels, annotations: annotated(words, place.runbook) }
  return { rule, remark: null }
}

/** A level that is measured otherwise is asked of the server, which has the same number. */
function ofLevel(level: Level, name: LevelName, threshold: Threshold, place: Place): Made {
  const { id, signal, spanMs, minSamples, worse, tell = [] } = level
  const bound: Bound = { op: worse === 'higher' ? 'at-least' : 'at-most', ...threshold }
  const said = expressionOf({ signal, bound, spanMs, minSamples, each: undefined }, place)
  const severity = name === 'warn' ? 'warning' : 'critical'
  const labels = (look: Look | null) =>
    labelsOf(place.runbook, look, { signal, severity, level: name, team: tell })
  if (!('why' in said)) {
    const words = levelAlertWords(level, name, shapeIn(said.bound), {
      whose: whoseWords(said.look),
      hasValue: true,
    })
    const annotations = annotated(words, place.runbook)
    return { rule: { alert: id, expr: said.expr, labels: labels(said.look), annotations }, remark: null }
  }
  const bySignal = own(place.measured.signals, signal)
  if (bySignal === undefined) return { rule: null, remark: `level ${id} is not in here: ${said.why}.` }
  const words = levelAlertWords(level, name, shapeIn(bySignal), {
    whose: '{{ $labels.target }}',
    hasValue: false,
  })
  const wanted = { environment: place.runbook.environment, signal, over: formatDuration(spanMs), level: name }
  const matchers = Object.entries(wanted).map(([label, value]) => `${label}=${promText(value)}`)
  const annotations = annotated(words, place.runbook)
  return {
    rule: {
      alert: id,
      expr: `${LEVEL_METRIC}{${matchers.join(', ')}} == 1`,
      labels: labels(null),
      annotations,
    },
    remark: `level ${name} of ${id} is taken from ${LEVEL_METRIC} of Cutwater's own /metrics, which knows it while a change is under way: ${said.why}.`,
  }
}

type Asked = {
  readonly signal: string
  readonly bound: Bound
  readonly spanMs: Millis
  readonly minSamples: number
  readonly each: string | undefined
}

type Said = { readonly expr: string; readonly look: Look; readonly bound: PrometheusSignalBinding }

function expressionOf({ signal, bound, spanMs, minSamples, each }: Asked, place: Place): Said | Unsaid {
  const { runbook, measured, numbers } = place
  const by = own(measured.signals, signal)
  if (by?.source !== 'prometheus') return { why: whoMeasures(signal, by) }
  if (each !== undefined && by.labels.each !== each)
    return { why: `Prometheus does not tell ${signal} apart by ${each}` }
  if (by.kind === 'distribution' && !isClassic(by.buckets))
    return { why: `${signal} is a native histogram, which not every Prometheus adds up over a span` }
  const look = lookOf(by, { ...place, spanMs, each })
  if (look.whose === 'canary' && runbook.version === '' && by.labels.words?.canary.includes('${VERSION}'))
    return { why: `${signal} tells the canary by its version, and the plan names none` }
  const looked = { signal, bound: by, look }
  const compared = comparedWith(bound, { ...looked, minSamples, runbook, numbers })
  if ('why' in compared) return compared
  const enough = minSamples === 0 ? [] : [`${numbers.samples(looked)} >= ${minSamples}`]
  const parts = [`${numbers.value(looked)} ${compared.comparison}`, ...enough, ...compared.besides]
  return { expr: parts.join('\nand '), look, bound: by }
}

function lookOf(
  by: PrometheusSignalBinding,
  { runbook, measured, targets, spanMs, each }: Place & { spanMs: Millis; each: string | undefined },
): Look {
  const whose = by.labels.armIs === 'slot' ? 'canary' : 'sides'
  const base = { labels: by.labels, targets, whose, version: runbook.version } as const
  return { ...base, spanMs, rhythm: measured.prometheus, ...(each === undefined ? {} : { each }) }
}

/** No data is never success: of each signal, that nothing of a target is measured any more. */
function silences(guards: readonly PlacedGuard[], place: Place): readonly AlertRule[] {
  const { runbook, measured } = place
  const levels = (runbook.levels ?? []).map(({ signal }) => ({ signal, afterMs: NO_DATA_AFTER }))
  const heeded = guards.flatMap(({ guard: { signal, noData } }) =>
    noData.then === 'ignore' ? [] : [{ signal, afterMs: noData.afterMs }],
  )
  const waits = new Map<string, Millis>()
  for (const { signal, afterMs } of [...heeded, ...levels])
    waits.set(signal, Math.min(afterMs, waits.get(signal) ?? afterMs))
  return [...waits].flatMap(([signal, afterMs]) => {
    const by = own(measured.signals, signal)
    if (by?.source !== 'prometheus') return []
    const spanMs = measured.prometheus.intervalMs
    const look: Look = { ...lookOf(by, { ...place, spanMs, each: undefined }), whose: 'everybody' }
    const words = {
      summary: `${whoseWords(look)}: nothing of ${signal} is measured`,
      description:
        'No data is no success: a change that is under way holds its weight, or does what its plan says.',
    }
    return [
      {
        alert: `${signal}-no-data`,
        expr: `${targetsVector(look)} unless ${askingOf(look).readings(wholeOf(by))}`,
        for: promDuration(afterMs),
        labels: labelsOf(runbook, look, { signal, severity: 'warning', team: [] }),
        annotations: annotated(words, runbook),
      },
    ]
  })
}

/** A label that the series have already is theirs. */
function labelsOf(
  { plan, environment, owner }: Runbook,
  look: Look | null,
  { team, ...said }: { signal: string; severity: string; level?: string; team: readonly string[] },
): Record<string, string> {
  const theirs = look === null ? [] : [look.labels.target, look.labels.arm, look.each]
  const all = {
    plan,
    environment,
    ...said,
    ...(owner === undefined ? {} : { owner }),
    ...(team.length === 0 ? {} : { team: team.join(',') }),
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => !theirs.includes(name)))
}

function whoseWords({ labels, whose, each }: Look): string {
  const target = `{{ $labels.${labels.target} }}`
  const of = each === undefined ? '' : `, ${each} {{ $labels.${each} }}`
  return `${target}${whose === 'sides' ? ` {{ $labels.${labels.arm} }}` : whose === 'canary' ? ' canary' : ''}${of}`
}

const annotated = (words: Words, runbook: Runbook) => ({ ...words, runbook: runbookWords(runbook) })

/** Two rollouts may have the same guard. */
function distinct(rules: readonly AlertRule[]): readonly AlertRule[] {
  const seen = new Map(rules.map((rule) => [JSON.stringify([rule.alert, rule.expr, rule.labels]), rule]))
  return [...seen.values()]
}
