/** Completion scripts, made of the declarations of the commands. */
import type { Command, OptionSpec } from "./command.ts";
import { COMMON } from "./usage.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

export interface Described {
  readonly name: string;
  readonly summary: string;
  readonly command: Command;
}

const optionsOf = ({ options = {} }: Command): [string, OptionSpec][] => Object.entries({ ...options, ...COMMON });
/** For shells, inside of single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const choicesOf = (command: Command) =>
  optionsOf(command).flatMap(([name, { choices }]) => (choices ? [[name, choices] as const] : []));

function bash(commands: readonly Described[]): string {
  const cases = commands.map(({ name, command }) => {
    const options = optionsOf(command).map(([option]) => `--${option}`);
    return `    ${name}) options=${quoted(options.join(" "))} words=${quoted((command.words ?? []).join(" "))} ;;`;
  });
  const values = commands.flatMap(({ name, command }) =>
    choicesOf(command).map(([option, choices]) => `    "${name} --${option}") words=${quoted(choices.join(" "))} ;;`),
  );
  const files = commands.flatMap(({ name, command }) =>
    optionsOf(command).flatMap(([option, { value }]) => (value === "FILE" ? [`"${name} --${option}"`] : [])),
  );
  return `# ccu-anywhere completion bash > ~/.local/share/bash-completion/completions/ccu-anywhere
_ccu_anywhere() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} name=\${COMP_WORDS[1]}
  local options='' words=''
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    mapfile -t COMPREPLY < <(compgen -W ${quoted(commands.map(({ name }) => name).join(" "))} -- "$word")
    return
  fi
  case "$name $before" in
    ${files.join("|")}) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
${values.join("\n")}
  esac
  if [[ -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    return
  fi
  case "$name" in
${cases.join("\n")}
  esac
  if [[ $word == -* ]]; then words=$options; fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _ccu_anywhere ccu-anywhere
`;
}

/** In the descriptions of _arguments brackets and colons mean something. */
const zshText = (text: string): string => text.replace(/[[\]:\\]/g, (found) => `\\${found}`);

function zsh(commands: readonly Described[]): string {
  const list = commands.map(({ name, summary }) => `    ${quoted(`${name}:${zshText(summary)}`)}`);
  const cases = commands.map(({ name, command }) => {
    const specs = optionsOf(command).map(([option, { value, text, choices }]) => {
      const what = choices ? `(${choices.join(" ")})` : value === "FILE" ? "_files" : "";
      return quoted(`--${option}[${zshText(text)}]${value === undefined ? "" : `:${value}:${what}`}`);
    });
    const words = command.words ? [quoted(`*:${name}:(${command.words.join(" ").replaceAll("*", "\\*")})`)] : [];
    return `    ${name}) _arguments ${[...specs, ...words].join(" ")} ;;`;
  });
  return `#compdef ccu-anywhere
# ccu-anywhere completion zsh > a folder of $fpath, as _ccu-anywhere
_ccu_anywhere() {
  local -a commands
  commands=(
${list.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local name=$words[2]
  shift words
  (( CURRENT-- ))
  case $name in
${cases.join("\n")}
  esac
}
if [[ $funcstack[1] == _ccu-anywhere ]]; then _ccu_anywhere "$@"; else compdef _ccu_anywhere ccu-anywhere; fi
`;
}

function fish(commands: readonly Described[]): string {
  const lines = commands.flatMap(({ name, summary, command }) => {
    const only = `complete -c ccu-anywhere -n '__fish_seen_subcommand_from ${name}'`;
    const options = optionsOf(command).map(([option, { value, text, short, choices }]) =>
      [
        only,
        `-l ${option}`,
        ...(short ? [`-s ${short}`] : []),
        ...(value === undefined ? [] : [value === "FILE" ? "-rF" : "-x"]),
        ...(choices ? [`-a ${quoted(choices.join(" "))}`] : []),
        `-d ${quoted(text)}`,
      ].join(" "),
    );
    const words = command.words ? [`${only} -a ${quoted(command.words.map((word) => `"${word}"`).join(" "))}`] : [];
    return [`complete -c ccu-anywhere -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`, ...options, ...words];
  });
  return `# ccu-anywhere completion fish > ~/.config/fish/completions/ccu-anywhere.fish
complete -c ccu-anywhere -f
${lines.join("\n")}
`;
}

export const completionScript = (shell: Shell, commands: readonly Described[]): string =>
  ({ bash, zsh, fish })[shell](commands);
