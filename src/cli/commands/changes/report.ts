import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { ChangeReport } from '../../../core/report/report.ts'
import { reportHtml } from '../../../read/report/html.ts'
import { reportMarkdown } from '../../../read/report/markdown.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { Fault, sentenceOf } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Format = 'md' | 'html'
type Options = ConnectionOptions & { json?: boolean; format?: Format; output?: string }

export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('<id>', 'the change, such as CHG-2026-0001'))
    .addOption(
      new Option('--format <format>', 'Markdown, or a page that needs nothing else').choices(['md', 'html']),
    )
    .option('--output <file>', 'write it there; what ends in .html is a page')
    .action(async (id: string, options: Options) => {
      if (options.json === true && (options.format !== undefined || options.output !== undefined))
        throw new Fault('--json prints data, and goes with neither --format nor --output', 'Leave it out.')
      const report: ChangeReport = await connect(options, terminal).report(id)
      if (options.json === true) return terminal.say(JSON.stringify(report))
      // Where nothing went wrong there is nothing to keep.
      if (report.report === 'none') return terminal.say(report.sentence)
      const written = inFormat(report, formatOf(options))
      if (options.output === undefined) return terminal.say(written.trimEnd())
      write(options.output, written, terminal)
    })
}

const formatOf = ({ format, output = '' }: Options): Format =>
  format ?? (/\.html?$/i.test(output) ? 'html' : 'md')

const inFormat = (report: ChangeReport, format: Format): string =>
  format === 'html' ? reportHtml(report) : reportMarkdown(report)

function write(file: string, written: string, { cwd, note }: Terminal): void {
  try {
    writeFileSync(resolve(cwd, file), written)
  } catch (cause) {
    throw new Fault(`the report ${file} cannot be written: ${sentenceOf(cause)}`, 'Name another file.', {
      cause,
    })
  }
  note(`written: ${file}`)
}
