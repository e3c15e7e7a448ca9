import { ACTIONS, knownImpact, POSTMORTEM } from '../../core/report/postmortem.ts'
import type { CauseTold, IncidentReport, RuleTold, Took, Undone } from '../../core/report/report.ts'
import { clock, lasted } from '../../core/report/words.ts'
import { linkAddress, text } from './report-text.ts'
import {
  attemptsWords,
  leftWords,
  limitWords,
  OUTCOME_WORDS,
  STANDING_WORDS,
  STEP_WORDS,
  standingOf,
  testWords,
  timeAfter,
  tookWords,
  VERIFICATION_WORDS,
} from './report-words.ts'

/** A part of the page; nothing where it has nothing to say. */
export function section(id: string, title: string, body: string): string {
  return body === ''
    ? ''
    : `<section aria-labelledby="${id}">\n<h2 id="${id}">${text(title)}</h2>\n${body}\n</section>`
}

export function causeBody(cause: CauseTold | null): string {
  if (cause === null) return ''
  const { sentence, by, at, rule, before } = cause
  const decided = `<p>${text(sentence)}, decided by ${text(by)} at ${text(clock(at))}.</p>`
  const others =
    before.length === 0 ? '' : `<p class="soft">Before that:</p>${before.map(ruleBody).join('\n')}`
  return `${decided}${rule === null ? '' : ruleBody(rule)}${others}`
}

function ruleBody(rule: RuleTold): string {
  const facts: readonly (readonly [string, string])[] = [
    ['Rule', `${rule.kind} ${rule.rule} on ${rule.target}`],
    ['Bound', rule.bound],
    ['Measured', rule.measured],
    ['Samples', `${rule.samples.toLocaleString('en-US')}, from ${clock(rule.from)} to ${clock(rule.to)}`],
    ['Broken since', `${clock(rule.brokenSince)} at the latest`],
    ...testWords(rule),
    ...(rule.sharedIncident ? [['Stable', 'broke the bound too: a shared incident'] as const] : []),
  ]
  return `<blockquote>${text(rule.sentence)}</blockquote>
<dl class="facts">${facts.map(([name, words]) => `<dt>${text(name)}</dt><dd>${text(words)}</dd>`).join('')}</dl>`
}

type Column = { readonly title: string; readonly className?: string }

function table(columns: readonly Column[], rows: readonly string[], className = 'stack'): string {
  if (rows.length === 0) return ''
  const heads = columns.map(
    ({ title, className: of }) =>
      `<th scope="col"${of === undefined ? '' : ` class="${of}"`}>${title === '' ? '<span class="soft">Standing</span>' : text(title)}</th>`,
  )
  return `<table class="${className}"><thead><tr>${heads.join('')}</tr></thead>\n<tbody>${rows.join('\n')}</tbody></table>`
}

const TONES = { within: 'good', over: 'bad', none: 'soft', open: 'wait' } as const

export const durationsBody = (durations: readonly Took[]): string =>
  table(
    [
      { title: 'What' },
      { title: 'Took', className: 'number' },
      { title: 'Limit', className: 'number' },
      { title: '' },
    ],
    durations.map((took) => {
      const standing = standingOf(took)
      return `<tr><th scope="row">${text(took.what)}</th><td class="number" data-is="Took">${text(lasted(took.tookMs))}</td><td class="number" data-is="Limit">${text(limitWords(took.limitMs))}</td><td class="word ${TONES[standing]}">${text(STANDING_WORDS[standing])}</td></tr>`
    }),
  )

const OUTCOME_TONES = {
  undone: 'good',
  'nothing-to-undo': 'soft',
  'not-undone': 'bad',
  open: 'wait',
} as const

export function undoneBody(rows: readonly Undone[], are: 'steps' | 'undo'): string {
  const words = are === 'steps' ? STEP_WORDS : OUTCOME_WORDS
  return table(
    [
      { title: 'Step' },
      { title: 'Outcome' },
      { title: 'Took', className: 'number' },
      { title: 'What was seen, or why not' },
    ],
    rows.map(
      (row) =>
        `<tr><th scope="row">${text(row.title)}</th><td class="word ${OUTCOME_TONES[row.outcome]}">${text(words[row.outcome])}</td><td class="number">${text(tookWords(row.tookMs))}</td><td>${text(attemptsWords(row))}</td></tr>`,
    ),
  )
}

