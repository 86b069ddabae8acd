/** `ccu-anywhere completion` */
import type { Command, Context } from "./command.ts";
import { completionScript, type Described, SHELLS, type Shell } from "./completions.ts";
import { usageError } from "./exit-codes.ts";

async function completion({ args, terminal }: Context): Promise<void> {
  const shell = args[0] as Shell;
  if (!SHELLS.includes(shell)) throw usageError(`"${shell}" is none of ${SHELLS.join(", ")}`);
  // it is one of them itself
  const { COMMANDS } = await import("./commands.ts");
  const commands: Described[] = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, { summary, load }]) => ({ name, summary, ...(await load()) })),
  );
  terminal.stdout.write(completionScript(shell, commands));
}

export const command: Command = {
  args: "bash | zsh | fish",
  count: [1, 1],
  examples: [
    ["completion bash > ~/.local/share/bash-completion/completions/ccu-anywhere", "for new shells"],
    ["completion zsh > ~/.zfunc/_ccu-anywhere", "into a folder of $fpath"],
    ["completion fish > ~/.config/fish/completions/ccu-anywhere.fish", "for new shells"],
  ],
  words: SHELLS,
  run: completion,
};
