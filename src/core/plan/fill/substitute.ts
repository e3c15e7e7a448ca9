import { type Fault, fault, isUnder, keyFault, type Path } from '../../document/finding.ts'
import { entriesOf, isTree, mapLeaves, own, type Tree } from '../../document/tree.ts'
import {
  type Evaluator,
  evaluatorFor,
  isWrong,
  LONGEST_TEXT,
  type Scope,
} from '../../expression/expression.ts'
import { hasExpression, readTemplate, type Template, wholeExpression } from '../../expression/template.ts'
import { literal, toValue } from '../../expression/value.ts'
import type { Scalar } from '../../runbook/runbook.ts'
import { explain, unclear } from './expression-words.ts'
import { celTypeOf, type Declarations, type Given } from './inputs.ts'
import { mayRunLate, outputsIn } from './late.ts'
import { windowFacts } from './window-facts.ts'

/** A plan's tree with its inputs filled in. What speaks of outputs stays an expression, for the time it runs. */
export type Substituted = {
  readonly root: unknown
  readonly faults: readonly Fault[]
  /** Where a value came from an input; `certain` is false when that input's value was only made up. */
  readonly filled: readonly {
    readonly path: Path
    readonly certain: boolean
    readonly constant: boolean
    /** The inputs of the expressions with which it begins; none when it begins with text. */
    readonly leads: readonly string[]
  }[]
  readonly usedInputs: ReadonlySet<string>
  /** Which steps' outputs are spoken of, and where. */
  readonly late: readonly { readonly path: Path; readonly steps: readonly string[] }[]
}

/** `asked` false: nobody has given inputs yet. */
type Setting = { readonly pace: number; readonly asked: boolean }

/** `unsure` names the inputs whose values are made up. */
export function substitute(
  root: Tree,
  declarations: Declarations,
  values: Given,
  unsure: ReadonlySet<string>,
  setting: Setting = { pace: 1, asked: true },
): Substituted {
  return new Substitution(declarations, values, unsure, outputsIn(root), setting).of(root)
}

class Substitution {
  readonly #declarations: Declarations
  readonly #values: Given
  readonly #unsure: Set<string>
  readonly #steps: Scope['steps']
  readonly #setting: Setting
  readonly #faults: Fault[] = []
  readonly #filled: { path: Path; certain: boolean; constant: boolean; leads: readonly string[] }[] = []
  readonly #used = new Set<string>()
  readonly #late: { path: Path; steps: readonly string[] }[] = []
  #facts: Record<string, string> = {}
  #now: Evaluator
  #later: Evaluator

  constructor(
    declarations: Declarations,
    values: Given,
    unsure: ReadonlySet<string>,
    steps: Scope['steps'],
    setting: Setting,
  ) {
    this.#setting = setting
    this.#declarations = declarations
    this.#values = values
    this.#unsure = new Set(unsure)
    this.#steps = steps
    this.#now = evaluatorFor(this.#scope([], false))
    this.#later = this.#now
  }

  of(root: Tree): Substituted {
    const early = { ...root, ...this.#readFacts(root) }
    this.#now = evaluatorFor(this.#scope(Object.keys(this.#facts), false))
    this.#later = evaluatorFor(this.#scope(Object.keys(this.#facts), true))
    for (const { path } of entriesOf(root)) {
      const key = path.at(-1)
      if (typeof key === 'string' && hasExpression(key))
        this.#faults.push(
          keyFault(
            path,
            'expression-place',
            'a key cannot be an expression',
            'write the name itself; only values may be expressions',
          ),
        )
    }
    const filled = mapLeaves(early, (leaf, path) =>
      typeof leaf === 'string' && hasExpression(leaf) ? this.#fill(leaf, path) : leaf,
    )
    return {
      root: filled,
      faults: this.#faults,
      filled: this.#filled,
      usedInputs: this.#used,
      late: this.#late,
    }
  }

