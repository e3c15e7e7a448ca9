import { formatDuration } from '../../../../../src/core/time/duration.ts'
import type { ChangeView } from '../../../../../src/read/change/change-view.ts'
import { useNow } from '../../../data/clock.ts'
import { Choices } from '../../../parts/choices.tsx'
import { localTime } from '../../../parts/format.ts'

/** `by` as the command takes it. */
export type Longer = { readonly minutes: number; readonly by: string }

const MINUTE = 60_000
const CHOICES = [15, 30, 60, 120]

/** How much later the window closes; of one that has closed already, counted from now. */
export function HowLong({
  view: { window },
  longer,
  choose,
}: {
  view: ChangeView
  longer: Longer | null
  choose: (longer: Longer) => void
}) {
  const now = useNow()
  const endsAt = Date.parse(window?.endsAt ?? window?.plannedEnd ?? '')
  // A window that opens at once has no end yet.
  const late = Number.isFinite(endsAt) ? Math.max(0, now - endsAt) : 0
  return (
    <Choices
      label={late > 0 ? 'How much longer, from now?' : 'How much longer?'}
      chosen={longer === null ? null : String(longer.minutes)}
      choose={(value) => {
        const minutes = Number(value)
        choose({ minutes, by: formatDuration((Math.ceil(late / MINUTE) + minutes) * MINUTE) })
      }}
      choices={CHOICES.map((minutes) => ({
        value: String(minutes),
        title: `${minutes} min`,
        more: Number.isFinite(endsAt) ? `until ${localTime(endsAt + late + minutes * MINUTE, now)}` : '',
      }))}
    />
  )
}
