import type { Wrong } from '../../expression/expression.ts'
import { FACTS } from '../../expression/facts.ts'

/** An expression that names `inputs`, `steps` or the like as a whole, or by a computed name; null when it does not. */
export function unclear(computed: readonly string[]): Wrong | null {
  const [name] = computed
  if (name === undefined) return null
  return {
    code: 'expression',
    message: `the expression uses ${name} without a plain name`,
    remedy: `name what is meant, such as ${NAMED[name] ?? 'inputs.version_tag'}`,
  }
}

const NAMED: Readonly<Record<string, string>> = {
  steps: 'steps["deploy-wix"].outputs.url',
  change: 'change.tier',
  window: 'window.end',
}

/** What is wrong with an expression, in words of a plan; `facts` are those that are known. */
export function explain(
  wrong: Wrong,
  {
    late,
    expressions,
    facts,
  }: { readonly late: boolean; readonly expressions: readonly string[]; readonly facts: readonly string[] },
): Wrong {
  if (wrong.code !== 'unknown-name') return wrong
  const missing = FACTS.find(
    (fact) => fact.includes('.') && !facts.includes(fact) && expressions.some((cel) => cel.includes(fact)),
  )
  if (missing !== undefined) return unknownFact(missing)
  if (late || !expressions.some((cel) => /\bsteps\b/.test(cel))) return wrong
  return {
    code: 'expression-place',
    message: 'outputs of steps are not known yet when this is read',
    remedy:
      'use them in the `with` of an action, in flags, in the version of a deploy, or in a check of flags',
  }
}

const unknownFact = (name: string): Wrong => ({
  code: 'unknown-name',
  message: `${name} is not known here`,
  remedy: name.startsWith('window')
    ? 'say when the window starts, or leave it out: at once has no moment that is known before'
    : `add ${name.replace('.', ': { ')}: ... } to the plan`,
})
