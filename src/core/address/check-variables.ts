import { didYouMean } from '../document/did-you-mean.ts'
import { type Fault, fault, type Path } from '../document/finding.ts'

const NAME = /\$\{([^}]*)\}/g

/** Variables may stand in the path and query of a URL, never in what says whom to call. */
export function checkUrl(path: Path, url: string, known: readonly string[]): readonly Fault[] {
  const origin = /^https?:\/\/[^/?#]*/.exec(url)?.[0] ?? ''
  const moved = origin.includes('${')
    ? [
        fault(
          path,
          'input-in-command',
          'a variable chooses whom to call',
          'write the host itself; variables may stand in the path',
        ),
      ]
    : []
  return [...moved, ...checkVariables(path, url, known)]
}

export function checkVariables(path: Path, text: string, known: readonly string[]): readonly Fault[] {
  if (text.includes('${{'))
    return [
      fault(
        path,
        'input-in-command',
        'an expression of a plan cannot become part of a command',
        'pass it by `with`; the command reads CUTWATER_WITH',
      ),
    ]
  return [...text.matchAll(NAME)]
    .map((match) => match[1] ?? '')
    .filter((name) => !known.includes(name))
    .map((name) =>
      fault(path, 'unknown-variable', `there is no variable ${name.slice(0, 80)}`, didYouMean(name, known)),
    )
}

export function checkNoVariables(path: Path, text: string): readonly Fault[] {
  return text.includes('${')
    ? [
        fault(
          path,
          'input-in-command',
          'nothing is filled in here',
          'write the value itself or secret:NAME; commands read CUTWATER_ variables',
        ),
      ]
    : []
}
