import { record } from '../../document/container.ts'
import { flagName, slug, someText } from '../../document/leaf.ts'

export const leads = record(slug, someText).describe(
  'Who answers for what, by name and title; the person is named when the change is requested.',
)

export const contacts = record(flagName, someText).describe(
  'Where people meet and are reached, by name. `asked`: the request has to say it.',
)
