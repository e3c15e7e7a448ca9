import { useState } from 'react'
import { URGENT } from '../../../../../src/core/change/commands/command.ts'
import type { Possible } from '../../../../../src/read/advice/possible.ts'
import type { ChangeView } from '../../../../../src/read/change/change-view.ts'
import { giveCommand, newKey } from '../../../data/command.ts'
import { Choices } from '../../../parts/choices.tsx'
import { Confirm } from '../../../parts/confirm.tsx'
import { unbroken } from '../../../parts/format.ts'
import { Reason, reasonOr } from '../../../parts/reason.tsx'
import { COMMAND_WORDS, OUTCOMES } from './command-words.ts'
import { HowLong, type Longer } from './how-long.tsx'
import { toStanding } from './standing-place.ts'
import { DirectLines } from './without-server.tsx'

/** The second step of a command: what follows, what a person has to add, and the button that does it. */
export function CommandDialog({
  view: now,
  ways,
  look,
  close,
}: {
  view: ChangeView
  ways: readonly Possible[]
  look: () => void
  close: () => void
}) {
  // What is confirmed is what was asked about, also when the change moves on meanwhile.
  const [view] = useState(now)
  const [offered] = useState(ways)
  // One dialog is one order: sent again after a lost answer, it is the same request.
  const [key] = useState(newKey)
  const [chosen, choose] = useState(offered.length === 1 ? 0 : null)
  const [words, setWords] = useState('')
  const [longer, setLonger] = useState<Longer | null>(null)
  const first = offered[0]
  if (first === undefined) return null
  const way = chosen === null ? null : (offered[chosen] ?? null)
  const { command, asks } = first
  const said = COMMAND_WORDS[command]
  const verb = said.verb(first, view)
  const why = asks.find((name) => name === 'because' || name === 'override')
  const optional = URGENT.has(command)

  const send = async () => {
    if (way === null) return
    const added = {
      ...(why === undefined ? {} : { [why]: reasonOr(words) }),
      ...(longer === null ? {} : { by: longer.by }),
    }
    try {
      await giveCommand({ id: view.id, command, send: way.send, added, revision: view.revision, key })
    } finally {
      // A refusal mostly means that the page is behind.
      look()
    }
    toStanding()
  }
  return (
    <Confirm
      title={said.isAboutSomething ? `${verb} ${nameOf(first) ?? view.id}?` : `${verb}?`}
      about={first.item === null && said.isAboutSomething ? view.title : `${view.id} · ${view.title}`}
      yes={said.yes(way ?? first, view)}
      kind={way === null ? 'primary' : said.kind(way)}
      ready={missing({ way, longer, words, first, optional })}
      send={send}
      done={`${verb}: accepted.`}
      close={close}
      unheard={optional && command !== 'pause' ? <DirectLines view={view} /> : null}
    >
      {offered.length === 1 ? (
        <p className="dialog-consequence">{unbroken(first.consequence)}</p>
      ) : (
        <Choices
          label="What became of it?"
          chosen={chosen === null ? null : String(chosen)}
          choose={(value) => choose(Number(value))}
          choices={offered.map(({ send: { as }, item, consequence }, i) => ({
            value: String(i),
            title: OUTCOMES[item?.of ?? 'step'][String(as)] ?? String(as),
            more: unbroken(consequence),
          }))}
        />
      )}
      {asks.includes('by') ? <HowLong view={view} longer={longer} choose={setLonger} /> : null}
      {why === undefined ? null : (
        <Reason
          label={said.question(first)}
          value={words}
          change={setWords}
          autoFocus={offered.length === 1}
        />
      )}
    </Confirm>
  )
}

/** What is still to be said before it can be sent. */
function missing({
  way,
  longer,
  words,
  first,
  optional,
}: {
  way: Possible | null
  longer: Longer | null
  words: string
  first: Possible
  optional: boolean
}): string | null {
  if (way === null) return 'Say what became of it.'
  if (first.asks.includes('by') && longer === null) return 'Say how much longer.'
  const reason = first.asks.includes('because') || first.asks.includes('override')
  return reason && !optional && words.trim() === '' ? 'Say why: it stands in the journal.' : null
}

/** What somebody said is quoted; else it would read as if the page said it. */
const nameOf = ({ item }: Possible): string | undefined =>
  item?.of === 'consideration' ? `“${item.title}”` : item?.title
