/** A command that behaves as its first argument says, and logs `KEY begun` to the file LOG. */
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'

const { CUTWATER_KEY: key = '', CUTWATER_OUTPUT: outputs = '', LOG = '', SECRET = '' } = process.env
const log = (text: string) => appendFileSync(LOG, `${key} ${text}\n`)
const say = (...words: string[]) => process.stdout.write(`${words.join(' ')}\n`)
const hang = () => setInterval(() => {}, 1_000)

const behaviours: Record<string, () => void> = {
  succeeds() {
    say('evidence: all is well')
    writeFileSync(outputs, JSON.stringify({ answer: 42, name: 'wix', live: true }))
  },
  fails() {
    throw new Error('because the disk is full')
  },
  hangs() {
    hang()
  },
  'tells-secret'() {
    process.stdout.write(`it is ${SECRET.slice(0, 5)}`)
    setTimeout(() => say(SECRET.slice(5), encodeURIComponent(SECRET), btoa(SECRET)), 30)
    writeFileSync(outputs, JSON.stringify({ told: `<${SECRET}>` }))
  },
  'says-yes'() {},
  'says-no'() {
    process.exitCode = 1
  },
  'says-nonsense'() {
    process.exitCode = 2
  },
  'ignores-sigterm'() {
    process.on('SIGTERM', () => log('asked'))
    log(`pid ${process.pid}`)
    hang()
  },
  'prints-forever'() {
    log(`pid ${process.pid}`)
    const more = () => process.stdout.write(`${'x'.repeat(65_535)}\n`, more)
    more()
  },
  'prints-much'() {
    process.stdout.write(`first words\n${'y'.repeat(3_000_000)}\nlast words\n`)
  },
  'prints-bytes'() {
    process.stdout.write(Buffer.from([0x41, 0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x42, 0xc3]))
  },
  /** A child and its child, all deaf to SIGTERM, in the same group. */
  'has-grandchildren'() {
    process.on('SIGTERM', () => {})
    log(`pid ${process.pid}`)
    const script = `trap '' TERM; echo "$CUTWATER_KEY pid $$" >> "$LOG"; (echo "$CUTWATER_KEY pid $(exec sh -c 'echo $PPID')" >> "$LOG"; while :; do sleep 1; done) & while :; do sleep 1; done`
    spawn('sh', ['-c', script], { stdio: 'inherit' })
    hang()
  },
  /** Ends at once and leaves a process behind that holds its output. */
  'leaves-one-behind'() {
    const child = spawn('sleep', ['30'], { stdio: 'inherit', detached: true })
    log(`pid ${child.pid}`)
    child.unref()
    say('started in the background')
  },
  'tells-environment'() {
    say(JSON.stringify(process.env))
    writeFileSync(outputs, JSON.stringify({ names: Object.keys(process.env).sort().join(' ') }))
  },
  'tells-arguments'() {
    writeFileSync(outputs, JSON.stringify({ args: JSON.stringify(process.argv.slice(3)) }))
  },
  'writes-nested-outputs'() {
    writeFileSync(outputs, JSON.stringify({ nested: { deep: true } }))
  },
  'writes-large-outputs'() {
    writeFileSync(outputs, JSON.stringify({ large: 'z'.repeat(100_000) }))
  },
  /** Goes on until a file `go` lies beside its log, also when its parent is gone. */
  'waits-for-word'() {
    const waiting = setInterval(() => {
      if (!existsSync(join(dirname(LOG), 'go'))) return
      clearInterval(waiting)
      log('finished')
      say('evidence: it had the word')
    }, 20)
  },
  /** Goes on for a second, also when its parent is gone. */
  'takes-a-second'() {
    setTimeout(() => {
      log('finished')
      say('evidence: it took a second')
    }, 1_000)
  },
}

log('begun')
const behave = behaviours[process.argv[2] ?? '']
if (behave === undefined) throw new Error(`unknown behaviour ${process.argv[2]}`)
behave()