export function considerationsBody({ considerations }: IncidentReport): string {
  const lines = considerations.map(
    ({ at, by, because, answer }) =>
      `<li>${text(clock(at))} <strong>${text(by)}</strong>: ${text(because)} <span class="soft">(${text(answer ?? 'not answered')})</span></li>`,
  )
  return lines.length === 0 ? '' : `<ul>${lines.join('\n')}</ul>`
}

const SEEN = { passed: 'good', failed: 'bad', unknown: 'wait' } as const

export function validationsBody({ validations }: IncidentReport): string {
  const lines = validations.map(
    ({ at, outcome, sentence }) =>
      `<li><strong class="${SEEN[outcome]}">${text(clock(at))}</strong> ${text(sentence)}</li>`,
  )
  return lines.length === 0 ? '' : `<ul>${lines.join('\n')}</ul>`
}

const VERIFIED = { passed: 'good', failed: 'bad', inconclusive: 'wait', open: 'wait' } as const

export function afterwardsBody({ verification }: IncidentReport): string {
  if (verification === null) return ''
  const { outcome, sentence, settled } = verification
  return `<p><strong class="${VERIFIED[outcome]}">${text(VERIFICATION_WORDS[outcome])}</strong>: ${text(sentence)}</p>${settled === null ? '' : `<p>${text(settled)}</p>`}`
}

export const owedBody = ({ owed }: IncidentReport): string =>
  table(
    [{ title: 'Task' }, { title: 'By' }, { title: 'Until' }, { title: 'Done' }],
    owed.map(
      ({ title, owner, dueAt, done }) =>
        `<tr><th scope="row">${text(title)}</th><td>${text(owner)}</td><td class="time">${text(clock(dueAt))}</td><td${done === null ? ' class="word wait"' : ''}>${text(done ?? 'Not yet')}</td></tr>`,
    ),
  )

export const peopleBody = ({ people }: IncidentReport): string =>
  people
    .map(
      ({ name, as, did }) =>
        `<h3>${text(name)}${as === null ? '' : ` <span class="soft">${text(as)}</span>`}</h3><ul>${did.map((act) => `<li><span class="time">${text(`${clock(act.at)} ${act.fromT}`)}</span> ${text(act.sentence)}</li>`).join('')}</ul>`,
    )
    .join('\n')

export function timelineBody({ timeline }: IncidentReport): string {
  let before: string | null = null
  const rows = timeline.map((line) => {
    if ('left' in line) return `<tr class="left"><td colspan="4">${text(leftWords(line.left))}</td></tr>`
    const time = timeAfter(line.at, before)
    before = line.at
    return `<tr class="${line.weight}"><td class="time">${text(time)}</td><td class="time">${text(line.fromT)}</td><td class="by">${text(line.by)}</td><td>${text(line.sentence)}</td></tr>`
  })
  return table(
    [{ title: 'Time (UTC)' }, { title: 'From T' }, { title: 'By' }, { title: 'What happened' }],
    rows,
  )
}

/** To write into, on the page itself: it is then saved or printed with it. */
export function postmortemBody(report: IncidentReport): string {
  const parts = POSTMORTEM.map(({ title, asks }, i) => {
    const known =
      title === 'Impact' ? `<p class="soft">The journal says: ${text(knownImpact(report))}</p>` : ''
    return `<h3 id="write-${i}">${text(title)}</h3>${known}<p class="asks" id="asks-${i}">${text(asks)}</p>
<div class="write" contenteditable="true" role="textbox" tabindex="0" aria-multiline="true" aria-labelledby="write-${i}" aria-describedby="asks-${i}"></div>`
  })
  const rows = Array.from(
    { length: ACTIONS.rows },
    (_, i) =>
      `<tr>${ACTIONS.columns.map((column) => `<td contenteditable="true" tabindex="0" aria-label="${text(`${column}, of action ${i + 1}`)}"></td>`).join('')}</tr>`,
  )
  const actions = table(
    ACTIONS.columns.map((title) => ({ title })),
    rows,
    'actions',
  )
  return `${parts.join('\n')}\n<h3>${text(ACTIONS.title)}</h3>\n${actions}`
}

export const linksBody = ({ links }: IncidentReport): string =>
  links.length === 0 ? '' : `<ul>${links.map(linkItem).join('')}</ul>`

const linkItem = ({ title, url }: IncidentReport['links'][number]): string =>
  `<li>${text(title)}: <a href="${text(linkAddress(url))}">${text(url)}</a></li>`

export const leftOutBody = ({ leftOut }: IncidentReport): string =>
  leftOut.length === 0 ? '' : `<ul>${leftOut.map((line) => `<li>${text(line)}</li>`).join('')}</ul>`
