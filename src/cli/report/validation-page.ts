import { type Outcome, worst } from '../../core/validation/basis/verdict.ts'
import { type CheckResult, countedInWords, type SuiteResult } from '../../core/validation/result.ts'
import { htmlPage, WITH_PICTURES } from '../../read/report/html-page.ts'
import { text } from './html-text.ts'
import { VALIDATION_STYLE } from './validation-style.ts'

export type Validation = {
  readonly environment: string
  readonly at: string
  readonly results: readonly SuiteResult[]
}

const WORDS: Readonly<Record<Outcome, string>> = { passed: 'Passed', failed: 'Failed', unknown: 'Not known' }

/** One page with all of it, that needs nothing else: it can be sent, kept and printed. */
export function validationPage({ environment, at, results }: Validation): string {
  const checks = results.flatMap((suite) => suite.checks)
  const outcome = worst(results.map((suite) => suite.outcome))
  return htmlPage({
    title: `Validation of ${text(environment)}: ${WORDS[outcome].toLowerCase()}`,
    style: VALIDATION_STYLE,
    policy: WITH_PICTURES,
    body: `<main>
<header>
<p class="kicker">Validation of ${text(environment)}</p>
<h1><span class="mark ${outcome}" aria-hidden="true"></span>${HEADLINES[outcome]}</h1>
<p>${countedInWords(checks)} in ${results.length} ${results.length === 1 ? 'suite' : 'suites'}, on
<time datetime="${text(at)}">${text(at.replace('T', ' ').replace(/\..*$/, ' UTC'))}</time></p>
${bar(checks)}
${attention(checks)}
</header>
${results.map(suiteSection).join('\n')}
</main>`,
  })
}

const HEADLINES: Readonly<Record<Outcome, string>> = {
  passed: 'All is well',
  failed: 'Not well',
  unknown: 'Not all could be looked at',
}

function bar(checks: readonly CheckResult[]): string {
  const parts = (['passed', 'failed', 'unknown'] as const).map((outcome) => {
    const count = checks.filter((check) => check.outcome === outcome).length
    return count === 0 ? '' : `<span class="${outcome}" style="flex-grow: ${count}"></span>`
  })
  return `<p class="bar" aria-hidden="true">${parts.join('')}</p>`
}

/** What somebody has to do something about comes first. */
function attention(checks: readonly CheckResult[]): string {
  const bad = checks.filter(({ outcome }) => outcome !== 'passed')
  if (bad.length === 0) return ''
  const lines = bad.map(
    (check) =>
      `<li><strong class="${check.outcome}">${text(check.title)}</strong> ${text(check.says)}${optional(check)}</li>`,
  )
  return `<ul class="attention">${lines.join('')}</ul>`
}

const optional = ({ required }: CheckResult): string => (required ? '' : ' <small>not required</small>')

function suiteSection({ title, outcome, checks }: SuiteResult): string {
  const compares = checks.some(({ compared }) => compared !== undefined)
  const heads = compares
    ? '<th scope="col" class="number">Baseline</th><th scope="col" class="number">Current</th>'
    : ''
  return `<section>
<h2><span class="mark ${outcome}" aria-hidden="true"></span>${text(title)} <small>${countedInWords(checks)}</small></h2>
<table>
<thead><tr><th scope="col">Check</th>${heads}<th scope="col">What was seen</th><th scope="col" class="number">Took</th><th scope="col">Result</th></tr></thead>
<tbody>${checks.map((check) => row(check, compares)).join('\n')}</tbody>
</table>
</section>`
}

function row(check: CheckResult, compares: boolean): string {
  const { title, says, outcome, tookMs, compared } = check
  const numbers = compares ? [compared?.baseline ?? '', compared?.current ?? ''] : []
  const cells = numbers.map((number) => `<td class="number">${text(number)}</td>`).join('')
  return `<tr><th scope="row">${text(title)}${optional(check)}</th>${cells}<td>${text(says)}${shown(check)}</td><td class="number">${tookMs} ms</td><td><span class="result ${outcome}">${WORDS[outcome]}</span></td></tr>`
}

/** What a journey saw when it failed. */
const shown = ({ title, picture }: CheckResult): string =>
  picture === undefined
    ? ''
    : `<details><summary>Picture</summary><img alt="${text(`What ${title} showed when it failed`)}" src="data:image/jpeg;base64,${text(picture)}"></details>`
