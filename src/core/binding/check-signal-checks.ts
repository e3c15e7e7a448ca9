import { didYouMean } from '../document/did-you-mean.ts'
import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import { own } from '../document/tree.ts'
import { isRelative } from '../plan/rule/bound.ts'
import { misfit } from '../signal/fit.ts'
import { LIMIT_NAMES } from '../validation/basis/limits.ts'
import type { WrittenEnvironment } from './schema.ts'
import { shapeOf } from './signal-shape.ts'

/** Checks of kind `signal`: what they name is in the same environment, and is compared in its unit. */
export function checkSignalChecks(path: Path, environment: WrittenEnvironment): readonly Fault[] {
  const { checks = {}, signals = {}, targets = {} } = environment
  return Object.entries(checks).flatMap(([name, { signal: written }]) => {
    if (written === undefined) return []
    const place = [...path, 'checks', name, 'signal']
    const known = own(signals, written.name)
    const strangers = (written.targets ?? []).flatMap((target, i) =>
      own(targets, target) !== undefined
        ? []
        : [
            fault(
              [...place, 'targets', i],
              'unbound',
              `the environment has no target ${target}`,
              didYouMean(target, Object.keys(targets)),
            ),
          ],
    )
    if (known === undefined) {
      const remedy = didYouMean(written.name, Object.keys(signals))
      const message = `the environment has no signal ${written.name}`
      return [...strangers, fault([...place, 'name'], 'unbound', message, remedy)]
    }
    const limits = LIMIT_NAMES.flatMap((key): readonly Fault[] => {
      const value = written[key]
      if (value === undefined) return []
      if (isRelative(value))
        return value.of !== 'slo' || known.slo !== undefined
          ? []
          : [
              keyFault(
                [...place, key],
                'unbound',
                `the binding says no SLO of ${written.name}`,
                `add slo to ${written.name}, or write a number`,
              ),
            ]
      const wrong = misfit(shapeOf(known), value)
      return wrong === null
        ? []
        : [fault([...place, key], 'wrong-unit', `${written.name} is ${wrong.is}`, `write ${wrong.write}`)]
    })
    return [...strangers, ...limits]
  })
}
