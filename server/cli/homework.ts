import { resolve } from 'node:path'
import { Command } from 'commander'
import { checkedResult } from '../homework/homeworkDesk.ts'
import { openHomeworkStore } from '../homework/homeworkStore.ts'
import { readKey } from '../homework/signing.ts'
import { failCommand } from './commandFailure.ts'

export function homeworkCommand(): Command {
	const command = new Command('homework').description('what students handed in')
	const check = new Command('check')
		.description('whether a result code was signed by the server of this data folder, and for what: exit code 0 or 1')
		.argument('<code>', 'as the student shows it, e.g. 0000-0005-7K3M-Q9XT')
		.option('--data <folder>', 'data folder of the server', process.env['DATA_DIR'] || 'data')
		.option('--json', 'one line of JSON')
	check.action((code: string, { data, json }: { readonly data: string; readonly json?: true }) => {
		const found = look(resolve(data), code)
		if (found === 'unusable')
			return failCommand(check, 'E_DATA_DIR', `no homework in ${data}: give the server's data folder with --data`)
		if (found === null) {
			console.error(`${code}: not signed by this server`)
			process.exitCode = 1
			return
		}
		const { title, name, item, result, sameAs } = found
		if (json) console.log(JSON.stringify(found))
		else {
			const late = result.late ? ', late' : ''
			const same = sameAs === null ? '' : `, same log as ${sameAs}'s`
			console.log(`${name}: ${result.score} points (${result.medal}), ${item.level} ${item.seed}, ${item.seat}`)
			console.log(`"${title}", attempt ${result.attempt}${late}${same}, bot share ${result.botSharePercent} %`)
		}
	})
	return command.addCommand(check)
}

function look(folder: string, code: string) {
	try {
		const key = readKey(folder)
		const store = openHomeworkStore(folder, 'reader')
		try {
			return checkedResult(store, key, code)
		} finally {
			store.close()
		}
	} catch {
		return 'unusable' as const
	}
}
