import { type Fault, fault, type Path } from '../../document/finding.ts'
import { at, own } from '../../document/tree.ts'
import { hasExpression } from '../../expression/template.ts'
import type { Declarations, Given } from '../fill/inputs.ts'
import type { Substituted } from '../fill/substitute.ts'

/**
 * A text that begins with `-` is an option to the command that gets it as an argument: `--force`, or `-o/etc/x`.
 * Where a value goes to commands, an input may begin it so only when its pattern says that it may; what the plan's
 * author has written is theirs.
 */
export function checkOptions(
  { root, filled }: Pick<Substituted, 'root' | 'filled'>,
  declarations: Declarations,
  values: Given,
): readonly Fault[] {
  return filled
    .filter(({ path }) => goesToCommands(path) && mayBeOption(at(root, path)))
    .flatMap(({ path, leads }) => {
      const name = leads.find(
        (each) => looksLikeOption(own(values, each)) && isUnruled(own(declarations, each)),
      )
      return name === undefined ? [] : [optionFault(path, name)]
    })
}

/** Versions reach arguments by CUTWATER_VERSION; what an action is given is JSON, which commands take apart. */
function goesToCommands(path: Path): boolean {
  return path.at(-1) === 'version' || path.at(-2) === 'with'
}

/** What waits for outputs of earlier steps begins, when it is known, with the inputs that it begins with. */
const mayBeOption = (value: unknown): boolean =>
  looksLikeOption(value) || (typeof value === 'string' && hasExpression(value))

const looksLikeOption = (value: unknown): boolean => typeof value === 'string' && value.startsWith('-')

/** Values of an enum are the author's; only free text can be anything. */
const isUnruled = (declaration: Declarations[string] | undefined): boolean =>
  declaration?.type === 'string' && declaration.pattern === undefined

const optionFault = (path: Path, name: string): Fault =>
  fault(
    path,
    'option-like-input',
    `the input ${name} begins with -, and a command could take it for an option`,
    `give a value that begins otherwise, or let a pattern of the input say that it may: pattern: '-?[A-Za-z0-9.]+'`,
  )
