import type { Direction } from '../signal/shape.ts'
import {
  type IndicatorSpec,
  indicatorSpecOf,
  type Objective,
  readObjects,
  SloFault,
  type SloObject,
  type SourceOf,
  sloSpecOf,
} from './objects.ts'

/** What a binding says beside the name of an SLO. */
export type SloWanted = {
  readonly name: string
  /** Which objective, by its displayName, where there are several. */
  readonly objective?: string | undefined
  /** The labels by which series are told apart. */
  readonly labels: readonly string[]
}

/** The signal that an SLO measures, in PromQL with `${WINDOW}`, and its objective. */
export type SloSignal =
  | {
      readonly kind: 'ratio'
      readonly good?: string
      readonly bad?: string
      readonly total: string
      /** From 0 to 1. */
      readonly objective: number
    }
  | {
      readonly kind: 'gauge'
      readonly query: string
      /** In the source's own unit. */
      readonly objective: number
      readonly direction: Direction
    }

/** Throws `SloFault`, with the place in the file. */
export function sloSignal(text: string, file: string, wanted: SloWanted): SloSignal {
  const objects = readObjects(text, file)
  const slos = objects.filter(({ kind }) => kind === 'SLO')
  const slo = slos.find(({ name }) => name === wanted.name)
  if (slo === undefined)
    throw new SloFault(
      `${file} has no SLO ${wanted.name}${slos.length === 0 ? '' : `: it has ${slos.map(({ name }) => name).join(', ')}`}`,
    )
  const { indicator, indicatorRef, objectives } = sloSpecOf(slo)
  const objective = objectiveOf(slo, objectives, wanted.objective)
  if (indicator !== undefined)
    return signalOf(indicator.spec, objective, wanted.labels, (...path) =>
      slo.place(['spec', 'indicator', 'spec', ...path]),
    )
  const sli = objects.find(({ kind, name }) => kind === 'SLI' && name === indicatorRef)
  if (sli === undefined)
    throw new SloFault(
      `${slo.place(['spec', 'indicatorRef'])}: there is no SLI ${indicatorRef ?? ''} in this file`,
    )
  return signalOf(indicatorSpecOf(sli), objective, wanted.labels, (...path) => sli.place(['spec', ...path]))
}

function objectiveOf(slo: SloObject, all: readonly Objective[], wanted: string | undefined): Objective {
  const those = wanted === undefined ? all : all.filter(({ displayName }) => displayName === wanted)
  const [one, second] = those
  if (one !== undefined && second === undefined) return one
  const names = all.map(({ displayName }) => displayName ?? 'one without a displayName').join(', ')
  throw new SloFault(
    one === undefined
      ? `${slo.place(['spec', 'objectives'])}: there is no objective ${wanted}, only ${names}`
      : `${slo.place(['spec', 'objectives'])}: there are several objectives: say which by objective: ${names}`,
  )
}

type Place = (...path: string[]) => string

function signalOf(
  { ratioMetric, thresholdMetric }: IndicatorSpec,
  objective: Objective,
  labels: readonly string[],
  place: Place,
): SloSignal {
  if (thresholdMetric !== undefined) {
    const { op, value } = objective
    if (op === undefined || value === undefined)
      throw new SloFault(`${place('thresholdMetric')}: its objective says no op and value`)
    const query = queryOf(thresholdMetric, () => place('thresholdMetric'))
    const gauge = (selector: string) =>
      `avg by (${labels.join(', ')}) (avg_over_time(${selector}[\${WINDOW}]))`
    return {
      kind: 'gauge',
      query: windowed(query, gauge, place('thresholdMetric')),
      objective: value,
      direction: op === 'lte' || op === 'lt' ? 'higher' : 'lower',
    }
  }
  if (ratioMetric === undefined)
    throw new SloFault(`${place()}: it has neither ratioMetric nor thresholdMetric`)
  const { counter = false, good, bad, total, raw } = ratioMetric
  if (raw !== undefined)
    throw new SloFault(
      `${place('ratioMetric', 'raw')}: a quotient cannot be added up: write good or bad, and total`,
    )
  const counted = (part: SourceOf, key: string): string =>
    windowed(
      queryOf(part, () => place('ratioMetric', key)),
      (selector) => {
        if (!counter)
          throw new SloFault(
            `${place('ratioMetric', key)}: only counters are counted, and it has no counter: true`,
          )
        return `sum by (${labels.join(', ')}) (increase(${selector}[\${WINDOW}]))`
      },
      place('ratioMetric', key),
    )
  if (total === undefined || (good === undefined) === (bad === undefined))
    throw new SloFault(`${place('ratioMetric')}: it needs good or bad, and total`)
  const share = objective.target ?? (objective.targetPercent ?? Number.NaN) / 100
  if (Number.isNaN(share)) throw new SloFault(`${place('ratioMetric')}: its objective says no target`)
  const part = good === undefined ? { bad: counted(bad as SourceOf, 'bad') } : { good: counted(good, 'good') }
  return { kind: 'ratio', ...part, total: counted(total, 'total'), objective: share }
}

function queryOf({ metricSource: { type, metricSourceRef, spec } }: SourceOf, place: () => string): string {
  if (type === undefined)
    throw new SloFault(
      metricSourceRef === undefined
        ? `${place()}: its metricSource has no type`
        : `${place()}: a DataSource by reference is not followed: write type: Prometheus`,
    )
  if (type.toLowerCase() !== 'prometheus')
    throw new SloFault(`${place()}: its metricSource is ${type}, and Prometheus is read`)
  if (spec?.query === undefined) throw new SloFault(`${place()}: its metricSource has no query`)
  return spec.query.trim()
}

const SELECTOR = /^[A-Za-z_:][\w:]*\s*(?:\{(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^{}"'])*\})?$/

/** With `${WINDOW}` where it counts: written so, by the `{{.window}}` of other tools, or around a selector alone. */
function windowed(query: string, around: (selector: string) => string, place: string): string {
  const filled = query.replace(/\{\{\s*\.window\s*\}\}/g, '${WINDOW}')
  if (filled.includes('${WINDOW}')) return filled
  if (SELECTOR.test(query)) return around(query)
  throw new SloFault(
    `${place}: its query has a span of its own: write \${WINDOW} or {{.window}} there, or a selector alone`,
  )
}
