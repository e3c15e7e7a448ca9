import { parseBinding } from '../../src/core/binding/parse.ts'
import { evaluatorFor } from '../../src/core/expression/expression.ts'
import { checkDefinition } from '../../src/core/flag/check/check-definition.ts'
import { compileFlag } from '../../src/core/flag/evaluate/compile-flag.ts'
import { diffContent } from '../../src/core/flag/file/diff-content.ts'
import { flagdFile } from '../../src/core/flag/file/flagd-file.ts'
import { readFlagFile } from '../../src/core/flag/file/read-flag-file.ts'
import type { Context } from '../../src/core/flag/rule/rule.ts'
import { checkPlan, compilePlan } from '../../src/core/plan/plan.ts'
import { readScript } from '../../src/core/simulate/script.ts'
import { doubleName } from '../../src/http/kernel/request/double-name.ts'
import { jsonFault } from '../../src/http/kernel/request/json-position.ts'
import { jsonSize } from '../../src/http/kernel/request/json-size.ts'
import { flagCase } from './flags.ts'
import { BINDING, BODY, EXPRESSION, SCRIPT } from './grammars.ts'
import { PLAN } from './plan-grammar.ts'
import { type Grammar, pumped } from './pumped.ts'
import type { Random } from './random.ts'

/** A pure function that reads what somebody else wrote. */
export type Subject = {
  readonly name: string
  input(length: number, random: Random): string
  /** Never throws for what is written in the text. */
  run(text: string): void
}

const of = (name: string, grammars: readonly Grammar[], run: (text: string) => void): Subject => ({
  name,
  input: (length, random) => pumped(grammars, length, random),
  run,
})

const expressions = evaluatorFor({
  inputs: { a: 'string', b: 'int' },
  facts: ['environment'],
  steps: { a: { b: 'string' } },
})
const values = { inputs: { a: 'x', b: 1 }, facts: { environment: 'e' }, steps: { a: { b: 'y' } } }

export const SUBJECTS: readonly Subject[] = [
  of('plan check', PLAN, (text) => checkPlan(text, 'p.yaml')),
  of('plan with inputs', PLAN, (text) =>
    compilePlan(text, 'p.yaml', { inputs: { a: 'b', i: 'aaaa', k1: true }, pace: 1, binding: null }),
  ),
  of('binding', [BINDING], (text) => parseBinding(text, 'cutwater.yaml')),
  of('script of a simulation', [SCRIPT], (text) => readScript(text)),
  of('expression', [EXPRESSION], (text) => {
    expressions.check(text)
    expressions.evaluate(text, values)
  }),
  of('body', [BODY], (text) => {
    const { depth, values: many } = jsonSize(text)
    if (depth <= 200 && many <= 50_000 && jsonFault(text) === null) doubleName(text)
  }),
  {
    name: 'flag',
    input: flagCase,
    run(text) {
      const { definition, context } = JSON.parse(text) as { definition: unknown; context: Context }
      const checked = checkDefinition(definition)
      if (!('definition' in checked)) return
      compileFlag('f', checked.definition)(context, 0, null)
      JSON.stringify(flagdFile({ f: checked.definition }, null))
      diffContent(checked.definition, { ...checked.definition, targeting: { var: 'x' } })
    },
  },
  { name: 'flag file', input: flagFile, run: (text) => readFlagFile(text, 'f.yaml', 'f') },
]

/** A file of flagd with a flag of that name in it, or something of YAML instead. */
function flagFile(length: number, random: Random): string {
  if (random.whole(3) === 0) return pumped([{ ...SCRIPT, frames: [['flags:\n  f:\n', '']] }], length, random)
  const { definition } = JSON.parse(flagCase(length, random)) as { definition: object }
  return JSON.stringify({ flags: { f: definition } })
}
