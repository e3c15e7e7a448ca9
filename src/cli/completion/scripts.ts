/**
 * What a shell sources once. It hands the words to `cutwater complete --` as they are, never to be evaluated, and shows
 * what comes back; so a new command needs no new script.
 */
export const SCRIPTS = {
  bash: `# bash completion for cutwater
_cutwater() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) compopt -o default ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(cutwater complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _cutwater cutwater`,
  zsh: `#compdef cutwater
# zsh completion for cutwater
_cutwater() {
  local line word files=0
  local -a found
  for line in "\${(@f)$(cutwater complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :files ]]; then
      files=1
    elif [[ -n $line ]]; then
      word=\${line%%$'\\t'*}
      found+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( \${#found} )) && _describe cutwater found
  (( files )) && _files
}
compdef _cutwater cutwater`,
  fish: `# fish completion for cutwater
function __cutwater_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in (cutwater complete -- $words[2..-1] 2>/dev/null)
    if test "$line" = ":files"
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c cutwater -f -a '(__cutwater_complete)'`,
} as const

export type Shell = keyof typeof SCRIPTS
export const SHELLS = Object.keys(SCRIPTS) as readonly Shell[]