  /** `environment`, `version` and the like come first, because everything else may speak of them. */
  #readFacts(root: Tree): Tree {
    const facts: Tree = {}
    if (root.environment === undefined && Object.hasOwn(this.#declarations, 'environment'))
      facts.environment = '${{ inputs.environment }}'
    for (const name of ['environment', 'version'] as const) {
      const written = facts[name] ?? root[name]
      if (written === undefined) continue
      const value =
        typeof written === 'string' && hasExpression(written) ? this.#fill(written, [name]) : written
      facts[name] = value
      if (typeof value === 'string') this.#facts[name] = value
      if (this.#filled.some(({ path, certain }) => path[0] === name && !certain))
        this.#unsure.add(`fact:${name}`)
    }
    return { ...facts, ...this.#readChange(root), ...this.#readWindow(root) }
  }

  #readChange(root: Tree): Tree {
    if (!isTree(root.change)) return {}
    const change = { ...root.change }
    for (const name of ['type', 'tier'] as const) {
      if (change[name] === undefined) continue
      change[name] = this.#early(change[name], ['change', name])
      if (typeof change[name] === 'string') this.#facts[`change.${name}`] = change[name]
      this.#doubt(['change', name], [`change.${name}`])
    }
    return { change }
  }

  /** Both ends, where the plan or an input says when the window opens. */
  #readWindow(root: Tree): Tree {
    if (!isTree(root.window)) return {}
    const window = { ...root.window }
    for (const name of ['start', 'duration'] as const)
      if (window[name] !== undefined) window[name] = this.#early(window[name], ['window', name])
    this.#doubt(['window', 'start'], ['window.start', 'window.end'])
    this.#doubt(['window', 'duration'], ['window.end'])
    // The person who runs it may say when; `check` does not know yet.
    const open =
      !this.#setting.asked && typeof root.window.start === 'string' && hasExpression(root.window.start)
    if (open) for (const name of ['window.start', 'window.end']) this.#unsure.add(`fact:${name}`)
    const made = this.#unsure.has('fact:window.start')
    Object.assign(this.#facts, windowFacts(window, { pace: this.#setting.pace, made }))
    return { window }
  }

  #early(written: unknown, path: Path): unknown {
    return typeof written === 'string' && hasExpression(written) ? this.#fill(written, path) : written
  }

  #doubt(path: Path, facts: readonly string[]): void {
    if (this.#filled.some((one) => !one.certain && isUnder(one.path, path)))
      for (const name of facts) this.#unsure.add(`fact:${name}`)
  }

  #fill(text: string, path: Path): unknown {
    if (path[0] === 'inputs') {
      this.#faults.push(
        fault(
          path,
          'expression-place',
          'an input cannot be made from an expression',
          'write the value itself',
        ),
      )
      return text
    }
    const template = readTemplate(text)
    if (template === null) {
      this.#faults.push(fault(path, 'expression', 'a ${{ is never closed', 'close it with }}'))
      return undefined
    }
    const late = mayRunLate(path)
    const expressions = template.parts.flatMap((part) => ('cel' in part ? [part.cel] : []))
    const checked = expressions.map((cel) => (late ? this.#later : this.#now).check(cel))
    for (const expression of checked) {
      const wrong = isWrong(expression)
        ? explain(expression, { late, expressions, facts: Object.keys(this.#facts) })
        : unclear(expression.references.computed)
      if (wrong === null) continue
      this.#faults.push(fault(path, wrong.code, wrong.message, wrong.remedy))
      return undefined
    }
    const known = checked.flatMap((expression) => (isWrong(expression) ? [] : [expression]))
    const names = known.flatMap(({ references }) => references.inputs.map(({ name }) => name))
    const facts = known.flatMap(({ references }) => references.facts.map(({ name }) => name))
    for (const name of names) this.#used.add(name)
    const steps = known.flatMap(({ references }) => references.steps)
    const certain = ![...names, ...facts.map((name) => `fact:${name}`)].some((name) => this.#unsure.has(name))
    const constant = names.length + facts.length + steps.length === 0
    this.#filled.push({ path, certain, constant, leads: this.#leadsOf(template) })
    if (steps.length > 0) {
      this.#late.push({ path, steps })
      const kept = this.#keepForLater(template)
      const { cel = '' } = toValue(kept) as { readonly cel?: string }
      if (cel.length <= LONGEST_TEXT) return kept
      const message = `the expression is longer than ${LONGEST_TEXT} characters once its inputs are filled in`
      this.#faults.push(fault(path, 'expression', message, 'shorten it'))
      return undefined
    }
    return this.#evaluate(template, path)
  }

  #leadsOf({ parts }: Template): readonly string[] {
    const text = parts.findIndex((part) => 'text' in part)
    return parts.slice(0, text === -1 ? parts.length : text).flatMap((part) => {
      const checked = this.#later.check('cel' in part ? part.cel : '')
      return isWrong(checked) ? [] : checked.references.inputs.map(({ name }) => name)
    })
  }

  #evaluate(template: Template, path: Path): unknown {
    const given = { inputs: this.#values, facts: this.#facts, steps: {} }
    const results = template.parts.map((part) =>
      'cel' in part ? this.#now.evaluate(part.cel, given) : part.text,
    )
    const wrong = results.find(isWrong)
    const value = wholeExpression(template) === null ? results.map(String).join('') : results[0]
    if (wrong === undefined && !(typeof value === 'string' && hasExpression(value))) return value
    const { code, message, remedy } = wrong ?? {
      code: 'expression',
      message: 'the expression gives another expression',
      remedy: 'let it give the value itself',
    }
    this.#faults.push(fault(path, code, message, remedy))
    return undefined
  }

  /** Inputs become literals now, so that what runs later depends on outputs alone. */
  #keepForLater(template: Template): string {
    return template.parts
      .map((part) => ('cel' in part ? `\${{ ${this.#withLiterals(part.cel)} }}` : part.text))
      .join('')
  }

  #withLiterals(cel: string): string {
    const checked = this.#later.check(cel)
    if (isWrong(checked)) return cel
    const places = [
      ...checked.references.inputs.map((at) => ({ ...at, text: this.#inputLiteral(at.name) })),
      ...checked.references.facts.map((at) => ({ ...at, text: literal(this.#facts[at.name] ?? '') })),
    ].sort((a, b) => b.start - a.start)
    return places.reduce(
      (text, { start, end, text: value }) => text.slice(0, start) + value + text.slice(end),
      cel,
    )
  }

  #inputLiteral(name: string): string {
    const declaration = own(this.#declarations, name)
    return literal(
      own(this.#values, name) as Scalar,
      declaration === undefined ? undefined : celTypeOf(declaration),
    )
  }

  #scope(facts: readonly string[], late: boolean): Scope {
    const types = Object.entries(this.#declarations).filter(([name]) => Object.hasOwn(this.#values, name))
    return {
      inputs: Object.fromEntries(types.map(([name, of]) => [name, celTypeOf(of)])),
      facts,
      steps: late ? this.#steps : {},
    }
  }
}
