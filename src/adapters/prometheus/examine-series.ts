import type { PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { formatValue } from '../../core/signal/unit.ts'
import { formFault, hasNative } from './form-fault.ts'
import type { ExpressionKey, ProbedSignal, Remark } from './probed.ts'
import type { Series } from './series.ts'

type Asked = Pick<ProbedSignal, 'bound' | 'targets' | 'bounds'> & { readonly key: ExpressionKey }

const ARMS = { side: ['blue', 'green'], slot: ['stable', 'canary'] } as const

/**
 * Whether what an expression gives at this moment can be told apart by target and side, and is about everybody asked
 * for.
 */
export function examineSeries(series: readonly Series[], asked: Asked): readonly Remark[] {
  if (series.length === 0) return asked.key === 'bad' ? [] : [nothing(asked.key)]
  const form = formFault(series, asked.bound.kind)
  if (form !== null) return [{ severity: 'error', code: 'native-histogram', ...form }]
  const { labels } = asked.bound
  const wrong = [labels.target, labels.arm, labels.each]
    .filter((label) => label !== undefined)
    .flatMap((label) => missingLabel(series, label))
  if (wrong.length > 0) return wrong
  return [...unknownArms(series, asked.bound), ...edges(series, asked), ...unheardOf(series, asked)]
}

function nothing(key: ExpressionKey): Remark {
  return {
    severity: 'warning',
    code: 'no-series',
    message: `${key} gives nothing now: without it there is no data, and no stage passes`,
    remedy: 'look whether what it counts is scraped, and under that name',
  }
}

function missingLabel(series: readonly Series[], label: string): readonly Remark[] {
  if (series.some(({ labels }) => labels[label] !== undefined)) return []
  const has = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort()
  return [
    {
      severity: 'error',
      code: 'no-label',
      message: `no series has the label ${label}: ${has.length === 0 ? 'they have none' : `there is ${has.join(', ')}`}`,
      remedy: `sum by (${label}, ...), or name another label`,
    },
  ]
}

function unknownArms(series: readonly Series[], { labels }: PrometheusSignalBinding): readonly Remark[] {
  const { words } = labels
  const known: readonly string[] =
    words === undefined ? ARMS[labels.armIs] : [words.canary, words.stable].filter((word) => word !== null)
  // Versions come and go: which one will be the canary is not known before there is a change.
  if (words !== undefined && (words.stable === null || known.some((word) => word.includes('${VERSION}'))))
    return []
  const values = valuesOf(series, labels.arm)
  if (values.some((value) => known.includes(value))) return []
  return [
    {
      severity: 'error',
      code: 'unknown-side',
      message: `${labels.arm} is ${some(values)}, never ${known.join(' or ')}`,
      remedy: 'name the label that holds it, or make one with label_replace(...)',
    },
  ]
}

function edges(series: readonly Series[], { key, bound, bounds }: Asked): readonly Remark[] {
  if (key !== 'buckets' || bound.kind !== 'distribution' || hasNative(series)) return []
  const les = valuesOf(series, 'le')
  if (!les.includes('+Inf'))
    return [
      {
        severity: 'error',
        code: 'no-label',
        message: les.length === 0 ? 'no series has the label le' : 'there is no bucket le="+Inf"',
        remedy: 'sum by (le, ...) over all buckets',
      },
    ]
  const last = Math.max(...les.map(Number).filter(Number.isFinite)) * bound.scale
  const beyond = bounds.find((value) => value >= last)
  return beyond === undefined
    ? []
    : [
        {
          severity: 'error',
          code: 'beyond-buckets',
          message: `the last bucket ends at ${formatValue(bound, last)}, so nobody can tell whether something took ${formatValue(bound, beyond)}`,
          remedy: 'compare with less, or give the histogram a bucket above',
        },
      ]
}

/** Of the parts only the whole is missed: that nothing of it was good or bad is no fault. */
function unheardOf(series: readonly Series[], { key, bound, targets }: Asked): readonly Remark[] {
  if (key === 'good' || key === 'bad' || key === 'sum') return []
  const { target } = bound.labels
  const there = valuesOf(series, target)
  const missing = targets.filter((name) => !there.includes(name))
  return missing.length === 0
    ? []
    : [
        {
          severity: 'warning',
          code: 'no-series',
          message: `${key} gives nothing for ${missing.join(', ')}: ${target} is ${some(there)}`,
          remedy: `look whether ${missing.join(' and ')} is scraped, and what ${target} says`,
        },
      ]
}

function valuesOf(series: readonly Series[], label: string): readonly string[] {
  return [...new Set(series.flatMap(({ labels }) => labels[label] ?? []))].sort()
}

const SHOWN = 5

function some(values: readonly string[]): string {
  const more = values.length - SHOWN
  return `${values.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
