import type { Command } from 'commander'

/** Something the caller can put right: one line with a code on stderr, and a number other than 0 or 1. */
export function failCommand(command: Command, code: string, message: string): never {
	command.error(`${code}: ${message}`, { exitCode: 2, code })
}
