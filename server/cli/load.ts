import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { LEVEL_NAMES } from '../../shared/programs/levels.ts'
import { failCommand } from './commandFailure.ts'
import { runLoad } from './load/runLoad.ts'

const MAX_PLAYERS = 20_000
const MAX_SECONDS = 3_600
const MAX_LATENCY_MS = 5_000
const MAX_PROCESSES = 16

interface LoadCommandOptions {
	readonly url: string
	readonly players: number
	readonly seconds: number
	readonly joinStorm?: true
	readonly dropRate: number
	readonly latency: number
	readonly level: string
	readonly lesson?: true
	readonly ramp?: true
	readonly page?: true
	readonly processes: number
	readonly data?: string
	readonly json?: true
}

export function loadCommand(): Command {
	const command = new Command('load')
		.description(
			'plays on a running server with many bots on real sockets and measures it; a server with HOST_PASSWORD needs it here too. ' +
				'Exit code 0: nothing was lost; 1: something was',
		)
		.option('--url <url>', 'address of the server', 'http://localhost:3000')
		.option('--players <number>', 'in crews of three, 67 crews to a session', whole(1, MAX_PLAYERS), 201)
		.option('--seconds <number>', 'how long to measure (with --ramp: each step)', whole(1, MAX_SECONDS), 60)
		.option('--join-storm', 'all join within 10 s')
		.option('--drop-rate <part>', 'cut this part of the lines (0 … 1) every 10 s', parsePart, 0)
		.option('--latency <ms>', 'of the line, there and back', whole(0, MAX_LATENCY_MS), 0)
		.addOption(new Option('--level <name>', 'which program runs').choices(LEVEL_NAMES).default('steady'))
		.option('--lesson', 'with a host and a projector, instead of crews that play for themselves')
		.option('--ramp', 'in ten steps up to --players, until a partner sees an intent later than 50 ms (p99)')
		.option('--page', 'joining players load the page first')
		.option('--processes <number>', 'share the players out to so many processes', whole(1, MAX_PROCESSES), 1)
		.option('--data <folder>', "the server's data folder: compares all acknowledged commands with its log")
		.option('--json', 'one line, for programs')
	return command.action(async (options: LoadCommandOptions) => {
		const url = options.url.replace(/\/$/, '')
		if (!URL.canParse(url)) return failCommand(command, 'E_URL', `${url} is no address`)
		const say = (line: string) => {
			if (!options.json) console.log(line)
		}
		const report = await runLoad({
			url,
			players: options.players,
			seconds: options.seconds,
			joinStorm: options.joinStorm ?? false,
			dropRate: options.dropRate,
			latencyMs: options.latency,
			level: options.level,
			isLesson: options.lesson ?? false,
			isRamp: options.ramp ?? false,
			loadsPage: options.page ?? false,
			processes: options.processes,
			password: process.env['HOST_PASSWORD'] ?? '',
			dataFolder: options.data === undefined ? null : resolve(options.data),
			say,
		}).catch((error: unknown) =>
			failCommand(command, 'E_LOAD', `${url}: ${error instanceof Error ? error.message : String(error)}`),
		)
		console.log(options.json ? JSON.stringify(report) : JSON.stringify(report, null, 2))
		process.exit(report.lost === 0 && report.joined === report.players ? 0 : 1)
	})
}

function whole(low: number, high: number): (text: string) => number {
	return (text) => {
		const number = Number(text)
		if (!/^\d+$/.test(text) || number < low || number > high)
			throw new InvalidArgumentError(`a whole number from ${low} to ${high}`)
		return number
	}
}

function parsePart(text: string): number {
	const part = Number(text)
	if (text === '' || !(part >= 0 && part <= 1)) throw new InvalidArgumentError('a number from 0 to 1')
	return part
}
