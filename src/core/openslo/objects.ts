import { z } from 'zod'
import { readDocument } from '../document/document.ts'

/** The part of OpenSLO v1 that says what is measured: https://github.com/OpenSLO/OpenSLO. The rest is left alone. */
const source = z.looseObject({
  metricSource: z.looseObject({
    type: z.string().optional(),
    metricSourceRef: z.string().optional(),
    spec: z.looseObject({ query: z.string().optional() }).optional(),
  }),
})

const indicatorSpec = z.looseObject({
  ratioMetric: z
    .looseObject({
      counter: z.boolean().optional(),
      good: source.optional(),
      bad: source.optional(),
      total: source.optional(),
      raw: source.optional(),
    })
    .optional(),
  thresholdMetric: source.optional(),
})

const objective = z.looseObject({
  displayName: z.string().optional(),
  target: z.number().gt(0).lt(1).optional(),
  targetPercent: z.number().gt(0).lt(100).optional(),
  op: z.enum(['lte', 'gte', 'lt', 'gt']).optional(),
  value: z.number().optional(),
})

const sloSpec = z.looseObject({
  indicator: z.looseObject({ spec: indicatorSpec }).optional(),
  indicatorRef: z.string().optional(),
  objectives: z.array(objective).min(1),
})

const header = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
})

export type SourceOf = z.output<typeof source>
export type IndicatorSpec = z.output<typeof indicatorSpec>
export type Objective = z.output<typeof objective>
export type SloSpec = z.output<typeof sloSpec>

/** One object of a file, whose places are known. */
export type SloObject = {
  readonly kind: string
  readonly name: string
  readonly spec: unknown
  /** `file:line:column` of a path in it. */
  place(path: readonly (string | number)[]): string
}

/** Something in the file that cannot be used, with its place there. */
export class SloFault extends Error {
  override readonly name = 'SloFault'
}

const KINDS = [
  'SLO',
  'SLI',
  'Service',
  'DataSource',
  'AlertPolicy',
  'AlertCondition',
  'AlertNotificationTarget',
]

/** Every object of a file of OpenSLO v1, in which several documents may stand. Throws `SloFault`. */
export function readObjects(text: string, file: string): readonly SloObject[] {
  return documentsIn(text).flatMap(({ text: part, line: offset }): readonly SloObject[] => {
    const read = readDocument(part, file)
    if ('findings' in read) {
      const [first] = read.findings
      throw new SloFault(`${file}:${(first?.line ?? 1) + offset}: ${first?.message ?? 'it cannot be read'}`)
    }
    const { root, locate } = read.document
    const place = (path: readonly (string | number)[]): string => {
      const at = locate({ path, at: 'value', severity: 'error', code: '', message: '', remedy: '' })
      return `${file}:${at.line + offset}:${at.column}`
    }
    const { apiVersion, kind, metadata } = shaped(header, root, [], place)
    if (apiVersion !== 'openslo/v1')
      throw new SloFault(`${place(['apiVersion'])}: the version is ${apiVersion}, and openslo/v1 is read`)
    if (!KINDS.includes(kind)) throw new SloFault(`${place(['kind'])}: OpenSLO v1 has no kind ${kind}`)
    return [{ kind, name: metadata.name, spec: (root as { spec?: unknown }).spec, place }]
  })
}

/** Texts between lines of three dashes; empty ones are none. */
function documentsIn(text: string): readonly { readonly text: string; readonly line: number }[] {
  const parts: { lines: string[]; line: number }[] = [{ lines: [], line: 0 }]
  for (const [i, line] of text.split('\n').entries())
    if (/^---\s*$/.test(line)) parts.push({ lines: [], line: i + 1 })
    else parts.at(-1)?.lines.push(line)
  return parts
    .map(({ lines, line }) => ({ text: lines.join('\n'), line }))
    .filter(({ text }) => /^\s*[^\s#]/m.test(text))
}

export const sloSpecOf = ({ spec, place }: SloObject): SloSpec => shaped(sloSpec, spec, ['spec'], place)
export const indicatorSpecOf = ({ spec, place }: SloObject): IndicatorSpec =>
  shaped(indicatorSpec, spec, ['spec'], place)

function shaped<T>(
  schema: z.ZodType<T>,
  value: unknown,
  under: readonly string[],
  place: SloObject['place'],
): T {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const path = [...under, ...((issue?.path ?? []) as (string | number)[])]
  throw new SloFault(`${place(path)}: ${path.join('.') || 'it'} is not what OpenSLO v1 has there`)
}
