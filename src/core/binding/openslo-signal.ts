import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import { SloFault } from '../openslo/objects.ts'
import { type SloSignal, sloSignal } from '../openslo/signal.ts'
import type { WrittenSignal } from './signal-schema.ts'
import { scaleOf } from './signal-shape.ts'

/** The text of a file that a binding names, relative to itself; `wrong`: why it cannot be read. */
export type ReadBeside = (path: string) => { readonly text: string } | { readonly wrong: string }

/** A signal that refers to an SLO, as if its queries and its objective had been written; others as they are. */
export function withSlo(
  path: Path,
  written: WrittenSignal,
  read: ReadBeside,
): { readonly signal: WrittenSignal; readonly faults: readonly Fault[] } {
  const { openslo, ...signal } = written
  if (openslo === undefined) return { signal, faults: [] }
  const twice = (['slo', 'direction', 'kind'] as const).filter((key) => written[key] !== undefined)
  if (twice.length > 0)
    return {
      signal: written,
      faults: twice.map((key) => keyFault([...path, key], 'bad-value', `the SLO says ${key}`, 'remove it')),
    }
  const { file, name, objective, ...labels } = openslo
  const found = read(file)
  if ('wrong' in found)
    return { signal: written, faults: [unusable(path, 'file', `${file} cannot be read: ${found.wrong}`)] }
  const arm = labels.side ?? labels.slot ?? ''
  try {
    const slo = sloSignal(found.text, file, { name, objective, labels: [labels.target, arm] })
    return { signal: { ...signal, ...measured(slo, labels, written) }, faults: [] }
  } catch (error) {
    if (!(error instanceof SloFault)) throw error
    return { signal: written, faults: [unusable(path, 'name', error.message)] }
  }
}

type Labels = Omit<NonNullable<WrittenSignal['openslo']>, 'file' | 'name' | 'objective'>

function measured(
  slo: SloSignal,
  labels: Labels,
  { unit }: WrittenSignal,
): Pick<WrittenSignal, 'prometheus' | 'slo' | 'direction'> {
  if (slo.kind === 'gauge') {
    const { query, objective, direction } = slo
    const value = objective * scaleOf(unit)
    return { prometheus: { query, ...labels }, slo: { unit: 'plain', value }, direction }
  }
  const { kind: _, objective, ...parts } = slo
  return { prometheus: { ...parts, ...labels }, slo: { unit: 'ratio', value: objective } }
}

const unusable = (path: Path, key: string, message: string): Fault =>
  fault(
    [...path, 'openslo', key],
    'bad-slo',
    message,
    'correct it there, or write the signal here: prometheus: { ... }',
  )
