import { Argument, type Command } from 'commander'
import { SCRIPTS, SHELLS, type Shell } from '../../completion/scripts.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export function define(command: Command, terminal: Terminal): void {
  command
    .addArgument(new Argument('<shell>', 'the one you use').choices(SHELLS))
    .addHelpText(
      'after',
      [
        '',
        'For this shell and every later one:',
        "  bash  echo 'source <(cutwater completion bash)' >> ~/.bashrc",
        '  zsh   cutwater completion zsh > DIR/_cutwater, where DIR is in your fpath',
        '  fish  cutwater completion fish > ~/.config/fish/completions/cutwater.fish',
      ].join('\n'),
    )
    .action((shell: Shell) => terminal.say(SCRIPTS[shell]))
}
