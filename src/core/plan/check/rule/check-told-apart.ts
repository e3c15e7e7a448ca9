import type { EnvironmentBinding } from '../../../binding/binding.ts'
import type { SignalBinding } from '../../../binding/signal-binding.ts'
import { PATH_LABEL, toldApart } from '../../../binding/told-apart.ts'
import { didYouMean } from '../../../document/did-you-mean.ts'
import { type Fault, fault, keyFault, type Path } from '../../../document/finding.ts'
import { own } from '../../../document/tree.ts'

type Use = {
  readonly name: string
  readonly path: Path
  readonly targets: readonly string[]
  readonly each: { readonly label: string; readonly path: Path } | null
}

/** Whether a signal tells apart what a rule judges one by one, in an environment. */
export function checkToldApart(
  { name, path, targets, each }: Use,
  environment: string,
  bound: EnvironmentBinding,
  signal: SignalBinding,
): readonly Fault[] {
  const known = (target?: string) => toldApart(signal, own(bound.targets, target ?? ''))
  if (each === null) {
    const [label] = signal.source === 'gateway' || signal.kind !== 'gauge' ? [] : known()
    if (label === undefined) return []
    return [
      fault(
        path,
        'many-numbers',
        `in ${environment} ${name} is a number for each ${label}, which cannot be added up`,
        `add each: ${label}, or name a signal that is one number, such as the worst of them`,
      ),
    ]
  }
  const { label } = each
  const lacking = targets.find((target) => !known(target).includes(label))
  if (targets.length === 0 ? known().includes(label) : lacking === undefined) return []
  const said = (message: string, remedy: string) => [keyFault(each.path, 'unbound', message, remedy)]
  if (signal.source === 'gateway' && label === PATH_LABEL)
    return said(
      `in ${environment} ${lacking ?? 'no target'} names no paths, so its gateway counts none apart`,
      `add paths: [/api/*] to the target ${lacking ?? ''} in cutwater.yaml`,
    )
  const labels = known(lacking)
  if (labels.length > 0)
    return said(
      `in ${environment} ${name} is not told apart by ${label}`,
      labels.length === 1 ? `write each: ${labels[0]}` : didYouMean(label, labels),
    )
  return said(
    `in ${environment} ${name} is one number, which nothing tells apart by ${label}`,
    REMEDIES[signal.source](label),
  )
}

const REMEDIES: Readonly<Record<SignalBinding['source'], (label: string) => string>> = {
  gateway: () => 'write each: reason or each: segment',
  prometheus: (label) => `sum its expressions by ${label} too, and add each: ${label} in cutwater.yaml`,
  sql: (label) => `select ${label} too, and add each: ${label} to its sql in cutwater.yaml`,
  http: (label) => `add each: ${label} and items: $.list[*] to its http in cutwater.yaml`,
}
