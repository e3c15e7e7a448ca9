import { text, time } from '../../event/data.ts'
import { formatDuration } from '../../time/duration.ts'
import { formatInstant } from '../../time/instant.ts'
import { changeEvent } from './define.ts'

/** The window, from its opening to its end. */
export const WINDOW = {
  'window-opened': changeEvent({
    version: 1,
    data: { endsAt: time.nullable(), lateMs: time },
    name: 'maintenance:window:start',
    wakes: 'notify',
    keeper: 'change',
    turns: true,
    orders: true,
    moves: false,
    sentence: ({ endsAt, lateMs }) => {
      const end = endsAt === null ? '' : `, until ${formatInstant(endsAt)}`
      return lateMs > 1000 ? `window opened ${formatDuration(lateMs)} late${end}` : `window opened${end}`
    },
  }),
  'window-extended': changeEvent({
    version: 1,
    data: { endsAt: time, because: text },
    name: 'maintenance:window:extended',
    wakes: 'notify',
    keeper: 'run',
    turns: true,
    orders: false,
    moves: false,
    sentence: ({ endsAt, because }, { by }) =>
      `window extended by ${by} to ${formatInstant(endsAt)}: ${because}`,
  }),
  'window-overrun': changeEvent({
    version: 1,
    data: {},
    name: 'maintenance:window:overrun',
    wakes: 'page',
    keeper: 'run',
    turns: true,
    orders: false,
    moves: false,
    sentence: () => 'OVERRUN: the window closed while the change is running; no weight is raised any more',
  }),
  'window-closed': changeEvent({
    version: 1,
    data: {},
    name: 'maintenance:window:end',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: () => 'window closed',
  }),
}
