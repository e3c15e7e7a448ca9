import type { ChangeReport, IncidentReport } from '../../core/report/report.ts'
import { clock, counted, lasted } from '../../core/report/words.ts'
import { percent } from '../../core/traffic/percent.ts'
import { chartsOf } from './html-charts.ts'
import { htmlPage } from './html-page.ts'
import {
  afterwardsBody,
  causeBody,
  considerationsBody,
  durationsBody,
  leftOutBody,
  linksBody,
  owedBody,
  peopleBody,
  postmortemBody,
  section,
  timelineBody,
  undoneBody,
  validationsBody,
} from './html-sections.ts'
import { INCIDENT_STYLE } from './html-style.ts'
import { text } from './report-text.ts'
import { headline, soFarWords, VERIFICATION_WORDS } from './report-words.ts'

/** One page with all of it, that needs nothing else: it can be sent, kept, filled in and printed. */
export function reportHtml(report: ChangeReport): string {
  return report.report === 'none'
    ? page(`${report.change}: no incident`, `<h1>${text(report.title)}</h1>\n<p>${text(report.sentence)}</p>`)
    : page(`${report.change}: ${headline(report)}`, body(report))
}

const page = (title: string, body: string): string =>
  htmlPage({ title: text(title), style: INCIDENT_STYLE, body: `<main>\n${body}\n</main>` })

function body(report: IncidentReport): string {
  const parts = [
    header(report),
    section('cause', 'Cause', causeBody(report.cause)),
    section('evidence', 'Evidence and traffic', chartsOf(report)),
    section('durations', 'How long it took', durationsBody(report.durations)),
    section('undone', 'What was undone, and what was not', undoneBody(report.undone, 'undo')),
    section('steps', 'Steps of the rollback', undoneBody(report.steps, 'steps')),
    section('considerations', 'Considerations', considerationsBody(report)),
    section('validations', 'What was looked at', validationsBody(report)),
    section('afterwards', 'Afterwards', afterwardsBody(report)),
    section('owed', 'What is owed', owedBody(report)),
    section('people', 'Who did what', peopleBody(report)),
    section('timeline', 'Timeline', timelineBody(report)),
    section('links', 'Links', linksBody(report)),
    section('postmortem', 'Postmortem, to fill in', postmortemBody(report)),
    section('left-out', 'Left out', leftOutBody(report)),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function header(report: IncidentReport): string {
  const { change, plan, environment, version, soFar, summary } = report
  const what = [change, plan, environment, ...(version === '' ? [] : [version])]
  return `<header>
<p class="kicker">Incident report · ${what.map(text).join(' · ')}</p>
<h1>${text(headline(report))}</h1>
${soFar ? `<p class="so-far">${text(soFarWords(report))}</p>` : ''}
<p class="lead">${text(summary.what)}</p>
<p>${text(summary.why)}</p>
<p>${text(summary.end)}</p>
${figures(report)}
</header>`
}

type Figure = readonly [name: string, value: string, more: string]

/** What those look for first who read nothing else. */
function figures(report: IncidentReport): string {
  const { moments, undone, steps, verification, owed } = report
  const { breach, closed, trafficFrom, most, exposedMs } = moments
  const all = [...undone, ...steps]
  const left = all.filter(({ outcome }) => outcome === 'not-undone').length
  const open = owed.filter(({ done }) => done === null).length
  const shown: readonly (Figure | null)[] = [
    breach === null || closed === null
      ? null
      : ['Breach to canary at 0 %', lasted(Date.parse(closed) - Date.parse(breach)), clock(closed)],
    trafficFrom === null
      ? null
      : ['The most of the public', percent(most), `some of it for ${lasted(exposedMs)}`],
    all.length === 0
      ? null
      : [
          'Failed in the rollback',
          left === 0 ? 'Nothing' : counted(left, 'step'),
          `of ${counted(all.length, 'step')}`,
        ],
    verification === null ? null : ['Verification', VERIFICATION_WORDS[verification.outcome], ''],
    owed.length === 0 ? null : ['Owed', counted(open, 'task'), `of ${owed.length}`],
  ]
  const cells = shown.flatMap((figure) =>
    figure === null
      ? []
      : [
          `<div><dt>${text(figure[0])}</dt><dd>${text(figure[1])}${figure[2] === '' ? '' : `<small>${text(figure[2])}</small>`}</dd></div>`,
        ],
  )
  return cells.length === 0 ? '' : `<dl class="figures">${cells.join('')}</dl>`
}
