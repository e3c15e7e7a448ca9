/**
 * Prometheus as a child of the demo: `prometheus.ts --port N --data DIR --jobs FILE [--parent PID]`. It ends with its
 * parent. SIGUSR1 makes it stand still, SIGUSR2 lets it go on, or starts it again if it was killed;
 * `prometheus.pid.json` in DIR holds its pid.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { debianPart } from '../parts/debian-part.ts'
import { type ScrapeJob, startPrometheus } from '../parts/prometheus.ts'
import { writeJsonFile } from '../process/json-file.ts'
import { watchParent } from '../process/parent-watch.ts'
import { runMain } from '../process/run-main.ts'
import { wholeNumber } from '../process/settings.ts'

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      jobs: { type: 'string' },
      parent: { type: 'string' },
    },
  })
  const { data = '', jobs = '' } = values
  const part = await debianPart('prometheus')
  if ('missing' in part) throw new Error(part.missing)
  const port = wholeNumber('--port', values.port)
  const prometheus = await startPrometheus({
    part,
    dir: data,
    port,
    scrapeSeconds: 1,
    jobs: JSON.parse(readFileSync(jobs, 'utf8')) as ScrapeJob[],
  })
  const note = () => writeJsonFile(join(data, 'prometheus.pid.json'), { pid: prometheus.pid() })
  let dead = false
  const watch = () => {
    dead = false
    void prometheus.ended().then(() => {
      dead = true
    })
    note()
  }
  watch()

  const end = async () => {
    if (!dead) process.kill(prometheus.pid(), 'SIGCONT')
    await prometheus.stop()
    process.exit(0)
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', () => {})
  process.on('SIGUSR1', () => {
    if (!dead) process.kill(prometheus.pid(), 'SIGSTOP')
  })
  process.on('SIGUSR2', async () => {
    if (!dead) process.kill(prometheus.pid(), 'SIGCONT')
    else await prometheus.start().then(watch)
  })
  if (values.parent !== undefined) watchParent(wholeNumber('--parent', values.parent), end)
  // Timers of the watch keep no process alive, and there is nothing else to wait for.
  setInterval(() => {}, 60_000)
  process.stdout.write(`listening ${port}\n`)
})
