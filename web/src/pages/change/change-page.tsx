import type { Look } from '../../../../src/read/advice/headline.ts'
import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import type { FollowUpView } from '../../../../src/read/follow-up/follow-up-view.ts'
import type { EntryView } from '../../../../src/read/journal/entry-view.ts'
import type { SeriesView } from '../../../../src/read/series/series-view.ts'
import { statusWords } from '../../../../src/read/words/tone.ts'
import { followChange, NOTHING } from '../../data/change.ts'
import { StoodStillAt } from '../../data/clock.ts'
import type { Link } from '../../data/follow.ts'
import { useFollowed } from '../../data/store.ts'
import { percent } from '../../parts/format.ts'
import { type Level, Shell } from '../../shell/shell.tsx'
import { Actions } from './actions.tsx'
import { Bake } from './bake.tsx'
import { Checklist } from './checklist.tsx'
import { ActingOn } from './commands/acting.ts'
import { Concerns } from './concerns.tsx'
import { Considerations } from './considerations.tsx'
import { Drill } from './drill.tsx'
import { Facts } from './facts.tsx'
import { FollowUps } from './follow-ups.tsx'
import { Head } from './head.tsx'
import { Journal } from './journal.tsx'
import { Levels } from './levels.tsx'
import { News } from './news.tsx'
import { Asked, OtherLists } from './people/asked.tsx'
import { Phases } from './phases.tsx'
import { RED_BUTTON } from './red-button.tsx'
import { Rollback } from './rollback.tsx'
import { Rollout } from './rollout.tsx'
import { RuleTable } from './rules.tsx'
import { Standing } from './standing.tsx'
import { Steps } from './steps.tsx'
import { Validations } from './validations.tsx'
import { Verification } from './verification.tsx'
import { WayBack } from './way-back.tsx'

/** One change, live. What was seen last stays while the server is gone, marked as old. */
export function ChangePage({ id }: { id: string }) {
  const [{ view, entries, tasks, series, link, problem }, look] = useFollowed(() => followChange(id), NOTHING)
  const gone = link.link === 'gone'
  if (view === null)
    return (
      <Shell title={id} level={gone ? 'unsure' : 'quiet'}>
        <div className="plain-page" role="status">
          <h1>{problem === null ? id : problem.message}</h1>
          <p>
            {problem?.remedy ??
              (gone ? 'The server does not answer; this page looks again by itself.' : 'Asking …')}
          </p>
        </div>
      </Shell>
    )
  const level: Level = gone ? 'unsure' : LEVELS[view.headline.look]
  return (
    <Shell
      title={titleOf(view, link)}
      level={level}
      {...(view.endedAt === null ? { skipTo: gone ? TO_STANDING : TO_RED_BUTTON } : {})}
    >
      <StoodStillAt value={gone ? Date.parse(view.asOf) : null}>
        <Whole view={view} entries={entries} tasks={tasks} series={series} link={link} look={look} />
      </StoodStillAt>
    </Shell>
  )
}

/** The sign of the tab: what needs a look is told from what is well, from afar. */
const LEVELS: Readonly<Record<Look, Level>> = {
  safe: 'safe',
  unsure: 'unsure',
  danger: 'danger',
  failed: 'danger',
  back: 'unsure',
  idle: 'quiet',
}

const TO_STANDING = { id: 'standing', word: 'Skip to what to do without the server' }
const TO_RED_BUTTON = { id: RED_BUTTON, word: 'Skip to the red button' }

type Shown = {
  view: ChangeView
  entries: readonly EntryView[]
  tasks: readonly FollowUpView[]
  series: SeriesView | null
  link: Link
  look: () => void
}

function Whole({ view, entries, tasks, series, link, look }: Shown) {
  const gone = link.link === 'gone'
  // What goes on stands before what is behind it.
  const underWay = view.bakes.filter(({ phase }) => phase === 'baking')
  const over = view.bakes.filter(({ phase }) => phase !== 'baking')
  return (
    <ActingOn value={{ view, look, gone }}>
      <div className={`change ${gone ? 'stale' : ''}`}>
        <Head view={view} />
        <Standing view={view} link={link} />
        <News view={view} entries={entries} link={link} />
        <Concerns concerns={view.concerns} />
        <Phases view={view} />
        <div className="columns">
          <div className="column-wide">
            <Asked view={view} />
            {view.drill === null ? null : <Drill drill={view.drill} />}
            {view.verification === null ? null : <Verification record={view.verification} />}
            {view.rollback === null ? null : (
              <Rollback back={view.rollback} reportOf={view.drill === null ? view.id : null} />
            )}
            {underWay.map((bake) => (
              <Bake key={bake.step} bake={bake} />
            ))}
            {view.rollouts.map((rollout) => (
              <Rollout key={rollout.step} rollout={rollout} series={series} />
            ))}
            {over.map((bake) => (
              <Bake key={bake.step} bake={bake} />
            ))}
            <RuleTable title="Guards of the plan" rules={view.guards} over={view.endedAt !== null} />
            <Levels levels={view.levels} />
          </div>
          <div className="column-narrow">
            <Considerations view={view} />
            <Validations validations={view.validations} />
            <FollowUps view={view} tasks={tasks} />
            <WayBack view={view} />
            {view.endedAt === null ? <Actions /> : null}
            <Steps view={view} />
            <OtherLists view={view} />
            <Checklist items={view.checklist} />
            {view.endedAt === null ? null : <Actions />}
            <Facts view={view} />
          </div>
          <Journal entries={entries} />
        </div>
      </div>
    </ActingOn>
  )
}

function titleOf({ id, status, rollouts, safety }: ChangeView, link: Link): string {
  if (link.link === 'gone') return `Server gone · ${id}`
  const at = rollouts
    .flatMap(({ stages }) => stages)
    .find(({ state }) => state === 'holding' || state === 'moving')
  const where = at === undefined ? '' : ` ${percent(at.weight)}`
  const alarm = safety.level === 'danger' ? 'DANGER · ' : ''
  return `${alarm}${statusWords(status)}${where} · ${id}`
}
