import type { Argument, Command, Option } from 'commander'

/** What may stand at the end of a line; `files`: a path may, and the shell knows its own files best. */
export type Candidates = { readonly words: readonly Candidate[]; readonly files: boolean }
export type Candidate = { readonly word: string; readonly what: string }

/** Kinds of names that only a server knows, by what commands call their arguments. */
export type Names = { readonly changes: readonly Candidate[]; readonly targets: readonly Candidate[] }

/**
 * What may follow, by the commands and options themselves. `words` are those after `cutwater`; the last is the one that
 * is being written, perhaps empty.
 */
export function candidates(program: Command, words: readonly string[], names: Names): Candidates {
  const before = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  const { command, given } = commandIn(program, before)
  const awaiting = optionAwaiting(command, before.at(-1))
  const found =
    awaiting !== undefined
      ? valuesOf(awaiting)
      : current.startsWith('-')
        ? { words: optionsOf(command), files: false }
        : withArgument(command, given, names)
  return { ...found, words: found.words.filter(({ word }) => word.startsWith(current)) }
}

/** The innermost command, and how many of its arguments are written. */
function commandIn(
  program: Command,
  words: readonly string[],
): { readonly command: Command; readonly given: number } {
  let command = program
  let given = 0
  for (const [at, word] of words.entries()) {
    if (word.startsWith('-') || optionAwaiting(command, words[at - 1]) !== undefined) continue
    const inner = given === 0 ? command.commands.find((one) => one.name() === word) : undefined
    if (inner === undefined) given += 1
    else command = inner
  }
  return { command, given }
}

function optionAwaiting({ options }: Command, word: string | undefined): Option | undefined {
  return options.find((one) => (one.long === word || one.short === word) && (one.required || one.optional))
}

function optionsOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description }) => (long == null ? [] : [{ word: long, what: description }]))
}

function valuesOf({ argChoices, flags }: Option): Candidates {
  return { words: (argChoices ?? []).map(plainWord), files: /<(file|dir)/.test(flags) }
}

function withArgument(command: Command, given: number, names: Names): Candidates {
  const inner = given === 0 ? command.commands : []
  const known = command.registeredArguments
  const last = known.at(-1)
  const argument = known[given] ?? (last?.variadic === true ? last : undefined)
  return {
    words: [
      ...inner.map((one) => ({ word: one.name(), what: one.description() })),
      ...(argument === undefined ? [] : wordsFor(argument, names)),
    ],
    files: argument !== undefined && /^(file|plan)$/.test(argument.name()),
  }
}

function wordsFor(argument: Argument, { changes, targets }: Names): readonly Candidate[] {
  if (argument.argChoices !== undefined) return argument.argChoices.map(plainWord)
  switch (argument.name()) {
    case 'id':
      return changes
    case 'target':
      return targets
    case 'target-or-id':
      return [...targets, ...changes]
    default:
      return []
  }
}

const plainWord = (word: string): Candidate => ({ word, what: '' })
